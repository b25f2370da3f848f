"""A registry of packages on the loopback: one package "tiny" for each of npm, pip, cargo and go; of Maven and Gradle what Debian brings.

What it was asked for is in `asked`. A Registry speaks plain HTTP, as private ones do; a PrivateRegistry TLS, and answers whoever
has its login.
"""
import base64
import contextlib
import gzip
import hashlib
import io
import json
import os
import secrets
import ssl
import subprocess
import tarfile
import tempfile
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MAVEN_REPOSITORY = Path("/usr/share/maven-repo")
MAVEN_POM = ('<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>x</groupId>'
             "<artifactId>x</artifactId><version>1</version><properties><maven.compiler.source>17</maven.compiler.source>"
             "<maven.compiler.target>17</maven.compiler.target></properties><dependencies><dependency><groupId>junit</groupId>"
             "<artifactId>junit</artifactId><version>4.13.2</version><scope>test</scope></dependency></dependencies></project>\n")
GIT = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "r", "GIT_AUTHOR_EMAIL": "r@r",
       "GIT_COMMITTER_NAME": "r", "GIT_COMMITTER_EMAIL": "r@r", "PATH": os.environ["PATH"]}


def tarball(files):
    """Bytes of their own each time: what another test fetched meanwhile is shared by its digest."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="w", mtime=secrets.randbits(32)) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))
    return out.getvalue()


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.comment = secrets.token_bytes(8)
        for name, text in files.items():
            z.writestr(name, text)
    return out.getvalue()


def wheel():
    meta = {"tiny-1.0.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0.0\n",
            "tiny-1.0.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: r\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            "tiny.py": "ANSWER = 42\n"}
    record = "".join(f"{name},,\n" for name in [*meta, "tiny-1.0.0.dist-info/RECORD"])
    return zipped({**meta, "tiny-1.0.0.dist-info/RECORD": record})


class Registry(ThreadingHTTPServer):
    daemon_threads = True
    scheme = "http"

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self.server_address[1]}"
        self.url = f"{self.scheme}://{self.place}"
        self.asked = []
        self.temp = tempfile.TemporaryDirectory(prefix="meta-agent-registry-")
        self.files = {}
        self.add_npm()
        self.add_pip()
        self.add_go()
        self.add_cargo()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()
        self.temp.cleanup()

    def add_npm_scope(self, url=None):
        """@mine/own; its archive is said to be at `url`."""
        content = tarball({"package/package.json": '{"name":"@mine/own","version":"1.0.0"}', "package/index.js": "module.exports = 7;\n"})
        self.scope_integrity = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
        dist = {"tarball": f"{url or self.url}/npm/@mine/own/-/own-1.0.0.tgz", "integrity": self.scope_integrity}
        about = {"name": "@mine/own", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {"name": "@mine/own", "version": "1.0.0", "dist": dist}}}
        self.files["/npm/@mine%2fown"] = self.files["/npm/@mine/own"] = json.dumps(about).encode()
        self.files["/npm/@mine/own/-/own-1.0.0.tgz"] = content

    def add_npm(self):
        content = tarball({"package/package.json": '{"name":"tiny","version":"1.0.0","scripts":{"install":"touch ../../ran"}}',
                           "package/index.js": "module.exports = 42;\n"})
        self.npm_integrity = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
        dist = {"tarball": f"{self.url}/npm/tiny/-/tiny-1.0.0.tgz", "integrity": self.npm_integrity}
        about = {"name": "tiny", "dist-tags": {"latest": "1.0.0"},
                 "versions": {"1.0.0": {"name": "tiny", "version": "1.0.0", "hasInstallScript": True, "dist": dist}}}
        self.files["/npm/tiny"] = json.dumps(about).encode()
        self.files["/npm/tiny/-/tiny-1.0.0.tgz"] = content

    def add_pip(self):
        content = wheel()
        self.wheel_sha256 = hashlib.sha256(content).hexdigest()
        self.files["/simple/tiny/"] = b'<a href="/files/tiny-1.0.0-py3-none-any.whl">tiny-1.0.0-py3-none-any.whl</a>'
        self.files["/files/tiny-1.0.0-py3-none-any.whl"] = content
        self.files["/simple/built/"] = b'<a href="/files/built-1.0.0.tar.gz">built-1.0.0.tar.gz</a>'
        self.files["/files/built-1.0.0.tar.gz"] = tarball({
            "built-1.0.0/setup.py": "import setuptools\nopen('/tmp/setup-ran', 'w')\n"
                                    "setuptools.setup(name='built', version='1.0.0')\n",
            "built-1.0.0/PKG-INFO": "Metadata-Version: 2.1\nName: built\nVersion: 1.0.0\n"})

    def add_go(self):
        mod = "module example.com/tiny\n\ngo 1.16\n"
        files = {"example.com/tiny@v1.0.0/go.mod": mod,
                 "example.com/tiny@v1.0.0/tiny.go": "package tiny\n\nconst Answer = 42\n",
                 "example.com/tiny@v1.0.0/LICENSE": self.place + str(os.getpid())}  # no other registry's
        at = "/go/example.com/tiny/@v/"
        self.files[at + "list"] = b"v1.0.0\n"
        self.files[at + "v1.0.0.info"] = b'{"Version":"v1.0.0","Time":"2026-01-01T00:00:00Z"}'
        self.files[at + "v1.0.0.mod"] = mod.encode()
        self.files[at + "v1.0.0.zip"] = zipped(files)
        self.go_sum = (f"example.com/tiny v1.0.0 {h1(files)}\n"
                       f"example.com/tiny v1.0.0/go.mod {h1({'go.mod': mod})}\n")

    def add_cargo(self):
        """Its index is a git repository: cargo before 1.68 knows no other. Served by git itself."""
        crate = tarball({"tiny-1.0.0/Cargo.toml": '[package]\nname = "tiny"\nversion = "1.0.0"\n',
                         "tiny-1.0.0/src/lib.rs": "pub const ANSWER: u32 = 42;\n"})
        self.crate_sha256 = hashlib.sha256(crate).hexdigest()
        index = Path(self.temp.name) / "index"
        (index / "ti/ny").mkdir(parents=True)
        (index / "config.json").write_text(json.dumps({"dl": self.url + "/crates/{crate}/{version}"}))
        (index / "ti/ny/tiny").write_text(json.dumps({"name": "tiny", "vers": "1.0.0", "deps": [], "cksum": self.crate_sha256,
                                                      "features": {}, "yanked": False}) + "\n")
        for command in (["init", "-q", "-b", "master"], ["add", "."], ["commit", "-qm", "index"], ["update-server-info"]):
            subprocess.run(["git", *command], cwd=index, env=GIT, check=True)
        self.files["/crates/tiny/1.0.0"] = crate
        self.files["/index/config.json"] = json.dumps({"dl": self.url + "/crates/{crate}/{version}", "auth-required": True}).encode()
        self.files["/index/ti/ny/tiny"] = (index / "ti/ny/tiny").read_bytes()
        self.cargo_config = (f'[source.crates-io]\nreplace-with = "loopback"\n\n[source.loopback]\n'
                             f'registry = "{self.url}/git/index"\n')
        self.cargo_lock = ('version = 3\n\n[[package]]\nname = "tiny"\nversion = "1.0.0"\n'
                           'source = "registry+https://github.com/rust-lang/crates.io-index"\n'
                           f'checksum = "{self.crate_sha256}"\n\n'
                           '[[package]]\nname = "x"\nversion = "0.1.0"\ndependencies = [\n "tiny",\n]\n')


class PrivateRegistry(Registry):
    """Its certificate is in the file `ca`. `heard` has each request's method, path and login, `moved` where else a path leads; what lies beneath
    `open` anybody gets."""
    scheme = "https"

    def __init__(self, login):
        self.login, self.heard, self.moved, self.open = login, [], {}, None
        super().__init__()
        self.ca = str(Path(self.temp.name) / "cert.pem")
        key = str(Path(self.temp.name) / "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
                        "-out", self.ca, "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"],
                       check=True, capture_output=True)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.ca, key)

    def finish_request(self, request, client_address):
        with contextlib.suppress(OSError):  # in the thread of the request: a client that does not go on holds up nobody else
            with self.context.wrap_socket(request, server_side=True) as secure:
                super().finish_request(secure, client_address)

    def is_welcome(self, handler):
        self.heard.append((handler.command, handler.path, handler.headers.get("Authorization")))
        return handler.headers.get("Authorization") == self.login or (self.open is not None and handler.path.startswith(self.open))


def debians(path):
    """A file of the repository that Debian's packages of Java libraries bring, or None."""
    file = MAVEN_REPOSITORY / path.removeprefix("/maven/")
    return file.read_bytes() if ".." not in path and file.is_file() else None


