# Without a key the offline provider answers, and the program says so; what it cannot do it refuses.
meta-agent run "Write a device driver" -o out
echo "exit $?"
# A model of somebody else's is not taken for its own.
meta-agent run "A todo app" -o other --no-verify --model gemini-2.5-flash
echo "exit $?"
