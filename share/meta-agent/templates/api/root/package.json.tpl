{
  "name": <%= app.name | json %>,
  "version": "0.1.0",
  "private": true,
  "description": <%= app.summary | json %>,
  "type": "module",
  "engines": {
    "node": "<%= versions.node %>"
  },
  "scripts": {
    "dev": "tsc --project tsconfig.build.json && node --watch --watch-preserve-output dist/server.js",
    "watch": "tsc --project tsconfig.build.json --watch --preserveWatchOutput",
    "build": "tsc --project tsconfig.build.json",
    "lint": "oxlint --format=unix",
    "typecheck": "tsc --noEmit",
    "test": "vitest run",
    "seed": "npm run build && node dist/seedDatabase.js",
    "start": "node dist/server.js"
  },
  "dependencies": {
    "express": "<%= versions.express %>",
    "libsql": "<%= versions.libsql %>",
    "zod": "<%= versions.zod %>"
  },
  "devDependencies": {
    "@types/express": "<%= versions.types_express %>",
    "@types/node": "<%= versions.types_node %>",
    "@types/supertest": "<%= versions.types_supertest %>",
    "oxlint": "<%= versions.oxlint %>",
    "supertest": "<%= versions.supertest %>",
    "typescript": "<%= versions.typescript %>",
    "vitest": "<%= versions.vitest %>"
  }
}
