# What would collide if versions of a base were merged.
mkdir base ours theirs
printf 'one\n' | tee base/both.txt >base/gone.txt
cp base/gone.txt base/named.txt
printf 'two\n' >ours/both.txt
printf 'three\n' >theirs/both.txt
printf 'one\n' >ours/other.txt
printf 'changed\n' >theirs/gone.txt
cp base/named.txt theirs/named.txt
cp base/named.txt ours/named.txt
meta-agent conflicts base ours theirs
echo "exit $?"
meta-agent conflicts --json base ours theirs
echo "exit $?"
# Files; every two of the versions.
meta-agent conflicts --path docs/both.txt base/both.txt ours/both.txt theirs/both.txt base/both.txt
echo "exit $?"
# Nothing collides with what did not change.
meta-agent conflicts base base theirs
echo "exit $?"
meta-agent conflicts --json base ours base
echo "exit $?"
# What cannot be compared.
meta-agent conflicts base ours theirs/both.txt
echo "exit $?"
meta-agent conflicts base ours nowhere
echo "exit $?"
meta-agent conflicts base ours
echo "exit $?"
meta-agent conflicts base ours theirs >/dev/full
echo "exit $?"
# A link is where it leads to; it is not followed.
for side in base ours theirs; do ln -s /nowhere $side/link; done
ln -sfn elsewhere theirs/link
ln -s . ours/self
meta-agent conflicts base ours theirs >/dev/null
echo "exit $?"
ln -sfn other ours/link
meta-agent conflicts base ours theirs | grep link
# Commits of a repository, which stays as it is.
git init -q -b main repo
save() { printf '%s\n' "$1" >repo/a.txt; git -C repo add a.txt; git -C repo -c user.name=a -c user.email=a@example.org commit -qm "$1"; }
save one
git -C repo checkout -qb other
save two
git -C repo checkout -q main
save three
meta-agent conflicts --repo repo main~1 main other
echo "exit $?"
meta-agent conflicts --repo repo main~1 main main~1
echo "exit $?"
meta-agent conflicts --repo repo main nowhere other
echo "exit $?"
meta-agent conflicts --repo . main other other
echo "exit $?"
git -C repo status --short
# One without files, one whose files are elsewhere, and from another directory.
git clone -q --bare repo bare.git
meta-agent conflicts --repo bare.git main~1 main other
echo "exit $?"
git -C repo worktree add -q ../beside other
meta-agent conflicts --repo beside main~1 main HEAD
echo "exit $?"
mkdir far
(cd far && meta-agent conflicts --repo ../repo/.git main~1 main other)
echo "exit $?"
test ! -e bare.git/meta-agent && echo untouched
