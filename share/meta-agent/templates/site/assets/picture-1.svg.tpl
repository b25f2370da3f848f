<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">
  <rect width="640" height="480" fill="#fde68a"/>
  <circle cx="320" cy="250" r="80" fill="#fff7ed"/>
  <path d="M0 330 Q160 260 320 320 T640 300 V480 H0 Z" fill="#f59e0b"/>
  <path d="M0 400 Q220 340 400 400 T640 380 V480 H0 Z" fill="#92400e"/>
</svg>
