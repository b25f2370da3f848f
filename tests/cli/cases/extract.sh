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
meta-agent extract --kind xml reply.txt
echo "exit $?"
meta-agent extract nothing.txt
# The files in what a model wrote, and what is wrong with others.
cat >files.txt <<'END'
Sure:
=== FILE 7f src/a.ts
export const a = 1;
=== END 7f
=== EDIT 7f src/b.ts
<<<<<<< SEARCH
x
=======
y
>>>>>>> REPLACE
=== END 7f
=== DELETE 7f old.ts
=== MOVE 7f c.ts -> lib/c.ts
=== FILE 7f ../../etc/passwd
x
=== END 7f
=== FILE 7f d.ts
half
END
meta-agent extract --kind files files.txt
echo "exit $?"
meta-agent extract --kind files --json files.txt
echo "exit $?"
printf '**src/a.ts**\n```ts\nlet a;\n```\n' | meta-agent extract --kind files
echo "exit $?"
echo 'I cannot do that.' | meta-agent extract --kind files
echo "exit $?"
