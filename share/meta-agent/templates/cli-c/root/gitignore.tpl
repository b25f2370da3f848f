build/
.DS_Store
