#!/bin/sh
# The examples do what they say: an app is built through the public API alone, one with a hand in it, and its status is read.
# usage: examples.sh BUILD_APP OWN_AGENT STATUS
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
prompt="Build a todo app with lists, tasks (title, due date, done) and user login"
"$1" "$dir/app" "$prompt" >"$dir/events"
grep -q '"kind":"run.started"' "$dir/events"
test -f "$dir/app/package.json"
"$3" "$dir/app" | grep -q '"phase":"finished"'
if "$3" "$dir" 2>"$dir/err"; then
	echo "a directory without a run has a status"
	exit 1
fi
grep -q 'there is no run here' "$dir/err"

"$2" "$dir/own" "$prompt" | grep -q '"completed":7'
head -1 "$dir/own/README.md" | grep -qx "# $prompt"
# shellcheck disable=SC2016 # a Markdown code span
grep -q '^- `package.json` by architect, [1-9][0-9]* bytes$' "$dir/own/README.md"
if "$2" "$dir/own" " " 2>"$dir/err"; then
	echo "an app was built of nothing"
	exit 1
fi
grep -q 'a run needs a prompt' "$dir/err"
