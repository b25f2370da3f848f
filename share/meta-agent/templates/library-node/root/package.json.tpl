{
  "name": <%= app.name | json %>,
  "version": "0.1.0",
  "private": true,
  "description": <%= app.summary | json %>,
  "type": "module",
  "engines": {
    "node": ">=20"
  },
  "exports": {
    "types": "./src/index.d.ts",
    "default": "./src/index.js"
  },
<% if cli %>
  "bin": {
    <%= app.name | json %>: "./src/main.js"
  },
<% end %>
  "files": [
    "src"
  ],
  "scripts": {
    "test": "node --test"
  }
}
