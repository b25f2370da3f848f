#!/bin/sh
# What is installed works where it was installed to, and a program can be built against it.
# usage: install.sh BUILD_DIR PREFIX LIBDIR
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
env -u LD_LIBRARY_PATH DESTDIR="$dir/root" meson install -C "$1" --no-rebuild --quiet
unset LD_LIBRARY_PATH META_AGENT_DATA
root=$dir/root$2
"$root/bin/meta-agent" version | grep -q '^meta-agent '
"$root/bin/meta-agent" run "Build a todo app with lists and tasks" -o "$dir/app" --no-verify >/dev/null 2>&1
test -f "$dir/app/package.json"
if [ -f "$1/../grammars/tree-sitter.so" ]; then
	printf 'const a = 1;\n' >"$dir/base.ts"
	printf 'const a = 1;\n\nconst b = 2;\n' >"$dir/ours.ts"
	printf 'const a = 1;\n\nconst c = 3;\n' >"$dir/theirs.ts"
	(cd / && "$root/bin/meta-agent" merge "$dir/base.ts" "$dir/ours.ts" "$dir/theirs.ts") | grep -q 'const c'
fi
export PKG_CONFIG_SYSROOT_DIR="$dir/root" PKG_CONFIG_PATH="$root/$3/pkgconfig"
# shellcheck disable=SC2046 # flags are words
cc -o "$dir/status" "$(dirname "$0")/../../examples/status.c" $(pkg-config --cflags --libs metaagent)
LD_LIBRARY_PATH="$root/$3" "$dir/status" "$dir/app" | grep -q '"phase":"finished"'
