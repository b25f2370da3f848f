# The prompt as a word, behind "--", from standard input and from a file is the same prompt.
run() {
	meta-agent run --script "$DATA/two.json" --no-verify --json "$@" >/dev/null
	echo "exit $?"
}
run -o a "--fancy page"
run -o b -- "--fancy page"
printf '%s\n' "--fancy page" | run -o c -
printf '%s\n' "--fancy page" >prompt
run -o d --prompt-file prompt
for output in b c d; do
	meta-agent show prompt -o $output
done
