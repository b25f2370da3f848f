# In a repository that was there before, the work goes to a branch.
git init -q -b main out
git -C out -c user.name=A -c user.email=a@localhost commit -q --allow-empty -m first
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify 2>/dev/null
ls out
