# Whoever follows a log reads its events as they come, beyond the death of who wrote them, to the end of the run.
meta-agent log --follow -o out
echo "exit $?"
mkfifo events
meta-agent run "Write a page" -o out --script "$DATA/slow.json" --no-verify --json >events &
writer=$!
exec 3<events
grep -q '"call.admitted","task":"guide"' <&3
meta-agent log --follow -o out --json >followed &
follower=$!
kill -KILL $writer
meta-agent resume -o out --script "$DATA/two.json" >/dev/null 2>&1
wait $follower
echo "exit $?"
meta-agent log -o out --json | cmp - followed && echo "every event, once, in order"

# From one event on; a run that has ended is read to its end.
before=$(($(wc -l <followed) - 1))
meta-agent log --follow --since $before -o out | cut -c 5-
meta-agent log --since $before -o out | cut -c 5-

# Ctrl-C leaves; so does the end of whoever reads, even while nothing comes.
mkfifo more
meta-agent run "Write another" -o other --script "$DATA/slow.json" --no-verify --json >more 2>/dev/null &
run=$!
exec 4<more
grep -q '"call.admitted","task":"guide"' <&4
mkfifo seen
meta-agent log --follow -o other >seen &
follower=$!
exec 5<seen
grep -q 'call.admitted  *task=guide' <&5
kill -INT $follower
wait $follower
echo "exit $?"
exec 5<&-
meta-agent log --follow -o other >seen &
follower=$!
exec 5<seen
grep -q 'call.admitted  *task=guide' <&5
exec 5<&-
wait $follower
echo "exit $?"
kill -INT $run
wait $run
meta-agent log --follow --check -o out
echo "exit $?"
# Whoever has seen all of it is told at once that it is over.
timeout 20 meta-agent log --follow --since 100000 -o out
echo "exit $?"
