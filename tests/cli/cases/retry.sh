# A task that failed is attempted again, and whoever was skipped for it: by the process that works on the run, by resuming a run
# that was stopped, or by a fork of one that has ended.
live() {
	rm -rf out events
	mkfifo events
	meta-agent run "Write a page" -o out --script "$DATA/retry.json" --no-verify --json >events &
	exec 3<events
	grep -q '"task.skipped","task":"guide"' <&3
}
live
meta-agent retry notes -o out
echo "exit $?"
meta-agent retry plan -o out
echo "exit $?"
meta-agent retry pgae -o out
echo "exit $?"
meta-agent retry notes-and-more -o out
echo "exit $?"
meta-agent retry guide -o out
echo "exit $?"
grep -q '"task.completed","task":"guide"' <&3
meta-agent retry page -o out
echo "exit $?"
meta-agent cancel -o out
cat <&3 >rest
wait $!
echo "exit $?"
meta-agent log -o out | grep -E "task\.(failed|skipped|reopened|completed)" | sed 's|^ *[0-9]* *||; s| *message=.*||; s| *control=1$| control=1|'
echo "-- ended: a fork of it"
meta-agent retry notes -o out --script "$DATA/retry_fine.json" 2>&1 | grep -E "ended|a fork of|at no cost|UNVERIFIED|tokens" | sed "s/^[0-9:]\{8\} *//" | LC_ALL=C sort
echo "exit $?"
meta-agent status -o out --json | grep -o '"calls":[0-9]*\|"reused":[0-9]*'
meta-agent retry notes -o out
echo "exit $?"
echo "-- stopped, and killed before anybody heard of the request"
live
{ kill -STOP $!; } 2>/dev/null
meta-agent retry page -o out --json
echo "exit $?"
{ kill -KILL $!; wait $!; } 2>/dev/null # the shell may say so, or not
meta-agent resume -o out --script "$DATA/retry_fine.json" >/dev/null 2>&1
echo "exit $?"
meta-agent log -o out | grep -E "reopened" | sed 's|^ *[0-9]* *||; s| *message=.*||; s| *control=1$| control=1|'
echo "-- stopped"
live
{ kill -KILL $!; wait $!; } 2>/dev/null
meta-agent retry notes -o out
echo "exit $?"
meta-agent retry page -o out --script "$DATA/retry_fine.json" 2>&1 | grep -E "resumed|again|UNVERIFIED" | sed "s/^[0-9:]\{8\} *//" | LC_ALL=C sort
echo "exit $?"
meta-agent log -o out | grep -E "reopened" | sed 's|^ *[0-9]* *||; s| *message=.*||; s| *control=1$| control=1|'
echo "-- it fails again"
meta-agent run "Write a page" -o other --script "$DATA/retry_fails.json" --no-verify 2>/dev/null
echo "exit $?"
meta-agent retry guide -o other --script "$DATA/retry_fine.json" 2>&1 | grep -E "at no cost|UNVERIFIED|tokens"
meta-agent runs -o other --json | grep -o '"from":"[a-z]*"\|"verdict":"[a-z]*"'
meta-agent retry
echo "exit $?"
