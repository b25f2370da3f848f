#!/bin/sh
# Branch coverage of what decides, src/model and src/core: at least 95 % by the tests of these floors,
# of the engine and the scenarios. Names each branch that no test takes. Older counts are dropped first.
set -eu
cd "$(dirname "$0")/.."
scripts/build.sh coverage all
find build/coverage -name '*.gcda' -delete
log=build/coverage.test.log
if ! meson test -C build/coverage --no-rebuild --print-errorlogs \
	--suite model --suite core --suite engine --suite scenario --suite simulate >"$log" 2>&1; then
	cat "$log" >&2
	exit 1
fi
scripts/coverage.py build/coverage 95 src/model src/core
