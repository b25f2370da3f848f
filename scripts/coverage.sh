#!/bin/sh
# Branch coverage of what decides, src/model and src/core: at least 95 % by the tests of these floors, of the
# engine, the scenarios and the simulation. Names each branch that no test takes. Older counts are dropped first.
set -eu
cd "$(dirname "$0")/.."
scripts/build.sh coverage all
find build/coverage -name '*.gcda' -delete

run() {
	log=build/coverage.test.log
	meson test -C build/coverage --no-rebuild --print-errorlogs "$@" >"$log" 2>&1 && return
	cat "$log" >&2
	exit 1
}

run --suite model --suite core --suite engine --suite scenario
run simulate/seeds
scripts/coverage.py build/coverage 95 src/model src/core
