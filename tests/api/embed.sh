#!/bin/sh
# The library is driven from Python, by its own loop, and says there what went wrong.
# usage: embed.sh SOURCE_DIR LIBRARY
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sed -n '/^typedef struct ma_run_opts {/,/^} ma_run_opts;/p' "$1/include/metaagent/metaagent.h" |
	sed 's,/\*.*,,' |
	sed -nE -e 's/^\t[a-z].*\(\*([a-z_]+)\)\(.*/\1/p' -e 's/^\t[a-z].*[ *]([a-z_]+);.*/\1/p' >"$dir/header"
python3 -c 'import sys; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True
from embed import RunOpts
print(*(name for name, _ in RunOpts._fields_), sep="\n")' "$1/examples" >"$dir/python"
diff "$dir/header" "$dir/python"

python3 "$1/examples/embed.py" "$2" "$dir/app" "Build a note app with notes" >"$dir/out"
grep -q '"kind":"run.started"' "$dir/out"
grep -q '"kind":"run.finished"' "$dir/out"
tail -1 "$dir/out" | grep -qx 'unverified: 7 of 7 tasks'
test -f "$dir/app/package.json"
if python3 "$1/examples/embed.py" "$2" "$dir/app" "" 2>"$dir/err"; then
	echo "an app was built of nothing"
	exit 1
fi
grep -qx 'embed.py: a run needs a prompt' "$dir/err"
