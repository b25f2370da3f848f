/* Which server is started, and where it is asked: read from the tree alone. */
#include "verify/served.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "support/tree.h"
#include "sys/fs.h"

/* The arguments of the step "smoke" behind the cage's own: "PORT MS HEALTH PAGE COMMAND..."; "" where there is no such step. */
static void assert_smoke(struct tree *t, const char *expected)
{
	struct ma_buf line = MA_BUF_INIT(4096);
	struct ma_step *steps;
	ma_err err = { .code = MA_OK };
	size_t i, k, n;

	if (ma_detect(t->dir, &(struct ma_detect_how){ .settings = t->settings }, &t->arena, &steps,
		    &n, &err))
		fail_msg("%s", err.msg);
	ma_buf_add(&line, "", 0);
	for (i = 0; i < n; i++)
		for (k = 2; strcmp(steps[i].phase, "smoke") == 0 && steps[i].argv[k]; k++)
			ma_buf_addf(&line, "%s%s", line.n > 0 ? " " : "", steps[i].argv[k]);
	assert_string_equal(line.p, expected);
	ma_buf_done(&line);
}

#define EXPRESS "{\"dependencies\":{\"express\":\"5\"},\"scripts\":{\"start\":\"node app.js\"}}"

static void a_server_of_a_framework_is_started_and_asked_wherever_it_listens(void **state)
{
	tree_put(*state, "package.json", EXPRESS);
	assert_smoke(*state, "0 30000 - - npm start");
}

static void the_users_own_settings_say_what_the_trees_do_not(void **state)
{
	struct tree *t = *state;

	tree_put(t, "package.json", EXPRESS);
	tree_put(t, "Dockerfile", "EXPOSE 9\n");
	t->settings = json_pack("{s:{s:i, s:s}}", "smoke", "port", 4000, "health", "/mine");
	assert_smoke(t, "4000 30000 /mine - npm start");
	tree_put(t, "meta-agent.yaml", "smoke: {health: /theirs}\n");
	assert_smoke(t, "4000 30000 /theirs - npm start");
	json_decref(t->settings);
	t->settings = json_pack("{s:{s:b}}", "smoke", "off", 1);
	assert_smoke(t, "");
	json_decref(t->settings);
}

static void a_start_script_alone_is_no_server(void **state)
{
	tree_put(*state, "package.json", "{\"scripts\":{\"start\":\"node cli.js\"}}");
	assert_smoke(*state, "");
}

static void what_serves_developers_is_none(void **state)
{
	tree_put(*state, "package.json",
		"{\"dependencies\":{\"express\":\"5\"},\"scripts\":{\"start\":\"vite --port 3000\"}}");
	assert_smoke(*state, "");
}

static void a_dockerfile_declares_port_and_health(void **state)
{
	tree_put(*state, "package.json", "{\"scripts\":{\"start\":\"node a.js\"}}");
	tree_put(*state, "Dockerfile",
		"FROM node\nENV NODE_ENV=production PORT=3000\nEXPOSE 8081/tcp\nHEALTHCHECK --interval=30s \\\n"
		"  CMD [\"node\", \"-e\", \"fetch(`http://127.0.0.1:${process.env.PORT}/api/health`)\"]\n");
	assert_smoke(*state, "3000 30000 /api/health - npm start");
}

static void an_openapi_document_declares_health_below_its_server(void **state)
{
	tree_put(*state, "package.json", EXPRESS);
	tree_put(*state, "openapi.yaml",
		"openapi: 3.1.0\nservers:\n  - url: http://localhost:4000/api/\npaths:\n  /users:\n    get: {}\n  /health:\n    get: {}\n");
	assert_smoke(*state, "4000 30000 /api/health - npm start");
}

static void the_users_own_word_comes_first(void **state)
{
	tree_put(*state, "package.json", EXPRESS);
	tree_put(*state, "Dockerfile", "EXPOSE 3000\nHEALTHCHECK CMD curl http://localhost/up\n");
	tree_put(*state, "meta-agent.yaml",
		"smoke:\n  port: 5000\n  health: /live\n  page: /home\n");
	assert_smoke(*state, "5000 30000 /live /home npm start");
	tree_put(*state, "meta-agent.yaml", "smoke: {off: true}\n");
	assert_smoke(*state, "");
}

