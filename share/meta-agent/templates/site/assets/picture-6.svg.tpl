<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">
  <rect width="640" height="480" fill="#1e1b4b"/>
  <g fill="#fff"><circle cx="110" cy="90" r="3"/><circle cx="250" cy="60" r="4"/><circle cx="390" cy="120" r="3"/><circle cx="520" cy="70" r="5"/><circle cx="580" cy="180" r="3"/></g>
  <path d="M0 300 Q160 300 320 320 T640 325 V480 H0 Z" fill="#312e81"/>
  <path d="M0 400 Q220 370 400 400 T640 380 V480 H0 Z" fill="#0f0a2a"/>
</svg>
