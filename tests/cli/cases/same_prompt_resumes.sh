# The same prompt goes on with the run that was stopped; --abandon gives it up.
quiet() {
	"$@" >/dev/null 2>&1
	echo "exit $?"
}
quiet meta-agent run "Write a page" -o out --script "$DATA/stuck.json" --no-verify --timeout 0.3
quiet meta-agent run "Write a page" -o out --script "$DATA/two.json" --no-verify --timeout 60
meta-agent runs -o out
quiet meta-agent run "Write a page" -o again --script "$DATA/stuck.json" --no-verify --timeout 0.3
quiet meta-agent run "Write another" -o again --script "$DATA/two.json" --no-verify --abandon
meta-agent runs -o again
