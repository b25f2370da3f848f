# The configuration: what is in force and from where, what is refused, and trust.
mkdir -p ../home/.config/meta-agent
mine=../home/.config/meta-agent/config.yaml
meta-agent config
echo "exit $?"
# A provider that is named without its key is refused, never replaced.
echo 'provider: openai' >$mine
meta-agent generate hi
echo "exit $?"
META_AGENT_PROVIDER=anthropic meta-agent generate hi
echo "exit $?"
# Nobody is named: the first one with a key, wherever it stands.
echo 'providers: {mistral: {key_file: key}}' >$mine
(umask 077 && echo 0123456789abcdefghijklmnopqrstuv >../home/.config/meta-agent/key)
meta-agent models | grep -E 'mistral  |Without'
GEMINI_API_KEY=AIzaSyA-0123456789abcdefghijklmnopqrstu meta-agent models | grep Without
echo 'providers: {openai: {key: none, base_url: "http://127.0.0.1:9"}}' >$mine
OPENAI_API_KEY=sk-0123456789abcdefghijkl meta-agent models | grep '^openai  '
cat >$mine <<'END'
provider: [gemini, ollama]
max_cost: 2.5
proxy: http://bob:secret@proxy.example:3128
providers:
  gemini:
    key: AIzaSyA-0123456789abcdefghijklmnopqrstu
    idle_timeout: 30
    headers: {X-Title: mine}
agents:
  backend: {model: gemini-3.1-pro-preview, effort: high}
END
chmod 644 $mine
meta-agent config | tail -n 4
meta-agent models
echo "exit $?"
chmod 600 $mine
META_AGENT_JOBS=2 META_AGENT_MAX_COST=1 OPENAI_BASE_URL=http://127.0.0.1:9 OPENAI_API_KEY=x meta-agent config
echo "exit $?"
cat >meta-agent.yaml <<'END'
jobs: 8
providers:
  gemini: {base_url: "http://127.0.0.1:9"}
END
meta-agent generate hi
echo "exit $?"
meta-agent config | tail -n 2
meta-agent config check
echo "exit $?"
meta-agent config trust
meta-agent config check --json
meta-agent config path
echo "exit $?"
echo 'sandbox: "off"' >>meta-agent.yaml
meta-agent run "Write a page" -o out
echo "exit $?"
echo 'mdoel: x' >>meta-agent.yaml
meta-agent config check meta-agent.yaml
echo "exit $?"
meta-agent agents >/dev/null
echo "exit $?"
meta-agent config trust
echo "exit $?"
meta-agent config check nowhere.yaml
echo "exit $?"
meta-agent config chekc
echo "exit $?"
rm meta-agent.yaml
echo 'agents: {bakend: {model: x}}' >$mine
meta-agent agents
echo "exit $?"
META_AGENT_JOBS=x meta-agent agents
echo "exit $?"
ls
