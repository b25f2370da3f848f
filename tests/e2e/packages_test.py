#!/usr/bin/env python3
"""Packages of each tool come from the registry that its user has configured, through our proxy, and from nowhere else."""
import base64
import json
import os
import shutil
import sys
import time
import unittest
from pathlib import Path

import world
from world import Test

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from package_registry import MAVEN_POM, MAVEN_REPOSITORY, Registry  # noqa: E402

SYSTEM = "/usr/local/bin:/usr/bin:/bin"


def needs(tool):
    return unittest.skipUnless(shutil.which(tool, path=SYSTEM), tool + " is not installed")


class Packages(Test):
    def setUp(self):
        super().setUp()
        self.registry, self.elsewhere = Registry(), Registry()
        self.addCleanup(self.registry.close)
        self.addCleanup(self.elsewhere.close)
        self.world.env["PATH"] = SYSTEM + ":" + self.world.env["PATH"]
        self.world.env["XDG_CACHE_HOME"] = str(self.world.home / "cache")

    def tree(self, files):
        for path, text in files.items():
            self.world.write("tree/" + path, text)

    def verify(self, code, **env):
        done = self.assert_exit(self.world.meta_agent("verify", "-o", "tree", "--fresh", "--json", **env), code)
        got = done.json()
        return got, {c["phase"]: c for c in got["checks"]}

    def assert_verified(self, **env):
        got, checks = self.verify(0, **env)
        self.assertEqual({c["state"] for c in got["checks"]}, {"passed"}, got)
        self.assertEqual(self.elsewhere.asked, [])
        return checks

    def assert_shared(self, path, **env):
        """What one run fetched from `path` another tree has without asking; bytes that changed meanwhile nobody gets."""
        self.assert_verified(**env)
        self.assertEqual(self.registry.asked.count(path), 1)
        shutil.copytree(self.world.dir / "tree", self.world.dir / "other")
        shutil.rmtree(self.world.dir / "tree")
        (self.world.dir / "other").rename(self.world.dir / "tree")
        self.assert_verified(**env)
        self.assertEqual(self.registry.asked.count(path), 1)
        store = Path("/var/cache/meta-agent/packages") if os.geteuid() == 0 else self.world.home / "cache/meta-agent/packages"
        for file in store.rglob("*"):
            if file.is_file() and "npm-index" not in file.parts and file.read_bytes() == self.registry.files[path]:
                file.chmod(0o644)
                file.write_bytes(b"poison")
                file.chmod(0o444)
                self.addCleanup(file.unlink, missing_ok=True)
        return self.verify_any(**env)

    def verify_any(self, **env):
        done = self.world.meta_agent("verify", "-o", "tree", "--fresh", "--json", **env)
        return {c["phase"]: c for c in done.json()["checks"]}

    def assert_not_reached(self, **env):
        """The installation is skipped, names the place, and nobody was asked there."""
        _, checks = self.verify(7, **env)
        self.assertEqual(checks["install"]["state"], "skipped")
        self.assertIn(self.elsewhere.place + ", which is not the configured package registry", checks["install"]["why"])
        self.assertEqual(self.elsewhere.asked, [])


