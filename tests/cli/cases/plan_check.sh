# The check of a plan: every problem with its pointer, in words and as JSON.
cat >good.json <<'END'
{"tasks": [{"id": "api", "name": "Write the API", "agent": "backend", "writes": ["src/**"]},
           {"id": "page", "name": "Write the page", "agent": "frontend", "writes": ["src/page.ts"], "dependencies": ["api"]}]}
END
meta-agent plan --check good.json
echo "exit $?"
cat >bad.json <<'END'
{"summary": 7, "tasks": [{"id": "a", "name": "A", "agent": "bakend", "depends_on": ["c", "ghost"], "timeout_s": 1e400},
                         {"id": "b", "name": "B", "agent": "backend", "depends_on": ["a", "b"]},
                         {"id": "c", "name": "C", "agent": "backend", "depends_on": ["b"], "writes": ["/etc/passwd"]},
                         {"id": "C", "agent": "backend"}]}
END
meta-agent plan --check bad.json
echo "exit $?"
meta-agent plan --check bad.json --json
echo "exit $?"
printf '{"tasks": [' | meta-agent plan --check -
echo "exit $?"
meta-agent plan --check nothing.json
echo "exit $?"
meta-agent plan "and a prompt" --check good.json
echo "exit $?"
meta-agent plan
echo "exit $?"
meta-agent run "a page" --plan bad.json -o out --script "$DATA/two.json" --no-verify
echo "exit $?"
cat >asks.json <<'END'
{"tasks": [{"id": "page", "name": "Write the page", "agent": "frontend", "verify": ["build", "test:e2e"]},
           {"id": "api", "name": "Write the API", "agent": "backend", "verify": ["npm test", "--version", 3]}]}
END
meta-agent plan --check asks.json
echo "exit $?"
