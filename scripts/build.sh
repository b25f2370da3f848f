#!/bin/sh
# Configure (once) and build one of the build directories.
#   scripts/build.sh plain|asan|clang|tsan|coverage|fuzz [ninja target...]
#   scripts/build.sh install PREFIX
set -eu
cd "$(dirname "$0")/.."

setup() {
	dir=build/$1 cc=$2
	shift 2
	[ -f "$dir/build.ninja" ] && return
	mkdir -p build
	echo "build: configuring $dir"
	if ! CC=$cc meson setup "$dir" "$@" >"$dir.setup.log" 2>&1; then
		cat "$dir.setup.log" >&2
		rm -rf "$dir"
		exit 1
	fi
}

configure() {
	case $1 in
	plain) setup plain gcc ;;
	asan) setup asan gcc -Db_sanitize=address,undefined ;;
	clang) setup clang clang ;;
	tsan) setup tsan gcc -Db_sanitize=thread ;;
	coverage) setup coverage gcc -Db_coverage=true -Doptimization=0 ;;
	fuzz) setup fuzz clang -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false ;;
	*)
		echo "build.sh: no such build: $1 (plain, asan, clang, tsan, coverage, fuzz)" >&2
		exit 2
		;;
	esac
}

if [ "${1:-}" = install ]; then
	configure plain
	meson configure build/plain -Dprefix="$2"
	exec meson install -C build/plain --quiet
fi

name=${1:-plain}
[ $# -gt 0 ] && shift
configure "$name"
log=build/$name.log
if ! ninja -C "build/$name" "$@" >"$log" 2>&1; then
	grep -v '^\[[0-9]*/[0-9]*\]' "$log" >&2
	echo "build: $name failed (all of it: $log)" >&2
	exit 1
fi
