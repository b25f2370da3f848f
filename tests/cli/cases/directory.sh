# Without -o: a directory that is called after the project, and nobody's; what stopped there goes on.
meta-agent run "Build a recipe box" --script "$DATA/two.json" --no-verify | tail -1
meta-agent run "Build a recipe box" --script "$DATA/two.json" --no-verify | tail -1
meta-agent run "Build a recipe box" --contract contract.json --script "$DATA/two.json" --no-verify
echo "exit $?"
echo '{"kind":"webapp","name":"Über/../Kochen 2","entities":[{"name":"Dish","fields":[{"name":"title","type":"string"}]}]}' >contract.json
meta-agent run "Build a recipe box" --contract contract.json --script "$DATA/two.json" --no-verify | tail -1
echo mine >wiki
meta-agent run "Build a wiki" --script "$DATA/two.json" --no-verify | tail -1
cat wiki
mkfifo events
meta-agent run "Write a page" --script "$DATA/slow.json" --no-verify --json >events &
exec 3<events
grep -q '"call.prepared","task":"guide"' <&3
kill -KILL $!
wait $! 2>/dev/null
echo "exit $?"
meta-agent run "Write a page" --script "$DATA/rest.json" --no-verify 2>/dev/null | tail -1
ls
