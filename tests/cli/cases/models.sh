# Who can answer, with what key, which models at what price; prices of one's own.
mkdir -p ../home/.config/meta-agent
export OPENAI_API_KEY=sk-0123456789abcdefghij
meta-agent models | grep -A 99 '^groq$' | head -n 14
meta-agent models | sed -n '2,3p;/^Without/p;/^USD/p'
COLUMNS=60 meta-agent models | awk 'length > 60'
COLUMNS=100 meta-agent models | awk 'length > 100'
cat >../home/.config/meta-agent/prices.json <<'END'
{"dated": "2026-11-20", "prices": [
  {"provider": "groq", "model": "llama-3.3-70b-versatile", "input": 0.1, "output": 0.2, "context": 131072},
  {"provider": "ollama", "model": "mine", "input": 0.01, "output": 0.02}]}
END
meta-agent models | grep 'your price'
COLUMNS=60 meta-agent models | grep -A 4 '^groq$'
meta-agent models --json | tr '{' '\n' | grep '"model":"llama-3'
echo 'prices: {' >../home/.config/meta-agent/config.yaml
meta-agent models
echo "exit $?"
echo 'prices: nowhere.json' >../home/.config/meta-agent/config.yaml
meta-agent models
echo "exit $?"
echo '{"dated": "2026-11-20", "prices": [{"provider": "groq"}]}' >../home/.config/meta-agent/mine.json
echo 'prices: mine.json' >../home/.config/meta-agent/config.yaml
meta-agent models
echo "exit $?"
