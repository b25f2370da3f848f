<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">
  <rect width="640" height="480" fill="#fbcfe8"/>
  <circle cx="320" cy="190" r="60" fill="#831843"/><path d="M312 190 h16 v150 h-16 Z" fill="#500724"/>
  <path d="M0 312 Q160 284 320 320 T640 315 V480 H0 Z" fill="#9d174d"/>
  <path d="M0 400 Q220 358 400 400 T640 380 V480 H0 Z" fill="#500724"/>
</svg>
