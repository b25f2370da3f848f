# The cage starts a server where its network is, asks it, and stops it.
ask() { meta-agent sandbox -o . -- /run/meta-agent/cage --smoke "$@" 2>&1 | sed 's/ in [0-9]* ms/ in N ms/' | grep -v '^$'; }
cat >server.py <<'END'
import os
from http.server import *
class H(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html>")
    def log_message(self, *_):
        pass

HTTPServer(("127.0.0.1", int(os.environ["PORT"])), H).serve_forever()
END
ask 0 5000 - - python3 server.py
ask 7000 5000 /health / python3 server.py
echo "never:"
ask 7000 300 - - sleep 60
ask 0 300 - - sleep 60
ask 0 300 - - sh -c 'kill -SEGV $$'
ask 0 300 - - no-such-program
# Something else than HTTP.
ask 0 5000 - - python3 -c 'import os, socket
s = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True: s.accept()[0].sendall(b"SSH-2.0-x\r\n")'
# What is left of it ends with the sandbox.
meta-agent sandbox -o . -- /run/meta-agent/cage --smoke 0 5000 - - sh -c 'sleep 4321 & setsid sleep 4321 & exec python3 server.py' >/dev/null
echo "exit $?"
ps -eo args | grep -c '^sleep 4321'
