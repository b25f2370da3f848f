# The plan that a prompt becomes: shown, drawn, edited and run; what cannot be planned, and what is put in its place.
# what it takes depends on the wording of the request
counts() { sed -E 's/~?[0-9,]+ (tokens|in|out)/N \1/g'; }
meta-agent plan "Build a todo app with tasks (title required, done)" --provider offline | counts
meta-agent plan "Build a todo app with tasks (title required, done)" --provider offline --json >plan.json
python3 - <<'END'
import json
plan = json.load(open("plan.json"))
print(sorted(plan), sorted(plan["contract"]), plan["waves"])
plan["tasks"] = [task for task in plan["tasks"] if task["id"] in ("architect", "backend")]
json.dump(plan, open("edited.json", "w"))
END
meta-agent plan --check plan.json >/dev/null && echo valid
meta-agent run "Build a todo app with tasks (title required, done)" --provider offline --plan edited.json -o out --no-verify --json | tail -1 |
	python3 -c 'import json,sys; print(json.loads(sys.stdin.readline())["tasks"])'
printf 'a note box' >prompt.txt
meta-agent plan --prompt-file prompt.txt --script "$DATA/two.json" --format dot
meta-agent plan - --script "$DATA/two.json" --format mermaid <prompt.txt
echo "- a planner that never answers with a plan"
cat >mute.json <<'END'
{"replies": [{"when": "<task id=\"plan\"", "text": "I would rather not."}]}
END
meta-agent plan "Write a command line tool that counts words" --script mute.json | counts
meta-agent plan "Write a command line tool that counts words" --script mute.json --no-fallback
echo "exit $?"
meta-agent plan "Write a command line tool that counts words" --script mute.json --no-fallback --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["error"])'
meta-agent run "Write a command line tool that counts words" --script mute.json --no-fallback --no-verify -o none >none.txt 2>/dev/null
echo "exit $?"
head -1 none.txt
echo "- a contract of the user's"
echo '{"name": "mine", "entities": []}' >contract.json
meta-agent plan "a note box" --script "$DATA/two.json" --contract contract.json --json | python3 -c 'import json,sys; print(json.load(sys.stdin)["contract"])'
echo '[1]' >contract.json
meta-agent plan "a note box" --script "$DATA/two.json" --contract contract.json
echo "exit $?"
echo "- a budget that will not do"
meta-agent plan "a note box" --script "$DATA/two.json" --max-tokens 100 --format dot >/dev/null
echo "exit $?"
echo "- recorded and replayed"
meta-agent plan "a note box" --script "$DATA/two.json" --record tape.json --json >one.json
meta-agent plan "a note box" --replay tape.json --json >two.json
python3 -c 'import json; a, b = json.load(open("one.json")), json.load(open("two.json")); print(a["tasks"] == b["tasks"])'
