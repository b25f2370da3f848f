{
  "name": <%= app.name | json %>,
  "version": "0.1.0",
  "private": true,
  "description": <%= app.summary | json %>,
  "type": "module",
  "engines": {
    "node": ">=20"
  },
  "scripts": {
    "test": "node --test"
  }
}
