# Whoever reads the output goes away: the program ends without a word.
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
mkfifo gate
{
	read -r line <gate
	meta-agent log -o out
	echo $? >code
} | {
	exec <&-
	echo >gate
}
echo "exit $(cat code)"
{
	meta-agent run "Write a page" -o slow --script "$DATA/slow.json" --no-verify --json
	echo $? >code
} | head -n 1 >line
echo "exit $(cat code)"
meta-agent status -o slow | grep state
meta-agent help >/dev/full
echo "exit $?"
meta-agent run "Write a page" -o mute --script "$DATA/two.json" --no-verify <&- >&- 2>&-
echo "exit $?"
git -C mute status --short
cat mute/index.html
