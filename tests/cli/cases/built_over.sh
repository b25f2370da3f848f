# What would surprise is told before it happens, and how to get back after it.
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
# Offline, another prompt in a finished output does not change its project but writes over it.
meta-agent run "Build a command line tool in Python that counts the words of a file" -o out --no-verify --json 2>&1 >/dev/null | grep -v "no model key"
meta-agent run "Build a command line tool in Python that counts the words of a file" -o out --no-verify --json 2>&1 >/dev/null | grep -v "no model key"
# A task of the offline provider cannot be told something else; the planner can.
task=$(meta-agent status -o out --json | grep -o '"task":"[a-z]*"' | head -n 1 | cut -d '"' -f 4)
meta-agent fork --from "$task" --prompt "Use tabs" -o out --json 2>&1 >/dev/null
meta-agent fork --from plan --prompt "Build a command line tool in Python that converts CSV to JSON" -o out --json 2>&1 >/dev/null
# A fork whose planner fails has gone back behind its run; undo brings that run's work again.
meta-agent run "Write a page" -o page --script "$DATA/two.json" --no-verify >/dev/null 2>&1
echo '{"replies":[{"when":"none","text":"none"}]}' >nobody.json
meta-agent fork --from plan --prompt "Write another page" -o page --script nobody.json 2>/dev/null | sed -n '/^The files/,$p'
ls page
meta-agent undo -o page
ls page
# A run that made nothing leaves nothing to go back to.
meta-agent run "Write a page" -o none --script nobody.json >/dev/null 2>&1
meta-agent fork --from plan --prompt "Write another page" -o none --script nobody.json 2>/dev/null | grep -c undo || true
