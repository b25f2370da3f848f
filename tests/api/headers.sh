#!/bin/sh
# Every public header compiles alone, as C11, C17 and C++17, under strict warnings.
# usage: headers.sh SOURCE_DIR CC...
set -eu
source=$1
shift
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
tried=0
for header in "$source"/include/metaagent/*.h; do
	name=metaagent/${header##*/}
	printf '#include "%s"\n#include "%s"\nint main(void) { return 0; }\n' "$name" "$name" >"$dir/t.c"
	cp "$dir/t.c" "$dir/t.cc"
	for std in c11 c17; do
		"$@" -std=$std -Wall -Wextra -Wpedantic -Wconversion -Wstrict-prototypes -Werror \
			-I"$source/include" -c "$dir/t.c" -o "$dir/t.o"
		tried=$((tried + 1))
	done
	c++ -std=c++17 -Wall -Wextra -Wpedantic -Wconversion -Werror -I"$source/include" -c "$dir/t.cc" -o "$dir/t.o"
	tried=$((tried + 1))
done
[ "$tried" -ge 9 ] || { echo "only $tried headers were tried"; exit 1; }
echo "$tried compilations"
