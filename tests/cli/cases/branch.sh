# In a repository that was there before, the work goes to a branch.
git init -q -b main out
git -C out -c user.name=A -c user.email=a@localhost commit -q --allow-empty -m first
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify 2>/dev/null
ls out
# Of a submodule and of a linked worktree, .git is a file.
git -C out worktree add -q ../linked 2>/dev/null
git -C out -c protocol.file.allow=always submodule --quiet add ../out sub 2>/dev/null
for output in linked out/sub; do
	meta-agent run "Write a page" -o $output --script "$DATA/two.json" --no-verify 2>/dev/null | tail -2
done
# The history of a shallow clone cannot be walked to its beginning.
git -C out -c user.name=A -c user.email=a@localhost commit -q --allow-empty -m second
git clone -q --depth 1 "file://$PWD/out" shallow
meta-agent run "Write a page" -o shallow --script "$DATA/two.json" --no-verify
echo "exit $?"
git -C shallow fetch -q --unshallow
meta-agent run "Write a page" -o shallow --script "$DATA/two.json" --no-verify 2>/dev/null | tail -1
