# Plans and events are checked by the schemas of share/meta-agent: one that asks for more is obeyed.
share=$(dirname "$0")/../../../share/meta-agent
cp -R "$share" share
python3 - <<'END'
import json

for name, change in (("plan", {"required": ["tasks", "summary"]}), ("event", {"maxProperties": 12})):
    path = f"share/schemas/{name}.json"
    with open(path) as f:
        schema = json.load(f)
    with open(path, "w") as f:
        json.dump({**schema, **change}, f)
END
cat >plan.json <<'END'
{"tasks": [{"id": "backend", "name": "B", "writes": ["a.txt"]}, {"id": "testing", "name": 7}]}
END
meta-agent plan --check plan.json
META_AGENT_DATA=share meta-agent plan --check plan.json
echo "exit $?"
sed -i 's/7/"T"/' plan.json
meta-agent plan --check plan.json >checked && echo valid
META_AGENT_DATA=share meta-agent run "two" --plan plan.json -o out --script "$DATA/two.json" --no-verify
echo "exit $?"
ls out
meta-agent run "two" --plan plan.json -o out --script "$DATA/two.json" --no-verify >run.txt 2>&1
meta-agent log --check -o out | sed 's/[0-9]* events/N events/'
META_AGENT_DATA=share meta-agent log --check -o out --json | grep -o '"valid":[a-z]*,"errors":\[{"seq":1,"at":"[^"]*","schema_at":"[^"]*"'
META_AGENT_DATA=share meta-agent log --check -o out >checked
echo "exit $?"
meta-agent log --check --record x -o out
