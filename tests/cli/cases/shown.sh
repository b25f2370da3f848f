# A run, its tasks and its calls, as text and as JSON.
cat >script.json <<'EOF'
{"model": "m-1", "replies": [
  {"when": "<task id=\"plan\"", "text": "{\"summary\":\"A page\",\"tasks\":[{\"id\":\"page\",\"name\":\"Write the page\",\"agent\":\"devops\",\"writes\":[\"**\"]},{\"id\":\"guide\",\"name\":\"Write the guide\",\"agent\":\"documentation\",\"depends_on\":[\"page\"]}]}", "usage": {"input": 1200, "output": 34}},
  {"when": "<task id=\"page\"", "class": "overload", "times": 1},
  {"when": "<task id=\"page\"", "text": "I would rather not.", "times": 1, "usage": {"input": 10, "output": 5}},
  {"when": "<task id=\"page\"", "text": "=== FILE {{nonce}} index.html\n<h1>\u001b[31mHello</h1>\n=== END {{nonce}}\n=== FILE {{nonce}} blob.bin\n\u0001\u0002\n=== END {{nonce}}\n", "usage": {"input": 900, "output": 30}},
  {"when": "<task id=\"guide\"", "class": "refused"}
]}
EOF
meta-agent run "Write a page" -o out --script script.json --no-verify >/dev/null 2>&1
cd out
meta-agent show
meta-agent show page | grep -vE "^(---|[+ ])" | head -n 8
meta-agent show guide | head -n 4
meta-agent show page#2 | tail -n 3
meta-agent show plan#1 | head -n 1
meta-agent show planner | head -n 2
effect=$(meta-agent show page#3 --json | grep -o '"call":"[^"]*"' | cut -d '"' -f 4)
meta-agent show "$(echo "$effect" | cut -c 1-8)" | head -n 1
meta-agent show "$(meta-agent runs --json | grep -o '"run":"[^"]*"' | cut -d '"' -f 4 | cut -c 1-12)" | head -n 2

# The diff, and what has none.
meta-agent show --diff page | grep -v gitignore
meta-agent show --diff guide
echo "exit $?"
meta-agent show --diff plan
echo "exit $?"

# As JSON.
meta-agent show page --json
meta-agent show page#1 --json | grep -oE '"(kind|state|class|reply|took_ms|system)":("[a-z]*"|null)?'
meta-agent show prompt --json

# What is not there.
for what in pgae page#9 page# "#1" nothing abcdef00 0 ""; do
	meta-agent show "$what"
	echo "exit $?"
done
meta-agent show --diff
meta-agent show page --diff --json
# A task whose files were so already changed nothing: no other's commit is shown as its own.
sed 's/{{nonce}} README.md/{{nonce}} index.html/; s/# Hello/<h1>Hello<\/h1>/' "$DATA/two.json" >same.json
meta-agent run "Write a page" -o same --script same.json --no-verify >/dev/null 2>&1
meta-agent show --diff page -o same | grep -c '^+<h1>'
meta-agent show --diff guide -o same
echo "exit $?"
meta-agent show guide -o same | tail -n 2
