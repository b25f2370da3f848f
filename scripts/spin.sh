#!/bin/sh
# Search all states of the model of who owns a run (tests/model/lease.pml), then once more with each rule broken:
# a model that does not tell of a broken rule proves nothing. Needs Debian's spin, which is installed by root.
set -eu
cd "$(dirname "$0")/.."
model=$PWD/tests/model/lease.pml
plants=$(sed -n 's/^#ifdef PLANT_//p' "$model")

say() {
	echo "spin: $*"
}

if ! command -v spin >/dev/null; then
	[ "$(id -u)" -eq 0 ] || {
		say "spin is missing: apt-get install spin" >&2
		exit 1
	}
	apt-get -qq update && apt-get -qq -y install spin >/dev/null
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

# How many errors were found, or nothing where the search did not end.
search() {
	spin "$@" -run -ltl ends -m200000 "$model" 2>&1 | tee log |
		sed -n '/max search depth too small/q; s/.*errors: \([0-9]*\)$/\1/p'
}

errors=$(search)
if [ "$errors" != 0 ]; then
	cat log >&2
	exit 1
fi
say "no rule is broken in $(sed -n 's/^ *\([0-9]*\) states, stored.*/\1/p' log) states"
for plant in $plants; do
	errors=$(search "-DPLANT_$plant")
	if [ "${errors:-0}" -eq 0 ]; then
		say "with $plant the model should have told of an error" >&2
		exit 1
	fi
	say "$plant: found"
done
