# What a model wrote, and the JSON that is in it.
cat >reply.txt <<'END'
<think>Perhaps {"tasks": []}?</think>
Here is the plan:

```json
{
  // two tasks
  'summary': "It's a "small" thing",
  "tasks": [{"id": "api", "weight": 12345678901234567890.50}, {"id": "web" "optional": True},],
}
```
Good luck!
END
meta-agent extract --kind plan reply.txt
echo "exit $?"
meta-agent extract --json - <reply.txt
echo "exit $?"
# What needs no repair comes out as it is, and nothing is told.
echo '{"a": [1, 2.50, "x y"]}' | meta-agent extract
echo "exit $?"
# What stops in the middle is shown only when asked for.
printf '%s' '{"tasks": [{"id": "a"}, {"id": "b' >cut.txt
meta-agent extract --kind plan cut.txt
echo "exit $?"
meta-agent extract --kind plan --json cut.txt
echo "exit $?"
# No JSON is a failure, never an empty value.
echo 'I cannot do that. Use {} instead.' | meta-agent extract
echo "exit $?"
echo '[1, 2]' | meta-agent extract --kind plan
echo "exit $?"
echo '{"a": 1, !}' | meta-agent extract --json
echo "exit $?"
# A schema chooses, and refuses.
echo '{"type": "object", "required": ["b"]}' >schema.json
echo 'Not {"a": 1} but {"b": 2}, as in {"c": 3}.' | meta-agent extract --schema schema.json
echo "exit $?"
echo '{"a": 1}' | meta-agent extract --schema schema.json
echo "exit $?"
echo '{"type": 1}' >wrong.json
echo '{"a": 1}' | meta-agent extract --schema wrong.json
echo "exit $?"
meta-agent extract --kind files reply.txt
echo "exit $?"
meta-agent extract nothing.txt
