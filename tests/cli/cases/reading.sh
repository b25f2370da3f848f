# What can be read of a run afterwards.
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
cd out
meta-agent status
meta-agent log
meta-agent show prompt
meta-agent show plan
meta-agent show page | head -n 3
meta-agent runs
meta-agent show nothing
echo "exit $?"
meta-agent status --run abcd
echo "exit $?"
meta-agent status -o ..
echo "exit $?"
