# What a fork is refused for, and that nothing is changed then.
meta-agent fork --from page -o out --script "$DATA/two.json"
echo "exit $?"
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
meta-agent fork -o out --script "$DATA/two.json"
echo "exit $?"
meta-agent fork --from gide -o out --script "$DATA/two.json"
echo "exit $?"
meta-agent fork --from nothing -o out --script "$DATA/two.json"
echo "exit $?"
meta-agent fork abcd --from guide -o out --script "$DATA/two.json"
echo "exit $?"
git -C out log --format=%s

# Work of somebody else.
echo mine >out/mine.txt
meta-agent fork --from guide -o out --script "$DATA/fork.json"
echo "exit $?"
git -C out add mine.txt
git -C out -c user.name=A -c user.email=a@localhost commit -q -m "My own"
meta-agent fork --from guide -o out --script "$DATA/fork.json"
echo "exit $?"
git -C out -c user.name=A -c user.email=a@localhost commit -q --amend -m "guide: mine

Meta-Agent-Run: $(meta-agent runs -o out --json | grep -o '"run":"[^"]*"' | cut -d '"' -f 4)"
meta-agent fork --from guide -o out --script "$DATA/fork.json" 2>&1 | grep -o "was made since by.*"
git -C out reset -q --hard HEAD^

# Work of another run, and an unfinished one.
sed s/Hello/Bye/ "$DATA/two.json" >bye.json
meta-agent run "Another page" -o out --script bye.json --no-verify >/dev/null 2>&1
first=$(meta-agent runs -o out --json | grep -o '"run":"[^"]*"' | head -n 1 | cut -d '"' -f 4)
meta-agent fork "$first" --from guide -o out --script "$DATA/fork.json"
echo "exit $?"
meta-agent run "A third page" -o out --script "$DATA/stuck.json" --no-verify --timeout 1 >/dev/null 2>&1
meta-agent fork "$first" --from guide -o out --script "$DATA/fork.json"
echo "exit $?"
meta-agent runs -o out | wc -l

# In a repository that was there before: from where its HEAD was, on a branch of its own.
git init -q -b main theirs
git -C theirs -c user.name=A -c user.email=a@localhost commit -q --allow-empty -m first
meta-agent run "Write a page" -o theirs --script "$DATA/two.json" --no-verify >/dev/null 2>&1
meta-agent fork --from guide -o theirs --script "$DATA/fork.json" 2>/dev/null | grep tokens
git -C theirs log --format=%s
git -C theirs branch --format="%(refname:short)" | sort -u
git -C theirs status --short
git -C theirs log --format=%s "$(git -C theirs branch --format="%(refname:short)" | sort | tail -n 1)"
git -C theirs -c user.name=A -c user.email=a@localhost commit -q --allow-empty -m second
meta-agent fork --from guide -o theirs --script "$DATA/fork.json"
echo "exit $?"
git -C theirs branch | wc -l
