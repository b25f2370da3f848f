# A second run on an output whose run is live names the owner; the log can be read meanwhile.
mkfifo events
meta-agent run "Write a page" -o out --script "$DATA/slow.json" --no-verify --json >events &
exec 3<events
read -r line <&3
meta-agent run "Write a page" -o out --script "$DATA/slow.json" --no-verify
echo "exit $?"
meta-agent log -o out | head -n 1
kill -TERM $!
wait $!
echo "exit $?"
