#!/usr/bin/env python3
"""A registry that wants to know who asks: what the user's own npmrc has for it reaches that registry, and nothing and nobody else."""
import base64
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import world
from world import Test

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from package_registry import MAVEN_POM, MAVEN_REPOSITORY, PrivateRegistry, Registry  # noqa: E402

TOKEN = "npm_S3cretToken0123456789"
TGZ = "/npm/tiny/-/tiny-1.0.0.tgz"
PACKAGE = '{"dependencies":{"tiny":"1.0.0"},"scripts":{"test":"node --test"}}'
TEST = ("const t = require('node:test'), fs = require('fs');\n"
        "t('a', () => { if (require('tiny') !== 42 || fs.existsSync('ran')) throw 1; });\n")


@unittest.skipUnless(shutil.which("openssl") and shutil.which("npm"), "openssl and npm are not installed")
class Private(Test):
    login = "Bearer " + TOKEN

    def setUp(self):
        super().setUp()
        self.registry, self.elsewhere = PrivateRegistry(self.login), Registry()
        self.addCleanup(self.registry.close)
        self.addCleanup(self.elsewhere.close)
        for name in [n for n in self.world.env if n.lower() in ("npm_config_registry", "npm_config_userconfig", "npm_config_cafile")
                     or n.lower().endswith("_proxy")]:
            del self.world.env[name]
        self.world.env["META_AGENT_CACHE"] = str(self.world.home / "cache")
        self.world.env["npm_config_cafile"] = self.registry.ca
        Path(self.world.temp.name).chmod(0o711)  # whoever the commands run as reads the store
        self.world.write("tree/package.json", PACKAGE)
        self.world.write("tree/a.test.js", TEST)

    def program(self):
        return [world.program]

    def npmrc(self, *lines):
        (self.world.home / ".npmrc").write_text("\n".join([f"registry={self.registry.url}/npm/", *lines]) + "\n")

    def token(self, value=TOKEN, path="/npm/"):
        return f"//{self.registry.place}{path}:_authToken={value}"

    def verify(self, code, *args, **env):
        done = self.assert_exit(self.world.call(*self.program(), "verify", "-o", "tree", "--fresh", "--json", *args, timeout=300, **env), code)
        self.assert_secret(done)
        return {c["phase"]: c for c in done.json()["checks"]}

    def assert_secret(self, done):
        """It is nowhere but where the user has put it."""
        secret = self.login.partition(" ")[2]
        self.assertNotIn(secret, done.out + done.err)
        for file in self.world.home.parent.rglob("*"):
            if file.is_file() and file.name != ".npmrc":
                self.assertNotIn(secret.encode(), file.read_bytes(), str(file))

    def assert_verified(self, **env):
        checks = self.verify(0, **env)
        self.assertEqual({c["state"] for c in checks.values()}, {"passed"}, checks)
        self.assertIn(("GET", TGZ, self.login), self.registry.heard)
        self.assertEqual({login for _, _, login in self.registry.heard}, {self.login})
        return checks

    def assert_unverified(self, *words, args=(), **env):
        why = self.verify(7, *args, **env)["install"]
        self.assertEqual(why["state"], "skipped", why)
        for word in words:
            self.assertIn(word, why["why"])

    def lock(self, host=None):
        return json.dumps({"lockfileVersion": 3, "packages": {"": {"dependencies": {"tiny": "1.0.0"}}, "node_modules/tiny": {
            "version": "1.0.0", "resolved": (host or self.registry.url) + TGZ, "integrity": self.registry.npm_integrity}}})


