# The time allowed is over: exit 6, and how to go on.
meta-agent run "Write a page" -o out --script "$DATA/slow.json" --no-verify --timeout 0.5
echo "exit $?"
