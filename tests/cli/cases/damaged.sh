# A log that is damaged is never begun anew: it is set aside, what is proved is taken over, and what was lost is told.
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
events=$(meta-agent log -o out | wc -l)
meta-agent context set kept 1 -o out >/dev/null
python3 - <<'END'
import sqlite3
db = sqlite3.connect("out/.meta-agent/context.db")
first = "SELECT min(key) FROM events WHERE text LIKE '%\"kind\":\"task.completed\"%'"
db.execute(f"UPDATE events SET text = replace(text, 'task.completed', 'task.c0mpleted') WHERE key = ({first})")
db.commit()
END
meta-agent log -o out >before
echo "exit $?"
meta-agent status -o out
echo "exit $?"
meta-agent resume -o out --script "$DATA/two.json" 2>&1 >/dev/null | grep damaged
echo "exit $?"
meta-agent context get kept -o out
meta-agent log -o out >after
grep -c files.committed after
tail -n 1 after
ls out/.meta-agent | sed 's/-....-..-..T.*Z/-AT/'
# Where nothing at all can be read it is refused, and stays as it is.
head -c 8192 /dev/zero >out/.meta-agent/context.db
meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify
echo "exit $?"
wc -c <out/.meta-agent/context.db