class Token(Private):
    def test_it_is_added_outside_of_the_sandbox(self):
        self.npmrc(self.token())
        self.assert_verified()

    def test_a_variable_may_hold_it(self):
        self.npmrc(self.token("${COMPANY_TOKEN}"))
        self.assert_verified(COMPANY_TOKEN=TOKEN)

    def test_the_environment_outranks_the_file(self):
        self.npmrc(self.token("wrong"))
        self.assert_verified(**{f"npm_config_//{self.registry.place}/npm/:_authToken": TOKEN})

    def test_what_a_lock_names_by_its_address_is_found(self):
        self.npmrc(self.token())
        self.world.write("tree/package-lock.json", self.lock())
        self.assert_verified()

    def test_what_a_lock_names_by_the_public_address_is_found(self):
        self.npmrc(self.token())
        self.world.write("tree/package-lock.json", self.lock("https://registry.npmjs.org").replace("/npm/tiny", "/tiny"))
        self.assert_verified()

    def test_a_redirect_within_the_registry_is_followed(self):
        moved = "/npm/files/tiny.tgz"
        self.registry.files[moved] = self.registry.files[TGZ]
        self.registry.moved[TGZ] = self.registry.url + moved
        self.npmrc(self.token())
        self.assert_verified()
        self.assertIn(("GET", moved, self.login), self.registry.heard)

    def test_a_redirect_to_another_host_is_told_and_not_followed(self):
        self.registry.moved[TGZ] = self.elsewhere.url + TGZ
        self.npmrc(self.token())
        self.assert_unverified(self.elsewhere.place + ", which is not the configured package registry")
        self.assertEqual(self.elsewhere.asked, [])

    def test_a_redirect_out_of_the_registrys_path_is_refused(self):
        self.registry.moved[TGZ] = "/secret"
        self.npmrc(self.token())
        self.assert_unverified("GET " + self.registry.url + "/secret is no package beneath an address that a token is configured for")
        self.assertNotIn("/secret", self.registry.asked)

    def test_a_wrong_one_names_the_registry_and_the_file(self):
        self.npmrc(self.token("wrong"))
        self.assert_unverified(f"{self.registry.url}/npm/ answers 401 to what {self.world.home}/.npmrc has for it")

    def test_without_one_it_is_the_registry_that_is_told(self):
        self.npmrc()
        self.assert_unverified("the package registry wants to know who asks", ".npmrc has no token for it")

    def test_one_for_another_path_is_none(self):
        self.npmrc(self.token(path="/other/"))
        self.assert_unverified(".npmrc has no token for it")
        self.assertEqual({login for _, _, login in self.registry.heard}, {None})

    def test_a_line_break_in_it_is_told(self):
        self.npmrc(self.token("${COMPANY_TOKEN}"))
        self.assert_unverified(f"{self.world.home}/.npmrc: what it has for the package registry holds what cannot stand in a request",
                               COMPANY_TOKEN=TOKEN + "\n")
        self.assertEqual(self.registry.heard, [])

    def test_a_variable_that_is_not_set_is_told(self):
        self.npmrc(self.token("${COMPANY_TOKEN}"))
        self.assert_unverified(f"{self.world.home}/.npmrc: what it has for the package registry names a variable that is not set")
        self.assertEqual(self.registry.heard, [])

    def test_an_npmrc_of_the_tree_changes_nothing(self):
        self.npmrc(self.token())
        self.world.write("tree/.npmrc", f"registry={self.elsewhere.url}/npm/\n//{self.elsewhere.place}/npm/:_authToken=x\n"
                                        f"replace-registry-host=never\n{self.token('forged')}\n")
        self.assert_verified()
        self.assertEqual(self.elsewhere.asked, [])

    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        self.npmrc(self.token())
        del self.world.env["npm_config_cafile"]
        self.assert_unverified("the package registry cannot be reached", "certificate")
        self.assertEqual(self.registry.heard, [])

    def test_an_authority_of_the_npmrc_vouches(self):
        self.npmrc(self.token(), "cafile=" + self.registry.ca)
        del self.world.env["npm_config_cafile"]
        self.assert_verified()

    def test_an_authority_of_nodes_vouches(self):
        self.npmrc(self.token())
        del self.world.env["npm_config_cafile"]
        self.assert_verified(NODE_EXTRA_CA_CERTS=self.registry.ca)

    def test_without_a_sandbox_it_is_not_passed_on(self):
        self.npmrc(self.token())
        self.assert_unverified(f"what {self.world.home}/.npmrc has for the package registry is passed on by the sandbox alone",
                               args=["--sandbox=off"])
        self.assertEqual(self.registry.heard, [])


