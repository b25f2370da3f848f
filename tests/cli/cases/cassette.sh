# What the models answered is kept in a cassette, and answers again: without them, and nothing else.
masked() { # what two logs of the same run may differ in
	meta-agent log -o "$1" --json | sed -E 's/"(at|run|effect|commit|head|deadline|not_before|cassette)":"[^"]*",?//g; s/"took_ms":[0-9]+,//'
}
meta-agent run "Write a page" -o out --script "$DATA/brief.json" --no-verify --record tape 2>/dev/null | grep -E 'tasks|answers'
stat -c %a tape
head -1 tape
cut -c1-64 tape | tail -n +2
meta-agent run "Write a page" -o again --no-verify --replay tape 2>/dev/null | grep -E 'tasks|tokens|answers'
masked out >a
masked again >b
cmp a b && echo same
meta-agent status -o again | grep answers
meta-agent log -o again --record tape2 && cmp tape tape2 && echo same
# Another prompt is another request; a plan that is given needs none of the planner.
meta-agent run "Write a book" -o other --no-verify --replay tape >said 2>/dev/null
echo "exit $?"
sed -E 's/[0-9]+%/N%/' said
meta-agent run "Write a page" -o other --no-verify --replay tape --max-tokens 999999 2>/dev/null | grep -o 'settings: recorded'
# A run of a cassette is resumed with it, and with no other.
mkfifo events
meta-agent run "Write a page" -o cut --script "$DATA/slow.json" --no-verify --json --record part >events 2>/dev/null &
exec 3<events
grep -q '"call.prepared","task":"guide"' <&3
kill -INT $!
wait $!
echo "exit $?"
meta-agent resume -o cut --replay part
echo "exit $?"
meta-agent resume -o cut --script "$DATA/rest.json" --record part 2>/dev/null | grep tasks
meta-agent run "Write a page" -o whole --no-verify --replay part 2>/dev/null | grep tasks
# Single calls.
meta-agent generate "Name a ship" --script "$DATA/ship.json" --record call
meta-agent generate "Name a ship" --replay call --stream
meta-agent generate "Name a ship" --replay call --json | grep -o '"cassette":"[0-9a-f]*"'
meta-agent generate "Name a boat" --replay call
echo "exit $?"
meta-agent generate "Name a ship" --replay call --model other
echo "exit $?"
