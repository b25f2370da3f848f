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
