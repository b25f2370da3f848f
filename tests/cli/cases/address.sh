# A run that was begun at an address of the user's is not gone on with at another, where key and prompts would be a stranger's.
export GEMINI_API_KEY=AIzaSy-0123456789-0123456789-012345678
meta-agent run "Write a page" -o out --provider gemini --base-url http://127.0.0.1:9 --no-verify --timeout 0.05 >/dev/null 2>&1
meta-agent resume -o out
echo "exit $?"
meta-agent resume -o out --base-url http://127.0.0.1:9 --timeout 0.05 >/dev/null 2>&1
[ $? -eq 3 ] || echo "it goes on"
