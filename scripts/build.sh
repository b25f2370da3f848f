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
	if ! env CC="$cc" ${linker:+CC_LD=$linker} meson setup "$dir" "$@" >"$dir.setup.log" 2>&1; then
		cat "$dir.setup.log" >&2
		rm -rf "$dir"
		exit 1
	fi
}

# Sanitizers need no more than -g1 to tell what they find, and with -O1 are built in half the time. What is warned of
# only where their checks stand between the lines is no error.
quick="-Doptimization=1 -Dc_args=-g1 -Dwerror=false"

# Hundreds of test programs are linked: gold takes less than half of what the usual linker does.
linker='' quick_linker=''
if command -v ld.gold >/dev/null; then
	quick_linker=gold
fi

configure() {
	# shellcheck disable=SC2086 # a list of words
	case $1 in
	plain) setup plain gcc ;;
	asan) linker=$quick_linker setup asan gcc -Db_sanitize=address,undefined $quick ;;
	clang) linker=$quick_linker setup clang clang -Ddebug=false ;;
	tsan) linker=$quick_linker setup tsan gcc -Db_sanitize=thread $quick ;;
	coverage) setup coverage gcc -Db_coverage=true -Doptimization=0 ;;
	fuzz) linker=$quick_linker setup fuzz clang -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false $quick ;;
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
