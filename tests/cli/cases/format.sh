# A file, laid out by what is built in.
printf '{"b":1.50,\n"a":[1,2],"b":{}}' >a.json
meta-agent format --plain a.json
echo "exit $?"
printf 'a {  \n\tb: c;\n}' | meta-agent format --plain --path site/a.css
meta-agent format --plain --json a.json
# Whether it would change.
meta-agent format --plain --check a.json
echo "exit $?"
meta-agent format --plain a.json | meta-agent format --plain --check --language json
echo "exit $?"
# What is not said, or not so.
meta-agent format <a.json
echo "exit $?"
meta-agent format --language cobol a.json
echo "exit $?"
meta-agent format --language json --path a.ts a.json
echo "exit $?"
printf '\377' >bad.json
meta-agent format bad.json
echo "exit $?"
