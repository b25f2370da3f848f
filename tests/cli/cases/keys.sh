# Keys: where they are looked for, what is said about them, and which are refused.
key=AIzaSyA-0123456789abcdefghijklmnopqrstu
state() {
	env "$@" meta-agent models --json | tr , '\n' | grep '^"key"' | head -2 | tr '\n' ' '
	echo
}
state GEMINI_API_KEY=$key
state GEMINI_API_KEY=' ' OPENAI_API_KEY=
(umask 077 && echo $key >key)
state GEMINI_API_KEY_FILE=key
(umask 077 && echo "GEMINI_API_KEY='$key' # mine" >.env)
state X=
chmod 644 .env
meta-agent models >/dev/null
meta-agent run "Write a page" -o out
echo "exit $?"
rm .env
GEMINI_API_KEY_FILE=nowhere meta-agent run "Write a page" -o out
echo "exit $?"
chmod 640 key
GEMINI_API_KEY_FILE=key meta-agent run "Write a page" -o out
echo "exit $?"
GEMINI_API_KEY= meta-agent run "Write a device driver" -o out 2>&1 | head -2
GEMINI_API_KEY="$key.." meta-agent models >/dev/null
GEMINI_API_KEY="'$key'" meta-agent models >/dev/null
