# A call that is stopped by a signal ends cleanly: 130 or 143, and what was answered before it is recorded.
cat >script.json <<'X'
{"replies":[{"class":"transient","times":1},{"delay_ms":60000,"text":"late"}]}
X
mkfifo errors
for how in "generate INT" "plan TERM"; do
	set -- $how
	meta-agent "$1" "Write a page" --script script.json --record tape 2>errors &
	exec 3<errors
	grep -q "attempt 2" <&3
	kill "-$2" $!
	cat <&3
	wait $!
	echo "exit $?"
	grep -o '"calls":[0-9]*' tape
	grep -o '"class":"[a-z]*"' tape
	rm tape
done