static void pages_are_asked_for_where_the_server_serves_them(void **state)
{
	tree_put(*state, "package.json",
		"{\"workspaces\":[\"api\",\"web\"],\"scripts\":{\"start\":\"npm start --workspace api\"}}");
	tree_put(*state, "api/package.json", EXPRESS);
	tree_put(*state, "web/package.json", "{}");
	tree_put(*state, "web/index.html", "<!doctype html>");
	assert_smoke(*state, "0 30000 - - npm start");
	tree_put(*state, "api/src/app.ts", "app.use(express.static(dir));\n");
	assert_smoke(*state, "0 30000 - / npm start");
}

static void the_server_of_a_workspace_is_started_where_the_root_has_none(void **state)
{
	tree_put(*state, "package.json", "{\"workspaces\":[\"pkgs/*\",\"./api\",\"x; rm -rf\"]}");
	tree_put(*state, "api/package.json", EXPRESS);
	assert_smoke(*state, "0 30000 - - npm start --workspace api");
}

static void what_is_no_path_or_port_is_not_declared(void **state)
{
	tree_put(*state, "package.json", EXPRESS);
	tree_put(*state, "Dockerfile",
		"EXPOSE 99999\nHEALTHCHECK CMD curl http://localhost:0/$(rm -rf ~)\n");
	tree_put(*state, "meta-agent.yaml", "smoke:\n  port: 70000\n  health: \"a b\"\n");
	assert_smoke(*state, "0 30000 / - npm start");
}

static void applications_of_python_are_served_by_what_they_are_made_for(void **state)
{
	tree_put(*state, "requirements.txt", "fastapi\nuvicorn\n");
	tree_put(*state, "app/main.py",
		"from fastapi import FastAPI\napi: FastAPI = FastAPI(title='x')\n");
	assert_smoke(*state, "8000 30000 - - python3 -m uvicorn app.main:api --port 8000");
	tree_put(*state, "main.py", "app = Flask(__name__)\n");
	tree_put(*state, "Dockerfile", "EXPOSE 5000\n");
	assert_smoke(*state, "5000 30000 - - python3 -m flask --app main:app run --port 5000");
	tree_put(*state, "manage.py", "from django.core import management\n");
	assert_smoke(*state, "5000 30000 - - python3 manage.py runserver --noreload 127.0.0.1:5000");
}

static void a_module_that_is_imported_is_no_script(void **state)
{
	tree_put(*state, "server.py", "s = HTTPServer(a, b)\n");
	assert_smoke(*state, "");
	tree_put(*state, "server.py", "if __name__ == '__main__':\n    HTTPServer(a, b)\n");
	assert_smoke(*state, "0 30000 - - python3 server.py");
}

static void binaries_are_started_only_where_something_declares_that_they_serve(void **state)
{
	tree_put(*state, "go.mod", "module x\n");
	tree_put(*state, "main.go", "package main\n");
	assert_smoke(*state, "");
	tree_put(*state, "Dockerfile", "EXPOSE 8080\n");
	assert_smoke(*state, "8080 30000 - - go run .");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(f) cmocka_unit_test_setup_teardown(f, tree_make, tree_remove)
		T(a_server_of_a_framework_is_started_and_asked_wherever_it_listens),
		T(the_users_own_settings_say_what_the_trees_do_not),
		T(a_start_script_alone_is_no_server),
		T(what_serves_developers_is_none),
		T(a_dockerfile_declares_port_and_health),
		T(an_openapi_document_declares_health_below_its_server),
		T(the_users_own_word_comes_first),
		T(pages_are_asked_for_where_the_server_serves_them),
		T(the_server_of_a_workspace_is_started_where_the_root_has_none),
		T(what_is_no_path_or_port_is_not_declared),
		T(applications_of_python_are_served_by_what_they_are_made_for),
		T(a_module_that_is_imported_is_no_script),
		T(binaries_are_started_only_where_something_declares_that_they_serve),
#undef T
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
