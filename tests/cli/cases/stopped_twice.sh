# The second signal ends the program at once; both are there before it looks.
mkfifo events
meta-agent run "Write a page" -o out --script "$DATA/slow.json" --no-verify --json >events &
exec 3<events
grep -q '"call.prepared","task":"guide"' <&3
kill -STOP $!
kill -INT $!
kill -TERM $!
kill -CONT $!
wait $!
echo "exit $?"
meta-agent resume -o out --script "$DATA/rest.json" 2>/dev/null | head -n 2