@needs("python3")
class Pip(Packages):
    TEST = "import unittest, tiny\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(tiny.ANSWER, 42)\n"

    def env(self):
        return {"PIP_INDEX_URL": self.registry.url + "/simple"}

    def test_what_requirements_name_is_there_for_the_tests(self):
        self.tree({"requirements.txt": "tiny==1.0.0\n", "test_a.py": self.TEST})
        self.assert_verified(**self.env())
        self.assertIn("/files/tiny-1.0.0-py3-none-any.whl", self.registry.asked)

    def test_dependencies_of_a_project_are_installed_without_building_it(self):
        self.tree({"pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndependencies = [\n    "tiny>=1",  # small\n]\n',
                   "setup.py": "raise SystemExit('setup.py was run')\n", "test_a.py": self.TEST})
        self.assert_verified(**self.env())

    def test_hashes_are_held(self):
        self.tree({"requirements.txt": "tiny==1.0.0 --hash=sha256:" + "0" * 64 + "\n", "test_a.py": self.TEST})
        _, checks = self.verify(1, **self.env())
        self.assertEqual(checks["install"]["state"], "failed")

    def test_a_wheel_that_is_named_by_its_hash_is_fetched_once(self):
        self.tree({"requirements.txt": f"tiny==1.0.0 --hash=sha256:{self.registry.wheel_sha256}\n", "test_a.py": self.TEST})
        checks = self.assert_shared("/files/tiny-1.0.0-py3-none-any.whl", **self.env())
        self.assertEqual(checks["test"]["state"], "passed")

    def test_one_that_is_not_is_fetched_each_time(self):
        self.tree({"requirements.txt": "tiny==1.0.0\n", "test_a.py": self.TEST})
        self.assert_verified(**self.env())
        self.assert_verified(**self.env())
        self.assertEqual(self.registry.asked.count("/files/tiny-1.0.0-py3-none-any.whl"), 2)

    def test_what_would_have_to_be_built_is_not_run(self):
        self.tree({"requirements.txt": "built==1.0.0\n", "test_a.py": self.TEST})
        _, checks = self.verify(1, **self.env())
        self.assertEqual(checks["install"]["state"], "failed")
        self.assertNotIn("/files/built-1.0.0.tar.gz", self.registry.asked)

    def assert_refused(self, line):
        self.tree({"requirements.txt": f"tiny==1.0.0\n{line}\n", "test_a.py": self.TEST})
        _, checks = self.verify(7, **self.env())
        self.assertEqual(checks["install"]["state"], "skipped")
        self.assertIn("requirements.txt: line 2 is not a package by name", checks["install"]["why"])
        self.assertEqual(self.registry.asked + self.elsewhere.asked, [])

    def test_an_index_that_the_tree_names_is_told_and_not_reached(self):
        self.assert_refused(f"--index-url {self.elsewhere.url}/simple")

    def test_a_package_of_the_tree_is_told_and_not_run(self):
        self.tree({"pkg/setup.py": "raise SystemExit('setup.py was run')\n"})
        for line in "./pkg", "-e ./pkg", "pkg @ file:pkg", "-r other.txt":
            with self.subTest(line):
                self.assert_refused(line)

    def test_a_pip_conf_of_the_tree_is_none(self):
        self.tree({"requirements.txt": "tiny==1.0.0\n", "test_a.py": self.TEST,
                   "pip.conf": f"[global]\nindex-url = {self.elsewhere.url}/simple\n"})
        self.assert_verified(**self.env())


@needs("cargo")
class Cargo(Packages):
    def setUp(self):
        super().setUp()
        self.cargo_home = self.world.home / "cargo"
        self.cargo_home.mkdir()
        (self.cargo_home / "config.toml").write_text(self.registry.cargo_config)
        self.tree({"Cargo.toml": '[package]\nname = "x"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\ntiny = "1"\n',
                   "src/lib.rs": "#[test]\nfn a() {\n    assert_eq!(tiny::ANSWER, 42);\n}\n"})

    def env(self):
        return {"CARGO_HOME": str(self.cargo_home)}

    def test_crates_are_fetched_then_built_offline(self):
        self.assert_verified(**self.env())

    def test_a_lock_is_held(self):
        self.tree({"Cargo.lock": self.registry.cargo_lock})
        self.assert_verified(**self.env())

    def test_a_crate_that_is_locked_is_fetched_once(self):
        self.tree({"Cargo.lock": self.registry.cargo_lock})
        checks = self.assert_shared("/crates/tiny/1.0.0", **self.env())
        self.assertEqual(checks["test"]["state"], "passed")

    def test_a_lock_that_names_another_crate_is_refused(self):
        self.tree({"Cargo.lock": self.registry.cargo_lock.replace(self.registry.crate_sha256, "0" * 64)})
        _, checks = self.verify(1, **self.env())
        self.assertEqual(checks["install"]["state"], "failed")

    def test_a_configuration_of_the_tree_is_not_read_while_installing(self):
        self.tree({".cargo/config.toml": self.elsewhere.cargo_config.replace("loopback", "trap") +
                   '[http]\nproxy = "127.0.0.1:9"\n[registry]\nglobal-credential-providers = ["./steal"]\n'})
        _, checks = self.verify(1, **self.env())
        self.assertEqual(checks["install"]["state"], "passed")
        self.assertEqual(self.elsewhere.asked, [])


