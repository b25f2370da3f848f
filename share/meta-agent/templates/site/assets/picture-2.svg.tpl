<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">
  <rect width="640" height="480" fill="#bae6fd"/>
  <path d="M120 330 L240 150 L360 330 Z M300 330 L440 120 L580 330 Z" fill="#64748b"/>
  <path d="M0 324 Q160 268 320 320 T640 305 V480 H0 Z" fill="#0369a1"/>
  <path d="M0 400 Q220 346 400 400 T640 380 V480 H0 Z" fill="#0c4a6e"/>
</svg>
