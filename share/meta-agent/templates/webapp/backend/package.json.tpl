{
  "name": "<%= app.name %>-backend",
  "version": "0.1.0",
  "private": true,
  "type": "module",
  "scripts": {
    "dev": "node --watch --watch-preserve-output dist/server.js",
    "watch": "tsc --project tsconfig.build.json --watch --preserveWatchOutput",
    "build": "tsc --project tsconfig.build.json",
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
    "supertest": "<%= versions.supertest %>",
    "typescript": "<%= versions.typescript %>",
    "vitest": "<%= versions.vitest %>"
  }
}
