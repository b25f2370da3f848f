/* The server of a JavaScript project. */
#include "verify/node_server.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "verify/served.h"

/* A package of the project: the one at its site, or a workspace of that. */
struct member {
	const struct ma_site *site;
	const char *dir; /* below the site, "" for the site itself */
	json_t *json;    /* owned, but for the site's own */
};

static bool depends_on_any(const json_t *package, const char *const *names, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (json_object_get(json_object_get(package, "dependencies"), names[i]) ||
			json_object_get(json_object_get(package, "devDependencies"), names[i]))
			return true;
	return false;
}

static bool is_server(const json_t *package)
{
	static const char *const frameworks[] = { "express", "fastify", "koa", "hono",
		"@hono/node-server", "@hapi/hapi", "@nestjs/core", "polka", "restify", "next", "h3",
		"@adonisjs/core" };

	return depends_on_any(package, frameworks, MA_COUNT(frameworks));
}

/* What watches sources and serves them to who writes them is no server of the result. */
static bool is_for_developers(struct ma_str script)
{
	static const char *const words[] = { "vite", "react-scripts", "webpack", "parcel",
		"nodemon", "--watch", "next dev", "ng serve", "electron", "expo", "storybook" };
	size_t i;

	for (i = 0; i < MA_COUNT(words); i++)
		if (ma_str_find(script, ma_str(words[i])) >= 0)
			return true;
	return false;
}

static struct ma_str read_file(const struct member *m, const char *name)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str text = MA_STR("");

	ma_path_join(&path, ma_str(m->dir), ma_str(name));
	if (!path.rc)
		text = ma_site_read(m->site, path.p);
	ma_buf_done(&path);
	return text;
}

static bool can_start(const struct member *m)
{
	struct ma_str script = ma_json_str(json_object_get(m->json, "scripts"), "start");

	if (script.n == 0)
		return read_file(m, "server.js").n > 0;
	return !is_for_developers(script);
}

/* Whether what serves also serves files that browsers show: its sources say so where they usually stand. */
static bool serves_pages(const struct member *m)
{
	static const char *const files[] = { "src/app.ts", "src/server.ts", "src/index.ts",
		"src/main.ts", "src/app.js", "src/server.js", "src/index.js", "app.js", "server.js",
		"index.js", "app.mjs", "server.mjs", "index.mjs", "app.ts", "server.ts",
		"index.ts" };
	static const char *const words[] = { ".static(", "sendFile(", "serveStatic",
		"fastifyStatic", "fastify/static", "koa-static" };
	struct ma_str text;
	size_t i, w;

	for (i = 0; i < MA_COUNT(files); i++) {
		text = read_file(m, files[i]);
		for (w = 0; w < MA_COUNT(words); w++)
			if (ma_str_find(text, ma_str(words[w])) >= 0)
				return true;
	}
	return false;
}

static bool has_page(const struct member *m)
{
	return read_file(m, "index.html").n > 0 || read_file(m, "public/index.html").n > 0;
}

static bool is_plain(struct ma_str dir)
{
	size_t i;

	if (dir.n == 0 || dir.n > MA_LIMIT_PATH || dir.p[0] == '/' || dir.p[0] == '-' ||
		ma_str_find(dir, MA_STR("..")) >= 0)
		return false;
	for (i = 0; i < dir.n; i++)
		if ((unsigned char)dir.p[i] <= ' ' || strchr("*?[{!\\\"'$`;&|<>()", dir.p[i]))
			return false;
	return true;
}

bool ma_node_workspace(const json_t *package, size_t *at, struct ma_str *dir_out)
{
	const json_t *list = json_object_get(package, "workspaces"), *item;

	if (json_is_object(list)) /* as yarn has it */
		list = json_object_get(list, "packages");
	while ((item = json_array_get(list, (*at)++))) {
		*dir_out = ma_str_n(json_string_value(item), json_string_length(item));
		if (ma_str_starts(*dir_out, "./"))
			*dir_out = ma_str_from(*dir_out, 2);
		if (is_plain(*dir_out))
			return true;
	}
	return false;
}

/* What there is to know of it and of its workspaces. */
struct found {
	bool server, serves_pages, page;
	const char *starts; /* the first workspace that is a server which can be started, or NULL */
};

static void look_at(const struct member *m, struct found *f)
{
	bool server = is_server(m->json);

	f->server |= server;
	f->serves_pages |= serves_pages(m);
	f->page |= has_page(m);
	if (server && !f->starts && m->dir[0] && can_start(m))
		f->starts = m->dir;
}

static struct found look_around(const struct member *root)
{
	struct found f = { false, false, false, NULL };
	struct member m = *root;
	struct ma_str dir, text;
	ma_err err = { .code = MA_OK };
	size_t at = 0;

	look_at(root, &f);
	while (ma_node_workspace(root->json, &at, &dir)) {
		m.dir = ma_site_keep(root->site, dir);
		if (!m.dir)
			break;
		text = read_file(&m, "package.json");
		m.json = NULL;
		/* what is no package is none of its servers */
		if (text.n > 0 && ma_json_parse(text, "package.json", &m.json, &err) == MA_OK)
			look_at(&m, &f);
		json_decref(m.json);
	}
	return f;
}

void ma_node_add_server(const struct ma_site *site, const json_t *package, const char *manager,
	const struct ma_tool *tool)
{
	const struct member root = { site, "", (json_t *)package };
	struct ma_served served = ma_served_read(site);
	struct found f = look_around(&root);
	struct ma_buf command = MA_BUF_INIT(MA_KIB * 2);
	const char *kept;

	if (served.off || (!f.server && !ma_served_is_declared(&served)) ||
		(!can_start(&root) && !f.starts))
		return;
	ma_buf_addf(&command, "%s start", manager);
	if (!can_start(&root)) {
		ma_buf_clear(&command);
		ma_buf_addf(&command,
			strcmp(manager, "npm") == 0            ? "npm start --workspace %s"
				: strcmp(manager, "pnpm") == 0 ? "pnpm --dir %s start"
							       : "yarn --cwd %s start",
			f.starts);
	}
	kept = ma_site_keep_built(site, &command);
	if (kept)
		ma_served_add(site, &served, tool, kept, f.page && f.serves_pages ? "/" : NULL);
}
