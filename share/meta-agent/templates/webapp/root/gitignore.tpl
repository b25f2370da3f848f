node_modules/
dist/
data/
coverage/
*.tsbuildinfo
*.log
.env
.DS_Store
