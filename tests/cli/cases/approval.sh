# A plan is shown and waits; nothing is paid for before somebody says yes, and it may be another plan.
meta-agent run "two" -o out --script "$DATA/two.json" --no-verify --approve >result.txt 2>shown.txt
echo "exit $?"
sed -n '/^wave/,$p' shown.txt
cat result.txt
meta-agent log -o out | grep -c -e call.intended -e task.started
meta-agent log -o out | grep -o -e 'run.interrupted.*' -e ' approve=true'
ls -A out
meta-agent resume -o out --script "$DATA/two.json" >again.txt 2>&1
echo "exit $?"
head -n 1 again.txt
grep "meta-agent approve" again.txt
for ask in cancel pause; do
	meta-agent $ask -o out
	echo "exit $?"
done
meta-agent run "two" -o out --script "$DATA/two.json" --no-verify --approve >again.txt 2>&1
echo "exit $?"
cp -R out other
meta-agent approve -o out --script "$DATA/two.json" >result.txt 2>/dev/null
echo "exit $?"
ls out
meta-agent log -o out | grep -o -e 'run.resumed *' -e 'plan.accepted *' -e ' approve=true'
meta-agent approve -o out --script "$DATA/two.json"
echo "exit $?"
meta-agent approve -o out --script "$DATA/two.json" --plan absent.json
echo "exit $?"

# Another plan in its place, after it was checked.
meta-agent show plan -o other >plan.json
echo '{"tasks": [{"id": "page", "name": 7}]}' >bad.json
meta-agent approve -o other --script "$DATA/two.json" --plan bad.json
echo "exit $?"
sed -i 's/Write the guide/Write the leaflet/' plan.json
meta-agent approve -o other --script "$DATA/two.json" --plan plan.json >result.txt 2>/dev/null
echo "exit $?"
meta-agent show plan -o other | grep -o "Write the [a-z]*"
meta-agent log --check -o other | sed 's/[0-9]* events/N events/'
meta-agent run "two" -o third --plan plan.json --approve
echo "exit $?"
