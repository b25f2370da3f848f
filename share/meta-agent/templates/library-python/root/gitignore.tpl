__pycache__/
*.egg-info/
build/
dist/
.venv/
.DS_Store
