#!/bin/sh
# Build as it is installed and with ASan and UBSan and run all tests in each; the threaded ones under TSan too, and each fuzz target
# for 5 s, which clang builds. What clang warns of is a test of the first build; `make soak` runs what clang builds.
# While the tests of one build run, as many of them wait, the next is built. The last line is the sum: "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 1
passed=0 failed=0 skipped=0 heard=0
cores=$(nproc)

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

# What is built, and which of its tests are run: name, target, more words for "meson test". Fuzzing does not wait: it gets a core for each
# target.
builds="plain all
asan all
tsan threads --suite threads
fuzz fuzzers --suite fuzz --num-processes $cores"

# One after the other, in what the tests leave idle. Tells of each on a line: name, status, seconds, more words.
# What the first build does without (clang, Node.js, the grammars) is fetched meanwhile.
build_all() {
	scripts/deps.sh test >&2 &
	while read -r name target more; do
		say "$name: building" >&2
		started=$(date +%s)
		nice scripts/build.sh "$name" "$target" >&2 </dev/null
		status=$? took=$(($(date +%s) - started))
		wait
		echo "$name $status $took $more"
	done <<-EOF
		$builds
	EOF
}

# test_build NAME STATUS SECONDS [words for "meson test"...]
test_build() {
	name=$1 status=$2 took=$3 log=build/$1.test.log started=$(date +%s)
	heard=$((heard + 1))
	shift 3
	if [ "$status" -ne 0 ]; then
		failed=$((failed + 1))
		say "$name: does not build"
		return
	fi
	meson test -C "build/$name" --no-rebuild --print-errorlogs --num-processes $((2 * cores)) "$@" >"$log" 2>&1 </dev/null
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
		"(build $took s, tests $(($(date +%s) - started)) s)"
}

build_all | {
	while read -r name status took more; do
		# shellcheck disable=SC2086 # a list of words
		test_build "$name" "$status" "$took" $more
	done
	# A build that nothing is told of, as when that process was killed, is a failure.
	failed=$((failed + $(echo "$builds" | wc -l) - heard))
	if [ "$skipped" -gt 0 ]; then
		echo "$passed passed, $failed failed, $skipped skipped"
	else
		echo "$passed passed, $failed failed"
	fi
	[ "$failed" -eq 0 ]
}
