# What is set wrongly is told at once, with its place and without any key.
key=AIzaSyA-0123456789mnopqrstuvwXYZ0aQ7rt
check() { cat >c.yaml; chmod 600 c.yaml; meta-agent config check c.yaml; echo "exit $?"; }
check <<'END'
jobs: 2
provider: [gemini, opnai, gemini]
END
check <<'END'
provider: gemini, gemini
END
check <<'END'
provider: gemni
proxy: "http://proxy.example:99999"
colour: red
providers:
  gemini:
    proxy: "http://:80"
END
check <<END
providers:
  openai:
    headers:
      X-Team: blue
      Authorization: Bearer x
  gemini:
    key_file: $key
END
ask() { meta-agent generate hello --provider gemini; echo "exit $?"; }
GEMINI_API_KEY_FILE=$key ask
(umask 077 && printf 'A=1\nGEMINI_API_KEY="%s\n' "$key" >.env)
ask
rm .env
GEMINI_API_KEY=$key https_proxy='http://user:pass word@:80x' ask
META_AGENT_MODEL=$(printf '\377') meta-agent agents
echo "exit $?"
GEMINI_API_KEY=$key meta-agent generate hello --provider gemini --model 'a model'
echo "exit $?"
sed 's/USD per million tokens/EUR per token/' "$(dirname "$0")/../../../share/meta-agent/prices.json" >p.json
echo "prices: $PWD/p.json" >c.yaml
mkdir -p "$HOME/.config/meta-agent" && cp c.yaml "$HOME/.config/meta-agent/config.yaml"
meta-agent generate hello --provider offline
echo "exit $?"
rm "$HOME/.config/meta-agent/config.yaml"
echo x | meta-agent merge - - -
echo "exit $?"

# Keys do not go into prompts and logs, and what a run keeps is its owner's.
GEMINI_API_KEY=$key meta-agent run "My key is $key" -o out --provider offline --no-verify
echo "exit $?"
GEMINI_API_KEY=$key meta-agent generate "My key is $key" --provider gemini
echo "exit $?"
ls
umask 022
meta-agent run "Use glpat-Zk3vQ8sYt1LmNp7RwXb2 there" --script "$DATA/two.json" -o out --no-verify 2>&1 | grep seems
stat -c '%a %n' out/.meta-agent out/.meta-agent/context.db

# A tool that was not offered is asked about once more, then is no answer.
echo '[{"name": "weather", "parameters": {"type": "object"}}]' >tools.json
cat >calls.json <<'END'
{"replies": [{"tool_calls": [{"name": "wether", "arguments": {}}], "times": 1},
             {"when": "You called a tool that does not exist. The tools are: weather.", "tool_calls": [{"name": "weather", "arguments": {}}]}]}
END
meta-agent generate hello --script calls.json --tools tools.json
echo "exit $?"
echo '{"replies": [{"tool_calls": [{"name": "rm", "arguments": {}}]}]}' >calls.json
meta-agent generate hello --script calls.json --tools tools.json
echo "exit $?"
