# kill -9: what was acknowledged is there.
mkfifo events
meta-agent run "Write a page" -o out --script "$DATA/slow.json" --no-verify --json >events &
exec 3<events
grep -q '"call.prepared","task":"guide"' <&3
kill -KILL $!
wait $! 2>/dev/null
echo "exit $?"
meta-agent status -o out | grep state
meta-agent resume -o out --script "$DATA/rest.json" 2>/dev/null | grep -v tokens
echo "exit $?"
