# Refused before the start: exit 9, with what to do, and nothing is touched.
meta-agent run "Write a page" -o /proc/x --script "$DATA/two.json" --no-verify
echo "exit $?"
mkdir work
echo mine >work/file
meta-agent run "Write a page" -o work --script "$DATA/two.json" --no-verify
echo "exit $?"
git init -q work
meta-agent run "Write a page" -o work --script "$DATA/two.json" --no-verify
echo "exit $?"
ls -A work
