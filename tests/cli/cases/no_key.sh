# Without a key the offline provider answers, and the program says so; what it cannot do it refuses.
meta-agent run "Write a device driver" -o out
echo "exit $?"