@needs("go")
class Go(Packages):
    def setUp(self):
        super().setUp()
        self.tree({"go.mod": "module x\n\ngo 1.16\n\nrequire example.com/tiny v1.0.0\n", "go.sum": self.registry.go_sum,
                   "x.go": "package x\n",
                   "x_test.go": 'package x\n\nimport (\n\t"testing"\n\n\t"example.com/tiny"\n)\n\n'
                                "func TestA(t *testing.T) {\n\tif tiny.Answer != 42 {\n\t\tt.Fail()\n\t}\n}\n"})

    def env(self):
        return {"GOPROXY": self.registry.url + "/go,direct", "GOSUMDB": "off", "GOFLAGS": "-modcacherw"}

    def test_modules_are_downloaded_then_built_offline(self):
        self.assert_verified(**self.env())

    def test_a_module_whose_sum_is_known_is_fetched_once(self):
        checks = self.assert_shared("/go/example.com/tiny/@v/v1.0.0.zip", **self.env())
        self.assertEqual(checks["install"]["state"], "failed")  # go refuses a sum that is wrong, and it is doubted
        self.assert_verified(**self.env())

    def test_sums_are_held(self):
        self.tree({"go.sum": self.registry.go_sum.replace("h1:", "h1:AAAA")})
        _, checks = self.verify(1, **self.env())
        self.assertEqual(checks["install"]["state"], "failed")

    def test_what_is_not_at_the_proxy_is_not_looked_for_elsewhere(self):
        self.tree({"go.mod": f"module x\n\ngo 1.16\n\nrequire {self.elsewhere.place.replace(':', '.')}.example/x v1.0.0\n"})
        _, checks = self.verify(1, **self.env())
        self.assertEqual(checks["install"]["state"], "failed")
        self.assertEqual(self.elsewhere.asked, [])


class Java(Packages):
    TEST = ("package x; import org.junit.Test; import static org.junit.Assert.*;\n"
            "public class ATest { @Test public void a() { assertEquals(2, A.two()); }\n"
            "    @Test public void b() { System.out.println(\"was run\"); assertEquals(2 + %d, A.two()); } }\n")

    def setUp(self):
        super().setUp()
        self.mirror(self.registry.url + "/maven/")
        self.write_class("return 2;")

    def mirror(self, url, login=""):
        settings = self.world.home / ".m2/settings.xml"
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(f"<settings>{login}<mirrors><mirror><id>own</id>\n"
                            f"  <url>{url}</url><mirrorOf>*</mirrorOf></mirror></mirrors></settings>\n")

    def write_class(self, body, at=""):
        self.tree({at + "src/main/java/x/A.java": f"package x; public class A {{ public static int two() {{ {body} }} }}\n"})

    def checks(self, code):
        done = self.assert_exit(self.world.meta_agent("verify", "-o", "tree", "--fresh", "--json", timeout=900), code)
        return {c["phase"]: c for c in done.json()["checks"]}


@needs("mvn")
@unittest.skipUnless((MAVEN_REPOSITORY / "org/apache/maven/surefire/surefire-junit4").is_dir() and (MAVEN_REPOSITORY / "junit").is_dir() and
                     (MAVEN_REPOSITORY / "org/apache/maven/plugins/maven-resources-plugin").is_dir(),
                     "libsurefire-java, libmaven-resources-plugin-java and junit4 are not installed")