def h1(files):
    """The hash of a module's files that stands in go.sum."""
    lines = "".join(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n" for name, text in sorted(files.items()))
    return "h1:" + base64.b64encode(hashlib.sha256(lines.encode()).digest()).decode()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def answer(self, code, content, kind="application/octet-stream"):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def is_answered(self):
        """By a private registry, without what was asked for."""
        private = isinstance(self.server, PrivateRegistry)
        if private and not self.server.is_welcome(self):
            self.answer(401, b'{"error":"who are you?"}', "application/json")
        elif private and self.path in self.server.moved:
            self.send_response(302)
            self.send_header("Location", self.server.moved[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            return False
        return True

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.is_answered():
            return
        if self.path.startswith("/git/"):
            self.git(b"")
            return
        content = debians(self.path) if self.path.startswith("/maven/") else self.server.files.get(self.path)
        kind = "text/html" if self.path.startswith("/simple/") else "application/json" if b'{"name"' in (content or b"")[:9] \
            else "application/octet-stream"
        self.answer(200 if content is not None else 404, content or b"", kind)

    do_HEAD = do_GET

    def do_POST(self):
        self.server.asked.append(self.path)
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.git(body)

    def git(self, body):
        path, _, query = self.path.partition("?")
        env = {**GIT, "GIT_PROJECT_ROOT": self.server.temp.name, "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path[len("/git"):],
               "QUERY_STRING": query, "REQUEST_METHOD": self.command, "CONTENT_TYPE": self.headers.get("Content-Type", ""),
               "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""), "CONTENT_LENGTH": str(len(body))}
        done = subprocess.run(["git", "http-backend"], input=body, env=env, capture_output=True, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        code = int(fields.pop("Status", "200").split()[0])
        self.answer(code, content, fields.get("Content-Type", "text/plain"))