class Scope(Private):
    """The registry of a scope has a token of its own; what is asked for of either goes to that one alone."""
    OWN = "/npm/@mine/own/-/own-1.0.0.tgz"

    def setUp(self):
        super().setUp()
        self.other = PrivateRegistry("Bearer npm_An0therToken9876543210")
        self.addCleanup(self.other.close)
        self.registry.add_npm_scope()
        both = self.world.home / "both.pem"
        both.write_text(Path(self.registry.ca).read_text() + Path(self.other.ca).read_text())
        self.world.env["npm_config_cafile"] = str(both)
        self.world.write("tree/package.json", '{"dependencies":{"tiny":"1.0.0","@mine/own":"1.0.0"},"scripts":{"test":"node --test"}}')
        self.world.write("tree/a.test.js", TEST.replace("!== 42", "+ require('@mine/own') !== 49"))

    def assert_secret(self, done):
        super().assert_secret(done)
        self.assertNotIn("An0therToken", done.out + done.err)

    def scoped(self, default, *lines):
        (self.world.home / ".npmrc").write_text("\n".join([f"registry={default}/npm/", f"@mine:registry={self.registry.url}/npm/", *lines]) + "\n")

    def assert_scoped(self, **env):
        checks = self.verify(0, **env)
        self.assertEqual({c["state"] for c in checks.values()}, {"passed"}, checks)
        self.assertIn(("GET", self.OWN, self.login), self.registry.heard)
        self.assertEqual({login for _, _, login in self.registry.heard}, {self.login})
        self.assertNotIn("/npm/tiny", self.registry.asked)

    def lock(self):
        return json.dumps({"lockfileVersion": 3, "packages": {
            "": {"dependencies": {"tiny": "1.0.0", "@mine/own": "1.0.0"}},
            "node_modules/@mine/own": {"version": "1.0.0", "resolved": self.registry.url + self.OWN, "integrity": self.registry.scope_integrity},
            "node_modules/tiny": {"version": "1.0.0", "resolved": self.other.url + TGZ, "integrity": self.other.npm_integrity}}})

    def test_each_registry_gets_its_own_token(self):
        self.scoped(self.other.url, self.token(), f"//{self.other.place}/npm/:_authToken={self.other.login.partition(' ')[2]}")
        self.world.write("tree/package-lock.json", self.lock())
        self.assert_scoped()
        self.assertIn(("GET", TGZ, self.other.login), self.other.heard)
        self.assertEqual({login for _, _, login in self.other.heard}, {self.other.login})

    def test_a_default_registry_without_one_gets_none(self):
        self.other.login = None
        self.scoped(self.other.url, self.token())
        self.assert_scoped()
        self.assertEqual({login for _, _, login in self.other.heard}, {None})

    def test_one_at_the_same_host_has_its_own_path(self):
        self.registry.files["/public/tiny"] = self.registry.files["/npm/tiny"].replace(b"/npm/tiny", b"/public/tiny")
        self.registry.files[TGZ.replace("npm", "public")] = self.registry.files[TGZ]
        self.registry.open = "/public/"
        (self.world.home / ".npmrc").write_text(f"registry={self.registry.url}/public/\n@mine:registry={self.registry.url}/npm/\n{self.token()}\n")
        self.verify(0)
        self.assertEqual({login for _, path, login in self.registry.heard if path.startswith("/public/")}, {None})
        self.assertEqual({login for _, path, login in self.registry.heard if path.startswith("/npm/")}, {self.login})

    def test_a_scope_of_the_tree_is_none(self):
        self.scoped(self.other.url, self.token(), f"//{self.other.place}/npm/:_authToken={self.other.login.partition(' ')[2]}")
        self.world.write("tree/.npmrc", f"@mine:registry={self.elsewhere.url}/npm/\n")
        self.assert_scoped()
        self.assertEqual(self.elsewhere.asked, [])


class Password(Private):
    login = "Basic " + base64.b64encode(b"me:pass:word").decode()

    def test_a_name_and_a_password(self):
        self.npmrc(f"//{self.registry.place}/npm/:username=me",
                   f"//{self.registry.place}/npm/:_password=" + base64.b64encode(b"pass:word").decode())
        self.assert_verified()

    def test_both_in_one(self):
        self.npmrc(f"//{self.registry.place}/:_auth=" + self.login.partition(" ")[2])
        self.assert_verified()

    def test_a_password_that_is_none(self):
        self.npmrc(f"//{self.registry.place}/npm/:username=me", "//" + self.registry.place + "/npm/:_password=!!")
        self.assert_unverified(f"{self.world.home}/.npmrc: what it has for the package registry is no password as npm writes one")