class Maven(Java):
    def setUp(self):
        super().setUp()
        self.tree({"pom.xml": MAVEN_POM})

    def test_what_a_project_needs_is_fetched_then_it_is_built_and_tested_offline(self):
        self.tree({"src/test/java/x/ATest.java": self.TEST % 1})
        checks = self.checks(1)
        self.assertEqual(checks["install"]["state"], "passed", checks)
        self.assertNotIn("was run", checks["install"].get("output", ""))
        self.assertEqual(checks["test"]["tests"], {"passed": 1, "failed": 1, "skipped": 0}, checks)
        self.assertIn("/maven/junit/junit/4.13.2/junit-4.13.2.jar", self.registry.asked)

    def test_what_does_not_compile_is_no_failure_of_the_installation(self):
        self.write_class("return two;")
        checks = self.checks(1)
        self.assertEqual([checks[phase]["state"] for phase in ("install", "test")], ["passed", "failed"])
        self.assertIn("cannot find symbol", checks["test"]["output"])

    def test_a_mirror_that_is_not_there_is_not_the_projects_fault(self):
        self.mirror("http://127.0.0.1:1/maven/")
        checks = self.checks(7)
        self.assertEqual(checks["install"]["state"], "skipped")
        self.assertIn("the package registry cannot be reached (127.0.0.1:1: ", checks["install"]["why"])

    def test_an_encrypted_password_of_a_mirror_is_told(self):
        self.mirror(self.registry.url + "/maven/",
                    "<servers><server><id>own</id><username>me</username><password>{s3cret=}</password></server></servers>")
        checks = self.checks(7)
        self.assertEqual(checks["install"]["why"], f"{self.world.home}/.m2/settings.xml: the login of the server own has an encrypted "
                         "password, and encrypted ones are not read")
        self.assertEqual(self.registry.asked, [])


@needs("gradle")
@unittest.skipUnless((MAVEN_REPOSITORY / "junit").is_dir(), "junit4 is not installed")
class Gradle(Java):
    BUILD = "apply plugin: 'java'\nrepositories { mavenCentral() }\ndependencies { testCompile '%s' }\n"

    def test_what_all_projects_need_is_fetched_then_they_are_built_and_tested_offline(self):
        self.tree({"settings.gradle": "include 'app'\n", "build.gradle": self.BUILD % "junit:junit:4.13.2",
                   "app/build.gradle": self.BUILD % "junit:junit:4.13.2" + "dependencies { compile project(':') }\n",
                   "gradle.properties": "org.gradle.daemon=true\norg.gradle.jvmargs=-Xmx64g\n",
                   "app/src/test/java/x/ATest.java": self.TEST % 0,
                   "build/test-results/test/TEST-forged.xml": "<testsuite tests='9'/>"})
        checks = self.checks(0)
        self.assertEqual([(phase, check["state"]) for phase, check in checks.items()],
                         [("install", "passed"), ("build", "passed"), ("test", "passed")])
        self.assertEqual(checks["test"]["tests"], {"passed": 2, "failed": 0, "skipped": 0}, checks)
        self.assertEqual(self.registry.asked.count("/maven/junit/junit/4.13.2/junit-4.13.2.jar"), 1)

    def test_what_is_not_there_is_named(self):
        self.tree({"build.gradle": self.BUILD % "no.such:thing:1"})
        checks = self.checks(1)
        self.assertEqual([(phase, check["state"]) for phase, check in checks.items()],
                         [("install", "failed"), ("build", "skipped"), ("test", "skipped")])
        self.assertIn("Could not find no.such:thing:1", checks["install"]["output"])


