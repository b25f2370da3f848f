# Any command runs as those of a generated project do; what it writes is gone.
meta-agent sandbox -- sh -c 'echo out; echo err >&2; pwd; ls -A; exit 7'
echo "exit $?"
mkdir dir
echo kept >dir/file
echo KEY=x >dir/.env
meta-agent sandbox -o dir -- sh -c 'ls -A; cat file; echo changed >file; touch new'
echo "exit $?"
ls -A dir
cat dir/file
SECRET=x meta-agent sandbox -- sh -c 'echo "secret: $SECRET, home: $HOME"'
meta-agent sandbox -- sh -c 'kill -9 $$'
echo "exit $?"
meta-agent sandbox --timeout 0.5 -- sleep 60
echo "exit $?"
meta-agent sandbox -- no-such-command
echo "exit $?"
meta-agent sandbox -o nowhere -- true
echo "exit $?"
meta-agent sandbox
echo "exit $?"
meta-agent sandbox -- yes | head -n 1
meta-agent sandbox -- sleep 60 &
sleep 1
kill -TERM $!
wait $!
echo "exit $?"
