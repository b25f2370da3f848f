/* The servers of projects in other languages than JavaScript. */
#include "verify/servers.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "verify/served.h"

#define USUAL_PORT 8000 /* of servers that are told theirs on the command line */

static void add(const struct ma_site *site, struct ma_served *served, const struct ma_tool *tool,
	struct ma_buf *command)
{
	const char *kept = ma_site_keep_built(site, command);

	if (kept)
		ma_served_add(site, served, tool, kept, NULL);
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '_';
}

/* "app" of a line "app = FastAPI(title=...)", or "app: FastAPI = FastAPI()"; {NULL, 0}: there is no such line. */
static struct ma_str variable_of(struct ma_str text, const char *constructor)
{
	struct ma_str line;
	ptrdiff_t equals;
	size_t n;

	while (ma_str_line(&text, &line)) {
		equals = ma_str_find(line, MA_STR("="));
		for (n = 0; n < line.n && is_name_char(line.p[n]); n++)
			;
		if (n > 0 && n < 64 && equals > 0 &&
			ma_str_starts(
				ma_str_trim(ma_str_from(line, (size_t)equals + 1)), constructor))
			return ma_str_n(line.p, n);
	}
	return ma_str_n(NULL, 0);
}

/* An application that another program serves. */
static bool add_application(const struct ma_site *site, struct ma_served *served)
{
	static const char *const modules[][2] = { { "main.py", "main" }, { "app.py", "app" },
		{ "server.py", "server" }, { "asgi.py", "asgi" }, { "wsgi.py", "wsgi" },
		{ "app/main.py", "app.main" }, { "app/__init__.py", "app" },
		{ "api/main.py", "api.main" } };
	static const struct {
		const char *constructor, *format;
	} ways[] = {
		{ "FastAPI(", "python3 -m uvicorn %s:" MA_STR_FMT " --port %lld" },
		{ "Starlette(", "python3 -m uvicorn %s:" MA_STR_FMT " --port %lld" },
		{ "Flask(", "python3 -m flask --app %s:" MA_STR_FMT " run --port %lld" },
	};
	struct ma_buf command = MA_BUF_INIT(MA_KIB);
	struct ma_str text, name;
	size_t i, w;

	for (i = 0; i < MA_COUNT(modules) && command.n == 0; i++) {
		text = ma_site_read(site, modules[i][0]);
		for (w = 0; w < MA_COUNT(ways) && command.n == 0; w++) {
			name = variable_of(text, ways[w].constructor);
			if (name.n > 0)
				ma_buf_addf(&command, ways[w].format, modules[i][1],
					MA_STR_ARG(name), (long long)served->port);
		}
	}
	if (command.n == 0)
		return false;
	add(site, served, &ma_tool_python, &command);
	return true;
}

/* A script that serves by itself, with what Python brings. */
static void add_script(const struct ma_site *site, struct ma_served *served)
{
	static const char *const files[][2] = { { "server.py", "python3 server.py" },
		{ "app.py", "python3 app.py" }, { "main.py", "python3 main.py" },
		{ "server/__main__.py", "python3 -m server" },
		{ "app/__main__.py", "python3 -m app" }, { "api/__main__.py", "python3 -m api" } };
	static const char *const words[] = { "HTTPServer(", "make_server(", "serve_forever(" };
	struct ma_str text;
	size_t i, w;

	for (i = 0; i < MA_COUNT(files); i++) {
		text = ma_site_read(site, files[i][0]);
		for (w = 0; w < MA_COUNT(words); w++) {
			if (ma_str_find(text, ma_str(words[w])) < 0 ||
				(ma_str_find(text, MA_STR("__main__")) < 0 &&
					!ma_str_ends(ma_str(files[i][0]), "__main__.py")))
				continue;
			ma_served_add(site, served, &ma_tool_python, files[i][1], NULL);
			return;
		}
	}
}

void ma_python_add_server(const struct ma_site *site)
{
	struct ma_served served = ma_served_read(site), told = served;
	struct ma_buf command = MA_BUF_INIT(MA_KIB);

	if (served.off)
		return;
	if (told.port == 0)
		told.port = USUAL_PORT;
	if (ma_str_find(ma_site_read(site, "manage.py"), MA_STR("django")) >= 0) {
		ma_buf_addf(&command, "python3 manage.py runserver --noreload 127.0.0.1:%lld",
			(long long)told.port);
		add(site, &told, &ma_tool_python, &command);
	} else if (!add_application(site, &told)) {
		add_script(site, &served);
	}
}

static bool is_declared(const struct ma_site *site, struct ma_served *served)
{
	*served = ma_served_read(site);
	return ma_served_is_declared(served);
}

void ma_go_add_server(const struct ma_site *site)
{
	static const char *const mains[][2] = { { "cmd/server/main.go", "go run ./cmd/server" },
		{ "main.go", "go run ." } };
	struct ma_served served;
	size_t i;

	for (i = 0; i < MA_COUNT(mains); i++) {
		if (!ma_text_has_line(ma_site_read(site, mains[i][0]), "package main"))
			continue;
		if (is_declared(site, &served))
			ma_served_add(site, &served, &ma_tool_go, mains[i][1], NULL);
		return;
	}
}

void ma_cargo_add_server(const struct ma_site *site)
{
	struct ma_served served;

	if (ma_site_has(site, "src/main.rs") && is_declared(site, &served))
		ma_served_add(site, &served, &ma_tool_cargo, "cargo run --offline", NULL);
}

bool ma_make_has_target(struct ma_str makefile, const char *name)
{
	struct ma_str line;
	size_t n = ma_str(name).n;

	while (ma_str_line(&makefile, &line)) {
		if (!ma_str_starts(line, name))
			continue;
		line = ma_str_trim(ma_str_from(line, n));
		if (ma_str_starts(line, ":") && !ma_str_starts(line, ":="))
			return true;
	}
	return false;
}

void ma_make_add_server(const struct ma_site *site, struct ma_str makefile)
{
	static const char *const targets[][2] = { { "serve", "make serve" },
		{ "start", "make start" }, { "run", "make run" } };
	struct ma_served served;
	size_t i;

	for (i = 0; i < MA_COUNT(targets) && !ma_make_has_target(makefile, targets[i][0]); i++)
		;
	if (i < MA_COUNT(targets) && is_declared(site, &served))
		ma_served_add(site, &served, &ma_tool_make, targets[i][1], NULL);
}
