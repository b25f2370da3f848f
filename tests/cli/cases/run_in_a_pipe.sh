# The main path: progress on stderr, the result on stdout, the files in the output.
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify
echo "exit $?"
cat out/index.html out/README.md
git -C out log --format='%an: %s' | cat
