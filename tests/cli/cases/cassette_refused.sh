# What is no cassette, or not all of one, is refused with its line before anything starts; and nothing else is written over.
meta-agent run "Write a page" -o out --script "$DATA/brief.json" --no-verify --record tape >/dev/null 2>&1
replay() {
	meta-agent run "Write a page" -o new --no-verify --replay "$1"
	echo "exit $?"
}
replay missing
mkdir dir
replay dir
: >empty
replay empty
echo '{"replies":[]}' >foreign
replay foreign
head -c 4000 /dev/zero >zeros
replay zeros
sed '1s/"v":1/"v":2/' tape >newer
replay newer
sed '$d' tape >fewer
replay fewer
head -c -1 tape >unended
replay unended
sed '2s/"class":"ok"/"class":"okay"/' tape >class
replay class
sed '3s/"reply":{/"reply":{"more":1,/' tape >more
replay more
sed '3s/Write a page/Write a book/' tape >edited
replay edited
sed '4s/"provider":"script"/"provider":"gemini"/' tape >other
replay other
sed '4s/{"key"/{"key/' tape >broken
replay broken
sed '1s/"calls":3/"calls":4/;4p' tape >twice
replay twice
(sed '1s/"calls":3/"calls":4/' tape && head -1 tape) >heads
replay heads
sed '1s/\[\(.*\)\]/[\1,\1]/' tape >named
replay named
ls new 2>&1
echo mine >notes
for place in notes dir missing/tape ''; do
	meta-agent run "Write a page" -o new --script "$DATA/brief.json" --no-verify --record "$place"
	echo "exit $?"
done
cat notes
meta-agent log -o out --record notes
echo "exit $?"
meta-agent run "Write a page" -o new --replay tape --record tape2
echo "exit $?"
meta-agent run "Write a page" -o new --replay tape --script "$DATA/brief.json"
echo "exit $?"
meta-agent run "Write a page" -o new --replay tape --provider gemini
echo "exit $?"
meta-agent run "Write a page" -o new --provider replay
echo "exit $?"
meta-agent generate "Name a ship" --replay tape --script "$DATA/brief.json"
echo "exit $?"
