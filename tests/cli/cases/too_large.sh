# Files of earlier tasks that no request has room for are the failure of the task that needs them, and told as such.
cat >plan.json <<'END'
{"tasks": [{"id": "architect", "name": "Decide"}, {"id": "backend", "name": "Build", "depends_on": ["architect"]}]}
END
for name in a b; do
	printf '=== FILE {{nonce}} docs/%s.md\n' $name
	head -c 5000000 /dev/zero | tr '\0' x
	printf '\n=== END {{nonce}}\n'
done >reply.txt
cat >script.json <<'END'
{"replies": [{"when": "<task id=\"architect\"", "text_file": "reply.txt"}]}
END
meta-agent run "Write a page" -o out --plan plan.json --script script.json --no-verify
echo "exit $?"
