<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">
  <rect width="640" height="480" fill="#e0f2fe"/>
  <ellipse cx="200" cy="110" rx="110" ry="36" fill="#fff"/><ellipse cx="430" cy="150" rx="120" ry="34" fill="#fff"/>
  <path d="M0 306 Q160 292 320 320 T640 320 V480 H0 Z" fill="#0e7490"/>
  <path d="M0 400 Q220 364 400 400 T640 380 V480 H0 Z" fill="#164e63"/>
</svg>
