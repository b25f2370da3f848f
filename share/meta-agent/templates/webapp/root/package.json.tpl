{
  "name": <%= app.name | json %>,
  "version": "0.1.0",
  "private": true,
  "description": <%= app.summary | json %>,
  "type": "module",
  "workspaces": [
    "backend",
    "frontend"
  ],
  "engines": {
    "node": "<%= versions.node %>"
  },
  "scripts": {
    "dev": "node scripts/dev.mjs",
    "build": "npm run build --workspaces",
    "lint": "oxlint --format=unix",
    "typecheck": "npm run typecheck --workspaces",
    "test": "npm test --workspaces",
    "e2e": "node scripts/e2e.mjs",
    "seed": "npm run seed --workspace backend",
    "start": "npm start --workspace backend"
  },
  "devDependencies": {
    "oxlint": "<%= versions.oxlint %>"
  }
}
