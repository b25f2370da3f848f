# One call of a model: retries, a schema, a stream, a cut, failures and their exit codes.
cat >s.json <<'END'
{"replies": [
 {"when": "flaky", "times": 1, "class": "transient"},
 {"when": "flaky", "text": "It works.\nAgain.", "usage": {"input": 5, "output": 3, "cached": 2, "reasoning": 1}},
 {"when": "long one", "times": 1, "class": "length", "text": "The beginning, "},
 {"when": ["long one", "cut off"], "text": "and its end."},
 {"when": ["person", "/age: must be a whole number"], "text": "```json\n{\"age\": 3}\n```"},
 {"when": "person", "text": "Sure: {\"age\": \"x\"}"},
 {"when": "hopeless", "text": "{\"age\": \"x\"}"},
 {"when": "chatty", "text": "I would rather not."},
 {"when": ["Be brief", "hello"], "text": "Hi."},
 {"when": "key", "class": "auth"},
 {"when": "slow", "text": "late", "delay_ms": 60000}
]}
END
echo '{"type": "object", "properties": {"age": {"type": "integer"}}, "required": ["age"]}' >schema.json
ask() {
	meta-agent generate --script s.json "$@" 2>err
	echo "exit $?"
	sed 's/ in [0-9.]* s:/ in N s:/' err
}
ask flaky
ask flaky --json
ask flaky --stream
echo flaky | ask --stream --json -
ask "long one"
ask "long one" --stream
ask person --schema schema.json
ask hopeless --schema schema.json
ask hopeless --schema schema.json --json
ask chatty --schema schema.json
ask hello --system "Be brief"
echo "Be brief" >brief.md
ask hello --system brief.md
ask hello --system nowhere/brief.md
ask "the key" --json
ask "nobody answers this"
ask slow --timeout 0.2
ask slow --timeout 0.2 --json
ask "  "
ask person --schema schema.json --stream
echo '{"type": 1}' >bad.json
ask person --schema bad.json
ask hello --provider gemini
meta-agent generate hello --provider gemini
echo "exit $?"
meta-agent generate hello --provider nobody
echo "exit $?"
meta-agent generate "Write a haiku"
echo "exit $?"
meta-agent generate hello --provider script
echo "exit $?"
ls -A
cat >tools.sjson <<'END'
{"replies": [
 {"when": "weather", "tool_calls": [{"name": "weather", "arguments": {"city": "Oslo"}},
  {"id": "c9", "name": "time", "arguments": {}}], "usage": {"input": 5, "output": 3}},
 {"when": "both", "text": "Let me see.", "tool_calls": [{"name": "time", "arguments": {}}]},
 {"when": "none", "text": "No tool."}
]}
END
cat >tools.json <<'END'
[{"name": "weather", "description": "Tells it.", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}},
 {"name": "time"}]
END
call() {
	meta-agent generate --script tools.sjson "$@" 2>&1
	echo "exit $?"
}
call weather --tools tools.json
call weather --tools tools.json --json
call weather --tools tools.json --schema schema.json --tool-choice required
call weather --tools tools.json --stream --record c.jsonl
meta-agent generate weather --replay c.jsonl --tools tools.json
call both --tools tools.json
call none --tools tools.json --tool-choice none
call weather --tools tools.json --tool-choice look
call weather --tool-choice required
echo '{"name": "x"}' >bad.json
call weather --tools bad.json
echo '[{"name": "x", "parameters": {"type": "array"}}]' >bad.json
call weather --tools bad.json
call weather --tools nowhere.json
