# What nothing refers to any more goes; runs that have ended only when it is asked for, the others never.
meta-agent gc -o nowhere
echo "exit $?"
for page in one two three; do
	meta-agent run "Write page $page" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
done
meta-agent context set big "\"$(head -c 60000 /dev/zero | tr '\0' x)\"" -o out
meta-agent context set big '"small"' -o out
meta-agent gc -o out
# Somebody's blob that no event names, and what killed processes left.
python3 - <<'END'
import os, sqlite3
db = sqlite3.connect("out/.meta-agent/context.db")
db.execute("INSERT INTO blobs (hash, data, packed) VALUES (?, ?, 0)", ("0" * 64, b"x" * 5000))
db.commit()
for name in (".meta-agent/.meta-agent-0123456789abcdef.tmp", ".meta-agent-fedcba9876543210.tmp",
             ".meta-agent/context.db.salvage-x", "notes.tmp",
             ".meta-agent/spool/01900000-0000-7000-8000-000000000000.0123"):
    os.makedirs(os.path.dirname("out/" + name), exist_ok=True)
    with open("out/" + name, "w") as f:
        f.write("left")
    os.utime("out/" + name, (1, 1))
with open("out/.meta-agent/.meta-agent-00000000000000aa.tmp", "w") as f:
    f.write("somebody is at it")
END
meta-agent gc -o out --dry-run
meta-agent gc -o out | sed 's/;.*//'
ls -A out/.meta-agent out | grep -E "tmp$|salvage"
rm out/notes.tmp
# Runs.
meta-agent gc -o out --runs-older-than 1
meta-agent gc -o out --keep 2 --dry-run --json | sed 's/"bytes":[0-9]*/"bytes":N/'
meta-agent gc -o out --keep 2 | sed 's/: .*//'
meta-agent runs -o out | sed 's/.*Write/Write/'
meta-agent show prompt -o out
echo
touch -d @1 out/.meta-agent/.meta-agent-00000000000000aa.tmp # also a run removes what is old
meta-agent run "Write page four" -o out --script "$DATA/slow.json" --no-verify --timeout 0.5 >/dev/null 2>&1
echo "exit $?"
ls -A out/.meta-agent | grep "tmp$"
meta-agent gc -o out --keep 0 --runs-older-than 0 | sed 's/: .*//'
meta-agent runs -o out | sed 's/.*Write/Write/'
meta-agent context get big -o out
meta-agent resume -o out --script "$DATA/two.json" --timeout 60 >/dev/null 2>&1
echo "exit $?"
# A live run of another process.
mkfifo events
meta-agent run "Write a page" -o live --script "$DATA/slow.json" --no-verify --json >events &
exec 3<events
grep -q '"call.prepared","task":"guide"' <&3
meta-agent gc -o live --keep 0
echo "exit $?"
meta-agent gc -o live
meta-agent cancel -o live
cat <&3 >rest
wait $!
# Packages, which the runs of all outputs share.
store="$META_AGENT_CACHE/packages"
mkdir -p "$store/sha512/ab" "$store/sha256/cd/cdef"
head -c 3000 /dev/zero >"$store/sha512/ab/abcd"
head -c 2000 /dev/zero >"$store/sha256/cd/cdef/tiny-1.0.0.crate"
echo half >"$store/sha512/ab/abce.999999999"
touch -d "31 days ago" "$store/sha512/ab/abcd"
touch -d "9 days ago" "$store/sha256/cd/cdef/tiny-1.0.0.crate"
touch -d "2 minutes ago" "$store/sha512/ab/abce.999999999"
meta-agent gc -o out --dry-run | tail -1
meta-agent gc -o out --dry-run --packages-older-than 9 | tail -1
flock -s "$store" meta-agent gc -o out --packages-older-than 0 | tail -1
meta-agent gc -o out | tail -1
(cd "$store" && find . -type f)
meta-agent gc -o out --packages-older-than 9 --json | sed 's/.*"packages"/"packages"/'
(cd "$store" && find .)
meta-agent gc -o out --packages-older-than 0 | tail -1
meta-agent gc -o out --packages-older-than 1.5
meta-agent gc -o live --keep x
meta-agent gc live
