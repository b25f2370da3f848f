# The budget is used up: exit 6, what was spent, and how to go on.
{
	meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify --max-tokens 3000
	echo "exit $?"
	meta-agent resume -o out --script "$DATA/two.json" 2>/dev/null
	echo "exit $?"
	meta-agent resume -o out --script "$DATA/two.json" --max-tokens 300000 2>/dev/null
	echo "exit $?"
} | sed -E 's/cost [0-9,]+ tokens/cost N tokens/; s/--max-tokens [0-9]+/--max-tokens N/'
