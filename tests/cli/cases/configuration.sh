# Configuration: exit 3.
meta-agent run "Write a page" -o out --provider nobody
echo "exit $?"
meta-agent run "Write a page" -o out --provider gemini
echo "exit $?"
meta-agent run "Write a page" -o out --provider script
echo "exit $?"
echo '{"replies": 1}' >bad.json
meta-agent run "Write a page" -o out --script bad.json
echo "exit $?"
GEMINI_API_KEY=k meta-agent models | head -n 17
ls
