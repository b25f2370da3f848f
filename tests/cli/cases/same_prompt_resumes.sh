# The same prompt goes on with the run that was stopped; --abandon gives it up.
meta-agent run "Write a page" -o out --script "$DATA/slow.json" --no-verify --timeout 0.5 >/dev/null 2>&1
echo "exit $?"
meta-agent run "Write a page" -o out --script "$DATA/rest.json" --no-verify --timeout 60
echo "exit $?"
meta-agent run "Write a page" -o again --script "$DATA/slow.json" --no-verify --timeout 0.5 >/dev/null 2>&1
meta-agent run "Write another" -o again --script "$DATA/two.json" --no-verify --abandon >/dev/null 2>&1
echo "exit $?"
meta-agent runs -o again
