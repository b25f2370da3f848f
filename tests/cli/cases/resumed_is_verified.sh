# Whether a run is verified was settled when it started.
meta-agent run "Write a page" -o out --script "$DATA/stuck.json" --timeout 0.3 >/dev/null 2>&1
echo "exit $?"
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify --timeout 60 2>/dev/null | head -n 1
meta-agent log -o out | grep -c verify.finished
