# The time allowed is over: exit 6, and how to go on.
{
	meta-agent run "Write a page" -o out --script "$DATA/stuck.json" --no-verify --timeout 0.3
	echo "exit $?"
	meta-agent resume -o out --script "$DATA/two.json" 2>/dev/null
	echo "exit $?"
	meta-agent resume -o out --script "$DATA/two.json" --timeout 60 2>/dev/null
	echo "exit $?"
} | grep -v tokens