class Unused(Packages):
    """What gc takes out of the store is fetched again."""
    TGZ, WHEEL = "/npm/tiny/-/tiny-1.0.0.tgz", "/files/tiny-1.0.0-py3-none-any.whl"
    OLD = 40 * 86400

    def setUp(self):
        super().setUp()
        Path(self.world.temp.name).chmod(0o711)  # whoever the commands run as reads the store
        self.store = self.world.home / "cache/packages"
        self.world.env["META_AGENT_CACHE"] = str(self.store.parent)
        self.assert_exit(self.world.meta_agent("context", "set", "a", "1", "-o", "out"), 0)

    def gc(self, *args):
        return self.assert_exit(self.world.meta_agent("gc", "-o", "out", "--json", *args), 0).json()["packages"]

    def files(self):
        return [f for f in self.store.rglob("*") if f.is_file()]

    def let_it_age(self):
        for file in self.files():
            os.utime(file, (time.time() - self.OLD,) * 2)

    def assert_fetched_again(self, path, env):
        self.assert_verified(**env)
        n, size = len(self.files()), sum(f.stat().st_size for f in self.files())
        self.assertEqual(self.gc()["files"], 0)
        self.let_it_age()
        told = self.gc("--dry-run")
        self.assertEqual((told["files"], told["bytes"], len(self.files())), (n, size, n))
        self.assertEqual(self.gc(), told)
        self.assertEqual(self.files(), [])
        self.assert_verified(**env)
        self.assertEqual(self.registry.asked.count(path), 2)
        self.assertEqual(len(self.files()), n)
        self.assert_verified(**env)
        self.assertEqual(self.registry.asked.count(path), 2)

    def assert_used_stays(self, name, path, env):
        self.assert_verified(**env)
        self.let_it_age()
        self.assert_verified(**env)
        self.gc()
        self.assertEqual(len([f for f in self.files() if name in str(f)]), 1)
        self.assert_verified(**env)
        self.assertEqual(self.registry.asked.count(path), 1)

    def of_pip(self):
        self.tree({"requirements.txt": f"tiny==1.0.0 --hash=sha256:{self.registry.wheel_sha256}\n", "test_a.py": Pip.TEST})
        return {"PIP_INDEX_URL": self.registry.url + "/simple"}

    def of_npm(self):
        self.tree({"package.json": Npm.PACKAGE, "a.test.js": Npm.TEST})
        return {"npm_config_registry": self.registry.url + "/npm/"}

    @needs("python3")
    def test_a_wheel(self):
        self.assert_fetched_again(self.WHEEL, self.of_pip())

    def test_a_package_that_is_not_locked(self):
        self.assert_fetched_again(self.TGZ, self.of_npm())

    @needs("python3")
    def test_a_wheel_that_was_used_stays(self):
        self.assert_used_stays("tiny-1.0.0-py3-none-any.whl", self.WHEEL, self.of_pip())

    def test_a_package_that_was_used_stays(self):
        digest = base64.b64decode(self.registry.npm_integrity.removeprefix("sha512-")).hex()
        self.assert_used_stays(digest, self.TGZ, self.of_npm())


class Npm(Packages):
    PACKAGE = '{"dependencies":{"tiny":"1.0.0"},"scripts":{"test":"node --test"}}'
    TEST = ("const t = require('node:test'), fs = require('fs');\n"
            "t('a', () => { if (require('tiny') !== 42 || fs.existsSync('ran')) throw 1; });\n")

    def env(self):
        return {"npm_config_registry": self.registry.url + "/npm/"}

    def test_a_package_is_installed_without_its_scripts(self):
        self.tree({"package.json": self.PACKAGE, "a.test.js": self.TEST})
        self.assert_verified(**self.env())

    def test_a_package_that_is_locked_is_fetched_once(self):
        url = self.registry.url + "/npm/tiny/-/tiny-1.0.0.tgz"
        self.tree({"package.json": self.PACKAGE, "a.test.js": self.TEST, "package-lock.json": json.dumps(
            {"lockfileVersion": 3, "packages": {"": {"dependencies": {"tiny": "1.0.0"}}, "node_modules/tiny": {
                "version": "1.0.0", "resolved": url, "integrity": self.registry.npm_integrity}}})})
        checks = self.assert_shared("/npm/tiny/-/tiny-1.0.0.tgz", **self.env())
        self.assertEqual(checks["test"]["state"], "passed")

    def test_an_address_without_a_digest_pins_nothing(self):
        url = self.registry.url + "/npm/tiny/-/tiny-1.0.0.tgz"
        self.tree({"package.json": self.PACKAGE, "a.test.js": self.TEST, "package-lock.json": json.dumps(
            {"lockfileVersion": 3, "packages": {"": {"dependencies": {"tiny": "1.0.0"}},
                                                "node_modules/tiny": {"version": "1.0.0", "resolved": url}}})})
        self.assert_verified(**self.env())
        done = self.world.meta_agent("verify", "-o", "tree", "--json", timeout=300, **self.env())
        self.assertEqual([c["name"] for c in done.json()["checks"] if "reused" in c], [], str(done))

    def test_one_that_is_not_locked_as_well(self):
        self.tree({"package.json": self.PACKAGE, "a.test.js": self.TEST})
        checks = self.assert_shared("/npm/tiny/-/tiny-1.0.0.tgz", **self.env())
        self.assertEqual(checks["test"]["state"], "passed")

    def test_an_npmrc_of_the_tree_leads_nowhere(self):
        self.tree({"package.json": self.PACKAGE, "a.test.js": self.TEST,
                   ".npmrc": f"registry={self.elsewhere.url}/npm/\nignore-scripts=false\ngit=./steal\n"})
        self.assert_verified(**self.env())

    def test_a_registry_of_the_trees_own_scope_is_told_and_not_reached(self):
        self.tree({"package.json": self.PACKAGE.replace('"tiny"', '"@their/tiny"'),
                   ".npmrc": f"@their:registry={self.elsewhere.url}/npm/\n"})
        self.assert_not_reached(**self.env())


