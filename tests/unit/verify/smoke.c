/* Servers that are started, asked and stopped in the real sandbox. */
#include <stdlib.h>

#include "support/zoo.h"
#include "verify/tool.h"

#define SERVER(answer, where)                                                      \
	"import os, time\nfrom http.server import *\n"                             \
	"class H(BaseHTTPRequestHandler):\n    def do_GET(self):\n" answer         \
	"if __name__ == '__main__':\n    ThreadingHTTPServer(('127.0.0.1', " where \
	"), H).serve_forever()\n"
#define ANSWERS(code, body)                \
	"        self.send_response(" code \
	")\n        self.end_headers()\n        self.wfile.write(b'" body "')\n"
#define ITS_PORT "int(os.environ['PORT'])"
#define DECLARES_HEALTH "EXPOSE 4000\nHEALTHCHECK CMD curl http://localhost:4000/health\n"

static const struct {
	const char *name, *server, *dockerfile, *config, *line;
} servers[] = {
	{ "one that answers", SERVER(ANSWERS("200", "well"), ITS_PORT), DECLARES_HEALTH, NULL,
		"smoke .: passed \n" },
	{ "one that nothing is known of", SERVER(ANSWERS("404", "what?"), "3999"), NULL, NULL,
		"smoke .: passed \n" },
	{ "one that crashes at its start", "raise SystemExit(3) # HTTPServer( of __main__\n", NULL,
		NULL, "smoke .: failed the server ended with 3 before it listened\n" },
	{ "one that listens elsewhere", SERVER(ANSWERS("200", ""), "5000"), DECLARES_HEALTH, NULL,
		"smoke .: failed the server listens on port 5000, not on 4000\n" },
	{ "one that answers 500", SERVER(ANSWERS("500", "no"), ITS_PORT), NULL, NULL,
		"smoke .: failed GET / was answered with 500\n" },
	{ "one that is not well", SERVER(ANSWERS("404", "no"), ITS_PORT), DECLARES_HEALTH, NULL,
		"smoke .: failed GET /health was answered with 404\n" },
	{ "one that never answers", SERVER("        time.sleep(60)\n", ITS_PORT), NULL, NULL,
		"smoke .: failed GET /: no whole answer within 10 s\n" },
	{ "one that dies of a question", SERVER("        os._exit(4)\n", ITS_PORT), NULL, NULL,
		"smoke .: failed the server ended with 4 when it was asked\n" },
	{ "one without the page that the user wants", SERVER(ANSWERS("200", "{}"), ITS_PORT), NULL,
		"smoke:\n  page: /\n",
		"smoke .: failed GET / was not answered with a page of HTML\n" },
	{ "one with it", SERVER(ANSWERS("200", "<html>hello"), ITS_PORT), NULL,
		"smoke:\n  page: /\n", "smoke .: passed \n" },
	{ "one that claims that all is well and ends",
		"print('smoke: it answers on port 1') # HTTPServer( of __main__\n", NULL, NULL,
		"smoke .: failed the server ended with 0 before it listened\n" },
};

static void each_server_is_judged_by_its_answers(void **state)
{
	struct ma_arena arena = MA_ARENA_INIT(1 << 16);
	static struct zoo z;
	char expected[512];
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(servers); i++) {
		assert_int_equal(zoo_open(&z), 0);
		zoo_put(&z, "server.py", servers[i].server);
		if (servers[i].dockerfile)
			zoo_put(&z, "Dockerfile", servers[i].dockerfile);
		if (servers[i].config)
			zoo_put(&z, "meta-agent.yaml", servers[i].config);
		zoo_verify(&z);
		snprintf(expected, sizeof(expected), "build .: passed \n%s", servers[i].line);
		if (strcmp(z.lines.p, expected) != 0)
			fail_msg("%s: %s", servers[i].name, z.lines.p);
		assert_int_equal(z.verdict,
			strstr(expected, "failed") ? MA_VERDICT_FAILED : MA_VERDICT_UNVERIFIED);
		assert_int_equal(zoo_close(&z), 0);
	}
	ma_arena_done(&arena);
}

static void what_was_not_built_is_not_started(void **state)
{
	static struct zoo z;

	(void)state;
	assert_int_equal(zoo_open(&z), 0);
	zoo_put(&z, "server.py", SERVER(ANSWERS("200", ""), ITS_PORT));
	zoo_put(&z, "other.py", "def f(:\n");
	zoo_verify(&z);
	assert_string_equal(
		z.lines.p, "build .: failed ended with 1\nsmoke .: skipped its build failed\n");
	assert_int_equal(zoo_close(&z), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_server_is_judged_by_its_answers),
		cmocka_unit_test(what_was_not_built_is_not_started),
	};
	struct ma_arena arena = MA_ARENA_INIT(1 << 16);
	const char *missing = zoo_forbidden();
	ma_err err = { .code = MA_OK };

	if (!missing && ma_tool_missing(&ma_tool_python, NULL, &arena, &missing, &err))
		return 1;
	if (missing) {
		printf("SKIPPED, nothing can be started on this machine: %s\n", missing);
		return 77;
	}
	ma_arena_done(&arena);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
