# What a log names and is lost: it is told whose it was, a run that needs it says so, can be given up, and is in nobody's way.
forget() { # OUTPUT FIELD-OF-THE-EVENT KIND: as salvage leaves it where the bytes of a blob are damaged
	python3 - "$@" <<'END'
import json, sqlite3, sys
output, field, kind = sys.argv[1:]
db = sqlite3.connect(output + "/.meta-agent/context.db")
for text, in db.execute("SELECT text FROM events ORDER BY key >> 40 DESC, key"):
    event = json.loads(text)
    if event["kind"] == kind:
        db.execute("UPDATE blobs SET data = x'00', packed = 0 WHERE hash = ?", (event[field],))
db.commit()
END
}
begin() {
	meta-agent run "Write a page" -o "$1" --script "$DATA/slow.json" --no-verify --timeout 0.7 >/dev/null 2>&1
	echo "exit $?"
}
# The plan: found out when the run is looked back at, and the log is salvaged.
begin plan
forget plan plan plan.proposed
meta-agent status -o plan >/dev/null
echo "exit $?"
meta-agent resume -o plan --script "$DATA/rest.json" --timeout 60
echo "exit $?"
meta-agent resume -o plan --script "$DATA/rest.json" --timeout 60
echo "exit $?"
meta-agent runs -o plan | tail -n 1
meta-agent run "Write another page" -o plan --script "$DATA/two.json" --no-verify >/dev/null
echo "exit $?"
meta-agent run "Write another page" -o plan --script "$DATA/two.json" --no-verify --abandon >/dev/null 2>&1
echo "exit $?"
meta-agent runs -o plan | tail -n 1 | sed 's/.*finished/finished/'
# One that has ended is in nobody's way.
forget plan plan plan.proposed
meta-agent run "Write a third page" -o plan --script "$DATA/two.json" --no-verify 2>&1 >/dev/null | grep lost
echo "exit $?"
# The prompt: found out when the next request is made.
begin prompt
forget prompt prompt run.started
meta-agent resume -o prompt --script "$DATA/rest.json" --timeout 60 2>&1 >/dev/null | tail -n 1
meta-agent run "Write another page" -o prompt --script "$DATA/two.json" --no-verify --abandon >/dev/null 2>&1
echo "exit $?"
# A value of the context.
meta-agent context set big "\"$(head -c 60000 /dev/zero | tr '\0' x)\"" -o value
forget value blob context.set
meta-agent context get big -o value
echo "exit $?"
