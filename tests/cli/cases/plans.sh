# A plan of the user's: taken when it is valid, exit 5 when it is not.
cat >plan.json <<'END'
{"tasks": [{"id": "page", "name": "Write the page", "agent": "devops"}]}
END
meta-agent run "Write a page" -o out --plan plan.json --script "$DATA/two.json" --no-verify
echo "exit $?"
cat >bad.json <<'END'
{"tasks": [{"id": "page", "name": "Write the page", "agent": "nobody"}, {"id": "page", "name": "Again"}]}
END
meta-agent run "Write a page" -o other --plan bad.json --script "$DATA/two.json" --no-verify
echo "exit $?"
printf ' \n' >empty.json
meta-agent run "Write a page" -o other --plan empty.json --script "$DATA/two.json" --no-verify
echo "exit $?"
printf '%600s' | tr ' ' '[' >deep.json
meta-agent run "Write a page" -o other --plan deep.json --script "$DATA/two.json" --no-verify
echo "exit $?"