@unittest.skipUnless(shutil.which("python3", path="/usr/local/bin:/usr/bin:/bin"), "python3 is not installed")
class Pip(Private):
    login = "Basic " + base64.b64encode(b"me:pass word").decode()
    WHEEL = "/files/tiny-1.0.0-py3-none-any.whl"
    TEST = "import unittest, tiny\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(tiny.ANSWER, 42)\n"

    def setUp(self):
        super().setUp()
        shutil.rmtree(self.world.dir / "tree")
        self.world.write("tree/requirements.txt", "tiny==1.0.0\n")
        self.world.write("tree/test_a.py", self.TEST)

    def env(self, login="me:pass%20word"):
        return {"PIP_INDEX_URL": self.registry.url.replace("https://", f"https://{login}@") + "/simple", "PIP_CERT": self.registry.ca}

    def test_a_password_in_the_index_is_added_outside_of_the_sandbox(self):
        checks = self.verify(0, **self.env())
        self.assertEqual({c["state"] for c in checks.values()}, {"passed"}, checks)
        self.assertIn(("GET", self.WHEEL, self.login), self.registry.heard)
        self.assertEqual({login for _, _, login in self.registry.heard}, {self.login})

    def test_a_wrong_one_names_the_registry_and_the_variable(self):
        self.assert_unverified(f"{self.registry.url}/simple/ answers 401 to what PIP_INDEX_URL has for it", **self.env("me:wrong"))

    def test_a_password_of_the_netrc_is_added_outside_of_the_sandbox(self):
        self.registry.login = "Basic " + base64.b64encode(b"me:netrcs").decode()
        (self.world.home / ".netrc").write_text("machine 127.0.0.1\n  login me\n  password netrcs\n")
        self.verify(0, **{**self.env(), "PIP_INDEX_URL": self.registry.url + "/simple"})
        self.assertEqual({login for _, _, login in self.registry.heard}, {self.registry.login})

    def test_a_link_to_another_host_is_told_and_not_followed(self):
        self.registry.files["/simple/tiny/"] = self.registry.files["/simple/tiny/"].replace(b"/files/", self.elsewhere.url.encode() + b"/files/")
        self.assert_unverified(self.elsewhere.place + ", which is not the configured package registry", **self.env())
        self.assertEqual(self.elsewhere.asked, [])

    def test_a_link_to_the_same_host_by_its_tls_address_is_told(self):
        self.registry.files["/simple/tiny/"] = self.registry.files["/simple/tiny/"].replace(b"/files/", self.registry.url.encode() + b"/files/")
        self.assert_unverified("where a token is needed there is a plain address alone", **self.env())


@unittest.skipUnless(shutil.which("go", path="/usr/local/bin:/usr/bin:/bin"), "go is not installed")
class Go(Private):
    login = "Basic " + base64.b64encode(b"me:pass word").decode()
    ZIP = "/go/example.com/tiny/@v/v1.0.0.zip"

    def setUp(self):
        super().setUp()
        shutil.rmtree(self.world.dir / "tree")
        self.world.write("tree/go.mod", "module example.com/x\n\ngo 1.16\n\nrequire example.com/tiny v1.0.0\n")
        self.world.write("tree/go.sum", self.registry.go_sum)
        self.world.write("tree/a_test.go", 'package x\n\nimport (\n\t"testing"\n\n\t"example.com/tiny"\n)\n\n'
                                           'func TestA(t *testing.T) {\n\tif tiny.Answer != 42 {\n\t\tt.Fatal()\n\t}\n}\n')

    def env(self, login="me:pass%20word"):
        return {"GOPROXY": self.registry.url.replace("https://", f"https://{login}@") + "/go", "GONOSUMDB": "example.com",
                "SSL_CERT_FILE": self.registry.ca}

    def test_a_password_in_the_proxys_address_is_added_outside_of_the_sandbox(self):
        checks = self.verify(0, **self.env())
        self.assertEqual({c["state"] for c in checks.values()}, {"passed"}, checks)
        self.assertIn(("GET", self.ZIP, self.login), self.registry.heard)
        self.assertEqual({login for _, _, login in self.registry.heard}, {self.login})

    def test_a_wrong_one_of_the_netrc_names_the_registry_and_the_file(self):
        (self.world.home / ".netrc").write_text("machine 127.0.0.1 login me password wrong\n")
        self.assert_unverified(f"{self.registry.url}/go/ answers 401 to what {self.world.home}/.netrc has for it",
                               **{**self.env(), "GOPROXY": self.registry.url + "/go"})


