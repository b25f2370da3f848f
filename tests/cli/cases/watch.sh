# Watching a run whose output is no terminal: lines, or events; and how it ended.
meta-agent run "Write a page" -o out --script "$DATA/brief.json" --no-verify >/dev/null 2>&1 &
until meta-agent status -o out >/dev/null 2>&1; do :; done
meta-agent status --watch -o out
echo "exit $?"
wait
meta-agent status --watch --json -o out >events
echo "exit $?"
meta-agent log --json -o out >log
head -n -1 events | cmp - log && echo "the lines are the log"
tail -n 1 events | grep -c '"live":false'
meta-agent run "Write a page" -o refused --script "$DATA/refused.json" --no-verify >/dev/null 2>&1
meta-agent status --watch -o refused >/dev/null
echo "exit $?"
meta-agent status --watch -o nowhere
echo "exit $?"
