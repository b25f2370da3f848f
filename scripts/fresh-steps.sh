#!/bin/bash
# The steps of fresh-check, inside the fresh machine: each "make" by name, timed.
set -u
report="" status=0

step() {
	local started=$SECONDS took code why=""
	echo "fresh-check: make $1"
	make "$1"
	code=$?
	took=$((SECONDS - started))
	# By then everything is there: looking must be all it does.
	if [ "$1" = deps ] && [ "$took" -gt 1 ]; then
		why=", but a second call must take under a second" code=1
	fi
	[ "$code" -eq 0 ] || status=1
	report+="  make $1: exit $code, $took s$why"$'\n'
}

for target in "$@"; do
	step "$target"
done
echo "fresh-check: Debian $(cat /etc/debian_version), $(nproc) processors:"
echo -n "$report"
exit $status
