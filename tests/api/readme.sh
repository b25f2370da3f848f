#!/bin/sh
# The program in the README compiles, and builds what it says.
# usage: readme.sh SOURCE_DIR LIBRARY CC...
set -eu
source=$1 library=$2
shift 2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
awk '/^## /{ here = /From a program/ } here && sub(/^    /, "")' "$source/README.md" >"$dir/app.c"
grep -q 'int main' "$dir/app.c"
"$@" -Wall -Wextra -Werror -I"$source/include" "$dir/app.c" "$library" -o "$dir/app"
cd "$dir"
LD_LIBRARY_PATH=$(dirname "$library") ./app | grep -q '"completed":7'
test -f out/notes/package.json
