# What a run did is taken back by one more commit, unless others have built on it.
own() { git -C "$1" -c user.name=A -c user.email=a@localhost commit -q "$2" -m "$3"; }
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
echo mine >out/mine.txt
git -C out add .
own out -a "My own file"
meta-agent undo -o out
echo "exit $?"
ls out
git -C out log --format=%s
git -C out status --short
meta-agent undo -o out
echo "exit $?"
meta-agent runs -o out
meta-agent log -o out | grep undone
# Who has changed one of its files since is named.
meta-agent run "Write a page" -o later --script "$DATA/two.json" --no-verify >/dev/null 2>&1
echo mine >>later/index.html
own later -a "My own line"
meta-agent undo -o later
echo "exit $?"
meta-agent log -o later | grep -c undone
# In somebody's repository there is nothing to take back before it is accepted.
git init -q -b main theirs
own theirs --allow-empty first
meta-agent run "Write a page" -o theirs --script "$DATA/two.json" --no-verify >/dev/null 2>&1
meta-agent undo -o theirs
echo "exit $?"
meta-agent accept -o theirs
git -C theirs checkout -q -b side HEAD~2
meta-agent undo -o theirs
echo "exit $?"
git -C theirs checkout -q main
meta-agent undo -o theirs --json
ls theirs
# What is accepted again says that it was taken back.
meta-agent accept -o theirs
echo "exit $?"
# One that has not ended is resumed, or given up.
meta-agent run "Write a page" -o stopped --script "$DATA/slow.json" --no-verify --timeout 1 >/dev/null 2>&1
meta-agent undo -o stopped
echo "exit $?"
