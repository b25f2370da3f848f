# What a run made in a repository that was there before comes into the user's branch, and nothing of theirs is lost.
own() { git -C out -c user.name=A -c user.email=a@localhost "$@"; }
sed 's/Hello/Good day/; s/README.md/GUIDE.md/' "$DATA/two.json" >three.json
sed 's/Hello/Good night/; s/README.md/GUIDE.md/' "$DATA/two.json" >changed.json
sed 's/=== FILE.*README.md.*END/I cannot do that. {/' "$DATA/two.json" >failing.json
git init -q -b main out
echo mine >out/mine.txt
git -C out add .
own commit -q -m first
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
# Uncommitted work in a file that would change is refused; in another it stays.
echo "my page" >out/index.html
meta-agent accept -o out
echo "exit $?"
rm out/index.html
echo changed >out/mine.txt
meta-agent accept -o out
echo "exit $?"
git -C out status --short
ls out
meta-agent accept -o out
echo "exit $?"
meta-agent runs -o out
meta-agent status -o out | grep branch
meta-agent log -o out | grep accepted
# The branch has moved on: one merge commit, or a conflict.
own commit -q -a -m changed
meta-agent run "Write another page" -o out --script three.json --no-verify >/dev/null 2>&1
echo more >>out/mine.txt
own commit -q -a -m more
meta-agent accept -o out
echo "exit $?"
git -C out log -1 --format=%s
meta-agent run "Write a page again" -o out --script changed.json --no-verify >/dev/null 2>&1
sed -i 's/.*/my own line/' out/index.html
own commit -q -a -m "My own page"
meta-agent accept -o out
echo "exit $?"
meta-agent accept -o out --json
git -C out log -1 --format=%s
git -C out status --short
# What failed is taken only when that is said.
meta-agent run "Write a page" -o out --script failing.json --no-verify >/dev/null 2>&1
meta-agent accept -o out
echo "exit $?"
meta-agent accept -o out --force
echo "exit $?"
# A new output has its commits on its own branch.
meta-agent run "Write a page" -o new --script "$DATA/two.json" --no-verify >/dev/null 2>&1
meta-agent accept -o new
meta-agent accept abcd -o new
echo "exit $?"
meta-agent accept -o nowhere
echo "exit $?"
