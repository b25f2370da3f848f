# What a run changed, all of it, and in a repository that was there before against where it began.
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
meta-agent diff -o out >whole
git -C out diff --no-color "$(git hash-object -t tree /dev/null)" HEAD >own
grep '^[+-]' own | grep -v '^[+-][+-]' >own.lines
grep '^[+-]' whole | grep -v '^[+-][+-]' | cmp - own.lines && echo same
grep -c '^diff --git' whole

mkdir old
git init -q -b main old
echo there >old/there.txt
git -C old add there.txt
git -C old -c user.name=A -c user.email=a@localhost commit -q -m first
meta-agent run "Write a page" -o old --script "$DATA/two.json" --no-verify >/dev/null 2>&1
meta-agent diff -o old >whole
grep -c there.txt whole
grep -c '^diff --git' whole

meta-agent diff nothing -o old
meta-agent diff -o nowhere
