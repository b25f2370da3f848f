# Chains of providers: a name stands once, a resumed run keeps its own, and the model may change.
try() {
	meta-agent "$@"
	echo "exit $?"
}
for chain in offline,offline "offline, offline" offline, ,offline offline,nobody; do
	try run "Write a page" -o out --provider "$chain"
done
try run "Write a page" -o out --provider offline,gemini --script "$DATA/two.json"
ls
meta-agent run "Write a page" -o out --provider script,offline --script "$DATA/two.json" --no-verify --max-tokens 3000 2>&1 |
	grep -E 'STOPPED|started'
try resume -o out --provider offline,script --script "$DATA/two.json" --max-tokens 300000
try resume -o out --provider offline --max-tokens 300000
try resume -o out --script "$DATA/two.json" --model script-2 --max-tokens 300000 2>/dev/null | head -n 1
meta-agent log -o out --json | grep -oE '"kind":"(run.resumed|call.replied)".*' | grep -oE '"(kind|model|provider)":"[^"]*"'
