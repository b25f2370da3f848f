# What this machine has: what is found differs from one to the next, what is looked for does not.
meta-agent doctor -o out >told
echo "exit $?"
awk '{ print $1, $2, $3 }' told | grep -E "^(store fine|output|git fine|sandbox fine|node|grammars|prices|terminal|key of)" | cut -d' ' -f1 | uniq
ls out
meta-agent doctor --json >json
python3 - <<'END'
import json
checks = json.load(open("json"))["checks"]
print(*(c["name"] for c in checks if c["needed"]), all(c["ok"] for c in checks if c["needed"]))
print({tuple(sorted(c)) for c in checks})
print(all(c["why"] or c["mend"] for c in checks if not c["ok"]))
END
# Where a key was found is told, never the key.
export GEMINI_API_KEY=AIzaSyD-not-a-key-that-anybody-has-0001
meta-agent doctor | grep "key of gemini"
meta-agent doctor --json | grep -c AIzaSyD
# A file that others can read holds no secret.
unset GEMINI_API_KEY
echo sk-0123456789012345678901234567890123456789 >key
chmod 644 key
OPENAI_API_KEY_FILE=key meta-agent doctor | grep -E "key of openai( |:)"
# What is needed and is not there.
mkdir libs
echo >libs/libgit2.so.1.5
cp libs/libgit2.so.1.5 libs/libgit2.so
for n in 1.1 1.3 1.6 1.7 1.8 1.9; do cp libs/libgit2.so libs/libgit2.so.$n; done
LD_LIBRARY_PATH=libs meta-agent doctor >told
echo "exit $?"
grep "^git" told | sed 's/1\.[0-9]*/N/g; s/loaded: .*; install/loaded: WHY; install/'
LANG=C LC_ALL= LC_CTYPE= meta-agent doctor | grep ^terminal | sed 's/terminal [a-z]*$/terminal TERM/'
meta-agent doctor out
# Nothing gets out of the sandbox.
meta-agent doctor --sandbox | grep -Ev "^(bubblewrap|Landlock alone)" | grep -Ec "  fine  "
meta-agent doctor --sandbox --json | grep -o '"ok":false,"needed":true' | wc -l
