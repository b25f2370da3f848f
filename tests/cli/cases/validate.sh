# Documents and a schema: what fits, what does not, and what cannot be told.
cat >schema.json <<'END'
{"$id": "https://example.test/task", "type": "object", "required": ["id", "name"], "additionalProperties": false,
 "properties": {"id": {"type": "string", "pattern": "^[a-z]+$"}, "name": {"type": "string", "minLength": 1},
                "share": {"multipleOf": 0.01, "maximum": 1}, "at": {"format": "date"}, "more": {"$ref": "more"}}}
END
echo '{"id": "backend", "name": "Build the API", "share": 0.07}' >good.json
echo '{"id": "Back end", "share": 1.005, "nmae": "x"}' >bad.json
echo '{"id": "x", "name": ' >cut.json
echo '{"type": "array", "items": {"type": "integer"}}' >more.json
# A reference that nobody has given is an error of the schema, not of the documents.
meta-agent validate --schema schema.json good.json
echo "exit $?"
alias validate='meta-agent validate --schema schema.json --ref https://example.test/more=more.json'
validate good.json
echo "exit $?"
validate good.json bad.json cut.json
echo "exit $?"
validate --json bad.json good.json
echo "exit $?"
echo '{"id": "x", "name": "y", "more": [1, "2"]}' | validate -
echo "exit $?"
echo '{"id": "x", "name": "y", "at": "30 February"}' >date.json
validate date.json
echo "exit $?"
validate --assert-format date.json
echo "exit $?"
# What cannot be used is told on stderr, exit 2.
echo '{"properties": {"a": {"type": "strnig"}}}' >wrong.json
meta-agent validate --schema wrong.json good.json
echo "exit $?"
echo '{"$ref": "#"}' >loop.json
meta-agent validate --schema loop.json good.json
echo "exit $?"
echo '{"pattern": "^(a+)+$"}' >slow.json
printf '"%s!"' "$(printf '%60s' '' | tr ' ' a)" >long.json
meta-agent validate --schema slow.json long.json
echo "exit $?"
meta-agent validate --schema nothing.json good.json
echo "exit $?"
meta-agent validate good.json
echo "exit $?"
meta-agent validate --schema schema.json --ref nonsense good.json
