#!/bin/sh
# Build three ways and run all tests in each; the threaded ones under TSan too, and each fuzz target for 5 s.
# The last line is the sum: "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0 skipped=0

say() {
	echo "test: $*"
}

# What "meson test" counted for one build, as "passed failed skipped".
counts() {
	awk -F ': *' '
		/^(Ok|Expected Fail):/ { ok += $2 }
		/^(Fail|Unexpected Pass|Timeout):/ { bad += $2 }
		/^Skipped:/ { skip += $2 }
		END { print ok + 0, bad + 0, skip + 0 }' "$1"
}

run_build() {
	name=$1 target=$2 log=build/$1.test.log started=$(date +%s)
	shift 2
	say "$name: building"
	if ! scripts/build.sh "$name" "$target"; then
		failed=$((failed + 1))
		say "$name: does not build"
		return
	fi
	built=$(date +%s)
	meson test -C "build/$name" --print-errorlogs "$@" >"$log" 2>&1 </dev/null
	status=$?
	read -r ok bad skip <<-EOF
		$(counts "$log")
	EOF
	# A run that counted nothing, or failed without a failure counted, is a failure.
	[ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ $((ok + skip)) -eq 0 ]; } && bad=1
	[ "$bad" -eq 0 ] || cat "$log"
	grep -E ' SKIP( |$)' "$log" | sed "s/^ *[0-9]*\/[0-9]* */test: $name: skipped: /"
	passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
	say "$name: $ok passed, $bad failed, $skip skipped" \
		"(build $((built - started)) s, tests $(($(date +%s) - built)) s)"
}

run_build plain all
run_build asan all
run_build clang all
run_build tsan all --suite threads
run_build fuzz fuzzers --suite fuzz
if [ "$skipped" -gt 0 ]; then
	echo "$passed passed, $failed failed, $skipped skipped"
else
	echo "$passed passed, $failed failed"
fi
[ "$failed" -eq 0 ]
