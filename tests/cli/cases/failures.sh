# How failures are told, and their exit codes.
meta-agent run "Write a page" -o refused --script "$DATA/refused.json" --no-verify
echo "exit $?"
meta-agent run "Write a page" -o key --script "$DATA/key.json" --no-verify
echo "exit $?"
meta-agent run "Write a page" -o fast --script "$DATA/refused.json" --no-verify --fail-fast -j1 >/dev/null
echo "exit $?"
