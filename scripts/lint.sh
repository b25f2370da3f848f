#!/bin/sh
# scripts/lint.sh        everything that can be checked without running the program
# scripts/lint.sh fmt    format the C files
set -u
cd "$(dirname "$0")/.." || exit 1
status=0

c_files() {
	git ls-files -co --exclude-standard -- include src tests bench examples | grep '\.[ch]$'
}

# check TITLE TOOL COMMAND...: where a tool is not installed its check is left out, and said to be.
check() {
	title=$1 tool=$2
	shift 2
	if ! command -v "$tool" >/dev/null; then
		echo "lint: $title: left out, no $tool here"
	elif "$@"; then
		echo "lint: $title: fine"
	else
		echo "lint: $title: FAILED"
		status=1
	fi
}

format_is_kept() {
	c_files | (
		bad=0
		while read -r file; do
			clang-format --dry-run -Werror "$file" >/dev/null 2>&1 && continue
			echo "$file: not formatted, see: make fmt"
			bad=1
		done
		exit "$bad"
	)
}

scripts_are_sound() {
	git ls-files '*.sh' .ci/run ':!tests/cli/cases' | xargs -r shellcheck -e SC2317
}

if [ "${1:-}" = fmt ]; then
	c_files | xargs -r clang-format -i
	exit
fi
check 'sizes, names, words' python3 scripts/tidy.py
check 'layers' python3 scripts/layers.py
check 'format' clang-format format_is_kept
check 'shell scripts' shellcheck scripts_are_sound
check 'cppcheck' cppcheck cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 \
	--enable=warning,performance,portability --library=scripts/cppcheck.cfg -j 2 -Iinclude -Isrc src
exit $status