@needs("npm")
class LockOfTwoTasks(Packages):
    """Each locked its own dependencies: what fits both is made by the installation, and is a commit of the run."""
    PLAN = {"tasks": [{"id": "base", "name": "Base", "agent": "architect"},
                      {"id": "one", "name": "One", "agent": "backend", "depends_on": ["base"]},
                      {"id": "two", "name": "Two", "agent": "frontend", "depends_on": ["base"]}]}

    def reply(self, task, **files):
        return {"when": f'<task id="{task}"', "text": "".join(
            f"=== FILE {{{{nonce}}}} {name}\n{text}\n=== END {{{{nonce}}}}\n" for name, text in files.items())}

    def setUp(self):
        super().setUp()
        Path(self.world.temp.name).chmod(0o711)  # whoever the commands run as reads the store
        self.world.env["META_AGENT_CACHE"] = str(self.world.home / "cache")  # elsewhere npm may know an earlier registry at this port
        self.world.env["npm_config_registry"] = self.registry.url + "/npm/"
        package = {"name": "x", "version": "1.0.0", "scripts": {"test": "node --test"}}
        mine = {**package, "dependencies": {"tiny": "1.0.0"}}
        theirs = {**package, "description": "Two"}
        self.world.write("plan.json", self.PLAN)
        self.world.write("script.json", {"model": "m", "replies": [
            self.reply("base", **{"package.json": json.dumps(package, indent=2)}),
            self.reply("one", **{"package.json": json.dumps(mine, indent=2), "a.test.js": Npm.TEST,
                                 "package-lock.json": '{"name": "x", "lockfileVersion": 3, "packages": {"a": {}}}'}),
            self.reply("two", **{"package.json": json.dumps(theirs, indent=2),
                                 "package-lock.json": '{"name": "x", "lockfileVersion": 3, "packages": {"b": {}}}'})]})

    def run_it(self, code, *args):
        return self.run_agent(code, "An app", "--plan", "plan.json", "--provider", "script", "--script", "script.json", "-o", "out",
                              *args, timeout=300)

    def status(self):
        return self.world.meta_agent("status", "-o", "out", "--json").json()

    def git(self, *args):
        return self.world.git(self.world.dir / "out", *args)

    def test_it_is_made_by_the_installation_and_committed(self):
        done = self.run_it(0)
        self.assertEqual(self.status()["verdict"], "verified", str(done))
        self.assertEqual(self.status()["commit"], self.git("rev-parse", "HEAD"), str(done))
        self.assertEqual(self.git("diff", "--name-status", "HEAD~1", "HEAD"), "A\tpackage-lock.json")
        self.assertIn("Meta-Agent-Effect: ", self.git("log", "-1", "--format=%B"))
        lock = json.loads(self.git("show", "HEAD:package-lock.json"))
        self.assertEqual(lock["packages"]["node_modules/tiny"]["integrity"], self.registry.npm_integrity)
        self.assertEqual(self.git("status", "--porcelain"), "")
        self.assert_exit(self.world.meta_agent("verify", "-o", "out"), 0)  # by npm ci, now
        self.assertIn("locked anew, as it was installed: package-lock.json", done.err)

    def test_without_verification_it_is_said_that_there_is_none(self):
        done = self.run_it(0, "--no-verify")
        self.assertEqual(self.status()["verdict"], "unverified")
        self.assertNotIn("package-lock.json", self.git("ls-files"))
        self.assertIn("package-lock.json: tasks locked different dependencies, so it was left out, and without verification none is made",
                      done.err)


if __name__ == "__main__":
    world.main()
