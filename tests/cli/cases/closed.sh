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
# Also when nothing happens that could be written.
for when in "" "--after 0"; do
	mkfifo told
	{
		meta-agent context watch -o out $when
		echo $? >code
	} >told &
	head -n 0 <told
	wait $!
	echo "exit $(cat code)"
	rm told
done
meta-agent context set greeting '"hello"' -o out
{
	meta-agent context watch -o out --after 0
	echo $? >code
} | head -n 1
echo "exit $(cat code)"
