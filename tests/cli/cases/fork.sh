# A fork asks anew what differs, and nothing else: the script has no answer to anything else.
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
first=$(meta-agent runs -o out --json | grep -o '"run":"[^"]*"' | head -n 1 | cut -d '"' -f 4)
meta-agent fork --from guide -o out --script "$DATA/fork.json"
echo "exit $?"
ls out
git -C out log --format=%s
git -C out blame -s GUIDE.md | cut -d ' ' -f 1 >commit
git -C out log -1 --format=%B "$(cat commit)" | grep -E "Task|Model"
git -C out status --short
meta-agent log -o out | grep -E "reused|admitted" | grep -oE "task=[a-z]*|reused=[^ ]*"

meta-agent runs -o out | sed 's/[^ ]*Z/AT/' | tr -s ' '
meta-agent runs -o out --json | grep -o '"parent":.*'

# The task is told something else; the plan says so.
meta-agent fork "$first" --from guide --prompt "Write a poem" -o out --script "$DATA/fork.json" | grep tokens
meta-agent show plan -o out | grep -o 'Write a poem'
meta-agent show guide -o out | grep "Write a poem"

# Another model is asked from the task on; what comes before it stays as it was.
meta-agent fork "$first" --from guide --model script-9 -o out --script "$DATA/fork.json" 2>/dev/null | grep tokens
git -C out log -2 --format=%B | grep Model

# A budget is no other question.
meta-agent fork "$first" --from guide --max-tokens 100000 -o out --script "$DATA/fork.json" 2>/dev/null | grep tokens

# A fork of a fork knows what its parent's parent was answered.
meta-agent fork --from plan -o out --script "$DATA/two.json" 2>/dev/null | grep tokens
meta-agent fork --from guide -o out --script "$DATA/fork.json" 2>/dev/null | grep tokens
git -C out fsck --strict 2>&1 | grep -v dangling

# One that was stopped goes on, and still does not ask what is known.
meta-agent fork "$first" --from guide -o out --script "$DATA/slow.json" --timeout 1 2>/dev/null | head -n 1
meta-agent resume -o out --timeout 60 --script "$DATA/fork.json" 2>/dev/null | grep tokens
