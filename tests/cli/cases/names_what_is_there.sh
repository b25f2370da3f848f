# What is wrong is named by the user's own names, with what there is instead.
printf '{"tasks":[' >bad.json
echo '[1]' >list.json
for option in contract plan; do
	for file in bad list; do
		meta-agent run "Build x" -o none --provider offline --no-verify --$option $file.json
		echo "exit $?"
	done
done
meta-agent run "Build x" -o none --provider offline --no-verify --plan list.json --contract bad.json
meta-agent plan "Build x" --provider offline --contract bad.json
echo "exit $?"
meta-agent run "Write a page" -o out --script "$DATA/retry_fails.json" --no-verify >/dev/null 2>&1
for what in page#9 guide#1 plan#3 nobody#1; do
	meta-agent show $what -o out
	echo "exit $?"
done
for what in plan planner prompt; do
	meta-agent show --diff $what -o out
	echo "exit $?"
done
meta-agent retry "" -o out
echo "exit $?"
meta-agent help run | grep -c ' $'
echo "-- narrow"
COLUMNS=60 meta-agent status -o out >narrow
grep -A 1 '^state' narrow
COLUMNS=60 meta-agent runs -o out | tee -a narrow | cut -c34-
awk 'length > 60' narrow
echo "-- the prompt's bytes are damaged: files are landed without it"
git init -q -b main theirs
git -C theirs -c user.name=A -c user.email=a@example.org commit -q --allow-empty -m first
meta-agent run "Write a page" -o theirs --script "$DATA/retry_fine.json" --no-verify >/dev/null 2>&1
python3 - <<'END'
import hashlib, sqlite3
db = sqlite3.connect("theirs/.meta-agent/context.db")
name = hashlib.sha256(b"Write a page").hexdigest()
assert db.execute("UPDATE blobs SET data = ? WHERE hash = ?", (b"Wr1te a page", name)).rowcount == 1
db.commit()
END
meta-agent accept -o theirs
echo "exit $?"
git -C theirs ls-files
echo "-- runs that gc has removed"
run=$(meta-agent runs -o out --json | grep -o '"run":"[^"]*"' | cut -d'"' -f4)
meta-agent gc --keep 0 -o out >/dev/null
for command in accept undo status resume "retry page"; do
	meta-agent $command -o out
	echo "exit $?"
done
meta-agent undo "$run" -o out
echo "exit $?"
echo "-- a bare repository"
git init -q --bare bare.git
meta-agent run "Write a page" -o bare.git --script "$DATA/retry_fine.json" --no-verify
echo "exit $?"
