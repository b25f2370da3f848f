# Wrong usage: one line on stderr, exit 2, and nothing is made.
try() {
	echo "\$ meta-agent $*" >&2
	meta-agent "$@"
	echo "exit $?" >&2
}
try
try rum
try frobnicate
try run
try run -o out
try run "" -o out
try run "Write a page" -o
try run "Write a page" --output=
try run "Write a page" -o --json
try run "Write a page" -o out --outptu x
try run "Write a page" -o out --frobnicate
try run "Write a page" -o out -x
try run "Write a page" -o out --jobs 0
try run "Write a page" -o out -j4x
try run "Write a page" -o out --timeout -1
try run "Write a page" -o out --sandbox maybe
try run "Write a page" -o out --json=yes
try run Write a page -o out
try run "Write a page" --prompt-file x -o out
try run --prompt-file missing -o out
try run "Write a page" -o out --plan missing
try run "Write a page" -o out --provider gemini --script x
try log extra
try show
try show plan more
try help frobnicate
meta-agent run "$(printf 'a\377b')" -o out
echo "exit $?" >&2
meta-agent run "$(printf 'a\377b')" -o out "--$(printf 'a\377b')"
echo "exit $?" >&2
ls
