<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">
  <rect width="640" height="480" fill="#d9f99d"/>
  <circle cx="520" cy="100" r="50" fill="#fef9c3"/>
  <path d="M0 318 Q160 276 320 320 T640 310 V480 H0 Z" fill="#65a30d"/>
  <path d="M0 400 Q220 352 400 400 T640 380 V480 H0 Z" fill="#3f6212"/>
</svg>
