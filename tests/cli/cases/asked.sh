# A live run is paused, continued and cancelled from another process; its log names each request.
mkfifo events
meta-agent run "Write a page" -o out --script "$DATA/slow.json" --no-verify --json >events &
exec 3<events
grep -q '"call.prepared","task":"guide"' <&3
meta-agent pause -o out
meta-agent status -o out --json | grep -o '"phase":"[a-z]*"'
meta-agent continue -o out 0
echo "exit $?"
meta-agent continue -o out
meta-agent cancel -o out
cat <&3 >rest
wait $!
echo "exit $?"
meta-agent log -o out | grep -E "paused|continued|run.cancelled|finished"
for what in pause continue cancel; do
	meta-agent $what -o out
	echo "exit $?"
done
meta-agent resume -o out
echo "exit $?"
meta-agent pause -o nowhere
echo "exit $?"
# One that was killed is live nowhere.
meta-agent run "Write a page" -o out --script "$DATA/slow.json" --no-verify --json >events &
exec 3<events
grep -q '"call.prepared","task":"guide"' <&3
{ kill -KILL $!; wait $!; } 2>/dev/null # the shell may say so, or not
meta-agent cancel -o out
echo "exit $?"
