# What came from outside is made visible where people read it.
meta-agent run "$(printf 'Write \033[31ma page\nand more')" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
meta-agent status -o out | grep prompt
meta-agent runs -o out | tail -n 1
meta-agent run x --script "$(printf 'no\033[31mfile')" -o other
echo "exit $?"