def new_rust():
    """Where a cargo is that knows sparse registries: "system", the directory of rustup's where the system's is older, or None."""
    def can(cargo):
        done = subprocess.run([cargo, "--version"], capture_output=True, text=True, check=False)
        number = re.match(r"cargo 1\.(\d+)", done.stdout)
        return number is not None and int(number[1]) >= 68
    system = shutil.which("cargo", path="/usr/local/bin:/usr/bin:/bin")
    if system and can(system):
        return "system"
    with contextlib.suppress(OSError):
        done = subprocess.run(["rustup", "which", "cargo"], capture_output=True, text=True, check=False)
        if os.geteuid() == 0 and done.returncode == 0 and can(done.stdout.strip()):
            return Path(done.stdout.strip()).parents[1]
    return None


RUST = new_rust()


@unittest.skipUnless(RUST, "no cargo that knows sparse registries (1.68) is installed, neither in the system nor, for root, by rustup")
class Cargo(Private):
    login = "crates_S3cretToken0123456789"
    CRATE = "/crates/tiny/1.0.0"

    def program(self):
        """The sandbox sees the system's programs alone: rustup's stand in their place."""
        there = ["bwrap", "--dev-bind", "/", "/", "--cap-add", "ALL", "--ro-bind", RUST, "/usr/local", "--"]
        return [*([] if RUST == "system" else there), world.program]

    def setUp(self):
        super().setUp()
        self.cargo = self.world.home / ".cargo"
        self.cargo.mkdir()
        self.index = f"sparse+{self.registry.url}/index/"
        shutil.rmtree(self.world.dir / "tree")
        self.package('tiny = { version = "1", registry = "my-company" }')
        self.world.write("tree/src/lib.rs", "#[test]\nfn a() {\n    assert_eq!(tiny::ANSWER, 42);\n}\n")
        self.world.env["CARGO_HTTP_CAINFO"] = self.registry.ca

    def package(self, dependency):
        self.world.write("tree/Cargo.toml", f'[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n{dependency}\n')

    def config(self, text=None):
        (self.cargo / "config.toml").write_text(text or f'[registries.my-company]\nindex = "{self.index}"\n')

    def credentials(self, token=None):
        (self.cargo / "credentials.toml").write_text(f'[registries.my-company]\ntoken = "{token or self.login}"\n')

    def assert_secret(self, done):
        """It is nowhere but where the user has put it."""
        self.assertNotIn(self.login, done.out + done.err)
        for file in self.world.home.parent.rglob("*"):
            if file.is_file() and file.name != "credentials.toml":
                self.assertNotIn(self.login.encode(), file.read_bytes(), str(file))

    def assert_verified(self, **env):
        checks = self.verify(0, **env)
        self.assertEqual({c["state"] for c in checks.values()}, {"passed"}, checks)
        self.assertIn(("GET", self.CRATE, self.login), self.registry.heard)
        self.assertEqual({login for _, _, login in self.registry.heard}, {self.login})
        return checks

    def lock(self, host=None):
        return ('version = 4\n\n[[package]]\nname = "tiny"\nversion = "1.0.0"\n'
                f'source = "{self.index}"\nchecksum = "{self.registry.crate_sha256}"\n\n'
                '[[package]]\nname = "x"\nversion = "0.1.0"\ndependencies = [\n "tiny",\n]\n')

    def test_the_environment_names_both_and_a_lock_has_the_registrys_own_address(self):
        self.world.write("tree/Cargo.lock", self.lock())
        self.assert_verified(CARGO_REGISTRIES_MY_COMPANY_INDEX=self.index, CARGO_REGISTRIES_MY_COMPANY_TOKEN=self.login)

    def test_what_stands_for_crates_io_may_want_a_token(self):
        self.package('tiny = "1"')
        self.config(f'source."crates-io".replace-with = "mine" # ours\n[source]\nmine = {{ registry = \'{self.index}\' }}\n'
                    f'[registries.my-company]\nindex = "{self.index}"\n')
        self.credentials()
        self.assert_verified()

    def test_a_token_of_the_credentials_is_added_outside_of_the_sandbox_for_each_package(self):
        self.config()
        self.credentials()
        for name in ("Cargo.toml", "src/lib.rs"):
            self.world.write("tree/more/" + name, (self.world.dir / "tree" / name).read_text())
        self.assert_verified()

    def test_a_wrong_one_names_the_registry_and_the_file(self):
        self.config()
        self.credentials("wrong")
        self.assert_unverified(f"{self.registry.url}/index/ answers 401 to what {self.cargo}/credentials.toml has for it")

    def test_without_one_it_is_said(self):
        self.config()
        self.assert_unverified("the package registry wants to know who asks")
        self.assertEqual({login for _, _, login in self.registry.heard}, {None})

    def test_a_line_break_in_it_is_told(self):
        self.config()
        self.assert_unverified("CARGO_REGISTRIES_MY_COMPANY_TOKEN: what it has for a package registry holds what cannot stand in a request",
                               CARGO_REGISTRIES_MY_COMPANY_TOKEN=self.login + "\r\nX-Evil: 1")
        self.assertEqual(self.registry.heard, [])

    def test_a_file_that_is_no_toml_is_told_without_what_it_holds(self):
        self.config()
        (self.cargo / "credentials.toml").write_text(f"[registries.my-company]\ntoken = {self.login} 1 = \n")
        self.assert_unverified(f"{self.cargo}/credentials.toml: line 2 is no TOML")
        self.assertEqual(self.registry.heard, [])

    def test_crates_at_another_host_are_told_and_not_fetched(self):
        self.registry.files["/index/config.json"] = json.dumps({"dl": self.elsewhere.url + self.CRATE, "auth-required": True}).encode()
        self.config()
        self.credentials()
        self.assert_unverified(self.elsewhere.place + ", which is not the configured package registry")
        self.assertEqual(self.elsewhere.asked, [])

    def test_a_redirect_to_another_host_is_told_and_not_followed(self):
        self.registry.moved[self.CRATE] = self.elsewhere.url + self.CRATE
        self.config()
        self.credentials()
        self.assert_unverified(self.elsewhere.place + ", which is not the configured package registry")
        self.assertEqual(self.elsewhere.asked, [])

    def test_a_configuration_of_the_tree_changes_nothing(self):
        self.config()
        self.credentials()
        self.world.write("tree/.cargo/config.toml", f'[registries.my-company]\nindex = "sparse+{self.elsewhere.url}/index/"\n')
        checks = self.verify(1)  # the build reads it, and has no network
        self.assertEqual(checks["install"]["state"], "passed")
        self.assertEqual(self.elsewhere.asked, [])


