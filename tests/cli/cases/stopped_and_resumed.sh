# SIGINT closes the log; resume goes on, and nothing that was finished is done again.
mkfifo events
meta-agent run "Write a page" -o out --script "$DATA/slow.json" --no-verify --json >events &
exec 3<events
grep -q '"call.prepared","task":"guide"' <&3
kill -INT $!
wait $!
echo "exit $?"
meta-agent status -o out | grep -E 'state|tasks'
meta-agent run "Another page" -o out --script "$DATA/two.json" --no-verify
echo "exit $?"
meta-agent resume -o out --script "$DATA/rest.json" 2>/dev/null | grep -v tokens
echo "$(meta-agent log -o out | grep -c call.replied) replies"
meta-agent resume -o out --script "$DATA/rest.json"
echo "exit $?"
