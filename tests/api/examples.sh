#!/bin/sh
# The examples do what they say: an app is built through the public API alone, and its status can be read.
# usage: examples.sh BUILD_APP STATUS
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$1" "$dir/app" "Build a todo app with lists, tasks (title, due date, done) and user login" >"$dir/events"
grep -q '"kind":"run.started"' "$dir/events"
test -f "$dir/app/package.json"
"$2" "$dir/app" | grep -q '"phase":"finished"'
if "$2" "$dir" 2>"$dir/err"; then
	echo "a directory without a run has a status"
	exit 1
fi
grep -q 'there is no run here' "$dir/err"
