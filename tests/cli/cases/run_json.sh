# Every event as a JSON line, then the result; nothing on stderr.
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify --json >lines
echo "exit $?"
cat lines
meta-agent log -o out --json >log
head -n -1 lines | cmp - log && echo "the lines are the log"
