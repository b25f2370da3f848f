# A contract that was edited by hand: what is wrong with it has its place.
try() { printf '%s\n' "$1" >contract.json; meta-agent plan "a list" --contract contract.json --json >plan.json; echo "exit $?"; }
try '{}'
try '{"entities": [{"name": "Task", "fields": [{"name": "title", "type": "zip"}, {"name": "list", "type": "ref", "to": "List"}]}, {"name": "task"}]}'
try '{"entities": [{"name": "Task"}], "relations": [{"from": "Task", "kind": "many_to_one", "to": "List"}]}'
try '{"kind": "cli", "language": "rust", "entities": [{"name": "Task"}]}'
try '{"kind": "cli", "language": "c", "operations": ["count", "translate"]}'
try '{"kind": "library", "language": "c", "operations": ["dice"]}'
try '{"kind": "library", "language": "node", "operations": []}'
try '{"kind": "site", "pages": ["menu", "careers"]}'
try '{"kind": "cli", "language": "python", "entities": [{"name": "class", "fields": [{"name": "is"}]}]}'
printf '%s\n' '{"kind": "cli", "entities": {}}' >contract.json
meta-agent run "a list" --contract contract.json -o out
echo "exit $?"
ls
