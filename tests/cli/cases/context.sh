# The shared context from the shell: nothing is there until something is set, and what is not JSON is refused.
meta-agent context get port -o out
echo "exit $?"
meta-agent context set port 8080 -o out
meta-agent context set "the title" '"Über uns"' -o out
echo '{"a": [1, 2.50, {"b": null}], "big": 1e400}' | meta-agent context set shape - -o out
echo '{"a": [1, 2.50, {"b": null}]}' | meta-agent context set shape - -o out
meta-agent context get shape -o out
meta-agent context get "the title" -o out
meta-agent context get missing -o out
echo "exit $?"
meta-agent context set name Bob -o out
echo "exit $?"
meta-agent context set port 1 --if-version 2 -o out
echo "exit $?"
meta-agent context set port 1 --if-version 3 -o out
meta-agent context set port 1 --if-version 0 -o out
echo "exit $?"
meta-agent context event build.done '{"ok":true}' -o out
meta-agent context event nothing -o out --json
meta-agent context artifact app.zip '{"size": 12}' -o out
meta-agent context list -o out
meta-agent context remove "the title" -o out
meta-agent context list -o out --json
meta-agent context events -o out --after 4
# A file, there and back.
meta-agent context export there.json -o out
cat there.json
meta-agent context import there.json -o out
meta-agent context import there.json -o other
meta-agent context import there.json -o other
meta-agent context list -o other
meta-agent context export -o other
ls other/.meta-agent
# What cannot be read is kept where it is our own, and stays where it was named.
printf '{"data": {"a": \377}}' >out/.meta-agent/context.json
meta-agent context import -o out
echo "exit $?"
printf 'precious' >out/.meta-agent/context.json
meta-agent context export -o out
ls out/.meta-agent
cat out/.meta-agent/context.json.corrupted.* | tail -c 8
echo
printf 'mine' >there.json
meta-agent context import there.json -o out
echo "exit $?"
meta-agent context export there.json -o out
echo "exit $?"
cat there.json
echo
# Names and words.
meta-agent context set "$(printf 'a\nb')" 1 -o out
meta-agent context fetch -o out
meta-agent context set a -o out
meta-agent context list -o nowhere
echo "exit $?"
# A run in the same place.
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify 2>/dev/null >/dev/null
echo "exit $?"
meta-agent context get port -o out
# Nobody's file is replaced by an export.
echo '{"name": "mine"}' >package.json
mkdir made
ln -s package.json link
for file in package.json made link; do
	meta-agent context export $file -o out
	echo "exit $?"
done
cat package.json
