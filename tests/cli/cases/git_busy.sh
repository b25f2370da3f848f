# Another git at work in the output: the run stops before it pays for the same answer again, and goes on later.
cat >plan.json <<'JSON'
{"tasks": [{"id": "page", "name": "Write the page", "agent": "devops"}]}
JSON
meta-agent run "Write a page" -o out --plan plan.json --script "$DATA/two.json" --no-verify >/dev/null 2>&1
echo "exit $?"
sed "s/Hello/Again/" "$DATA/two.json" >again.json
touch out/.git/index.lock
meta-agent run "Write another page" -o out --plan plan.json --script again.json --no-verify
echo "exit $?"
rm out/.git/index.lock
meta-agent resume -o out --script again.json
echo "exit $?"
meta-agent log -o out --json | grep -c call.intended
git -C out status --short
