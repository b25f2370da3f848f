node_modules/
*.tgz
*.log
.DS_Store
