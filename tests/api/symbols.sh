#!/bin/sh
# The shared library exports what src/lib/metaagent.map lists and nothing else, and all of it is declared.
# usage: symbols.sh SOURCE_DIR LIBRARY
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sed -n 's/^ *\(ma_[a-z0-9_]*\);$/\1/p' "$1/src/lib/metaagent.map" | sort >"$dir/listed"
nm -D --defined-only "$2" | awk '$3 !~ /^(__asan|__ubsan|__tsan|_init$|_fini$|__odr)/ { print $3 }' | sort >"$dir/exported"
sed -n 's/^MA_API .*[ *]\(ma_[a-z0-9_]*\)(.*/\1/p' "$1"/include/metaagent/*.h | sort >"$dir/declared"
[ "$(wc -l <"$dir/listed")" -gt 10 ] || { echo "the list could not be read"; exit 1; }
diff "$dir/listed" "$dir/exported"
diff "$dir/listed" "$dir/declared"