@unittest.skipUnless(shutil.which("mvn", path="/usr/local/bin:/usr/bin:/bin") and
                     (MAVEN_REPOSITORY / "org/apache/maven/surefire/surefire-junit4").is_dir() and
                     (MAVEN_REPOSITORY / "org/apache/maven/plugins/maven-resources-plugin").is_dir(),
                     "maven, libsurefire-java and libmaven-resources-plugin-java are not installed")
class Maven(Private):
    login = "Basic " + base64.b64encode(b"me:pass & word").decode()
    JUNIT = "/maven/junit/junit/4.13.2/junit-4.13.2.jar"
    TEST = "public class ATest { @org.junit.Test public void a() {} }\n"

    def setUp(self):
        super().setUp()
        shutil.rmtree(self.world.dir / "tree")
        self.world.write("tree/pom.xml", MAVEN_POM)
        self.world.write("tree/src/test/java/ATest.java", self.TEST)
        self.world.env["SSL_CERT_FILE"] = self.registry.ca
        (self.world.home / ".m2").mkdir()

    def settings(self, password):
        (self.world.home / ".m2/settings.xml").write_text(
            f"<settings><servers><server><id>own</id><username>me</username><password>{password}</password></server></servers><mirrors>"
            f"<mirror><id>own</id><url>{self.registry.url}/maven</url><mirrorOf>*</mirrorOf></mirror></mirrors></settings>\n")

    def test_a_password_of_a_mirrors_server_is_added_outside_of_the_sandbox(self):
        self.settings("pass &amp; ${env.COMPANY_WORD}")
        checks = self.verify(0, COMPANY_WORD="word")
        self.assertEqual({c["state"] for c in checks.values()}, {"passed"}, checks)
        self.assertIn(("GET", self.JUNIT, self.login), self.registry.heard)
        self.assertEqual({login for _, _, login in self.registry.heard}, {self.login})

    def test_a_wrong_one_names_the_registry_and_the_file(self):
        self.settings("wrong")
        self.assert_unverified(f"{self.registry.url}/maven/ answers 401 to what {self.world.home}/.m2/settings.xml has for it")


if __name__ == "__main__":
    world.main()
