name: CI

on:
  push:
    branches: [main]
  pull_request:

permissions:
  contents: read

jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        compiler: [gcc, clang]
    steps:
      - uses: actions/checkout@v5
      - run: make test CC=${{ matrix.compiler }}
      - run: make sanitize CC=${{ matrix.compiler }}
