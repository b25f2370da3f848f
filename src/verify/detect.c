/* Which packages a tree has, and which of their scripts are worth running. */
#include "verify/detect.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "sys/fs.h"

#define PACKAGES_MAX 64
#define STEPS_PER_PACKAGE 4
#define LEVELS 2

struct search {
	const char *root;
	struct ma_arena *arena;
	struct ma_step *steps;
	size_t n, packages_n;
	ma_rc rc;
	ma_err *err;
};

struct package {
	struct search *search;
	const char *dir; /* in the tree, "." for the root */
	json_t *json;    /* NULL where package.json cannot be read: then its installation says so */
};

/* The path of a file of a directory in the tree; NULL (and the failure kept) when memory is out. */
static char *path_of(struct search *s, const char *dir, const char *name)
{
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *path;

	ma_buf_addf(&b, "%s/%s", s->root, strcmp(dir, ".") == 0 ? "" : dir);
	if (name)
		ma_buf_addf(&b, "/%s", name);
	path = ma_buf_take(&b);
	if (!path)
		s->rc = ma_fail_nomem(s->err);
	return path;
}

/* A regular file: what a symlink leads to is no part of the tree. */
static bool has_file(struct search *s, const char *dir, const char *name)
{
	char *path = path_of(s, dir, name);
	struct stat st;
	bool found = path && lstat(path, &st) == 0 && S_ISREG(st.st_mode);

	ma_free(path);
	return found;
}

static json_t *read_json(struct search *s, const char *dir)
{
	char *path = path_of(s, dir, "package.json"), *text = NULL;
	ma_err err = { .code = MA_OK };
	json_t *json = NULL;

	if (path && ma_fs_read(path, MA_LIMIT_CONFIG, &text, NULL, &err) == MA_OK &&
		ma_json_parse(ma_str(text), "package.json", &json, &err))
		json = NULL; /* npm will refuse it, with its own words */
	ma_free(text);
	ma_free(path);
	return json;
}

static bool has_script(const struct package *p, const char *name)
{
	struct ma_str text = ma_json_str(json_object_get(p->json, "scripts"), name);

	/* what `npm init` writes is no test */
	return text.n > 0 && ma_str_find(text, MA_STR("Error: no test specified")) < 0;
}

static bool depends_on(const struct package *p, const char *name)
{
	return json_object_get(json_object_get(p->json, "dependencies"), name) ||
		json_object_get(json_object_get(p->json, "devDependencies"), name);
}

/* The arguments are literals; `shown` is what a person would type. */
static void add_step(
	const struct package *p, const char *phase, const char *shown, const char *const *argv)
{
	struct search *s = p->search;

	MA_ASSERT(s->n < PACKAGES_MAX * STEPS_PER_PACKAGE);
	s->steps[s->n++] = (struct ma_step){ phase, p->dir, shown, argv };
}

static void add_install(const struct package *p)
{
#define QUIET "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"
	static const char *const ci[] = { "npm", "ci", QUIET, NULL };
	static const char *const install[] = { "npm", "install", QUIET, NULL };
#undef QUIET

	if (has_file(p->search, p->dir, "package-lock.json") ||
		has_file(p->search, p->dir, "npm-shrinkwrap.json"))
		add_step(p, "install", "npm ci --ignore-scripts", ci);
	else
		add_step(p, "install", "npm install --ignore-scripts", install);
}

static void add_typecheck(const struct package *p)
{
	static const struct {
		const char *script, *shown;
		const char *argv[4];
	} ways[] = {
		{ "typecheck", "npm run typecheck", { "npm", "run", "typecheck", NULL } },
		{ "type-check", "npm run type-check", { "npm", "run", "type-check", NULL } },
		{ "check:types", "npm run check:types", { "npm", "run", "check:types", NULL } },
	};
	static const char *const tsc[] = { "npx", "--no-install", "tsc", "--noEmit", NULL };
	size_t i;

	for (i = 0; i < MA_COUNT(ways); i++) {
		if (has_script(p, ways[i].script)) {
			add_step(p, "typecheck", ways[i].shown, ways[i].argv);
			return;
		}
	}
	if (depends_on(p, "typescript") && has_file(p->search, p->dir, "tsconfig.json"))
		add_step(p, "typecheck", "npx tsc --noEmit", tsc);
}

static void add_package(struct search *s, const char *dir, json_t *json)
{
	static const char *const build[] = { "npm", "run", "build", NULL };
	static const char *const test[] = { "npm", "test", NULL };
	struct package p = { s, ma_arena_dup(s->arena, ma_str(dir)), json };

	if (!p.dir) {
		s->rc = ma_fail_nomem(s->err);
		return;
	}
	if (s->packages_n++ == PACKAGES_MAX) {
		s->rc = ma_fail(
			s->err, MA_ELIMIT, "more than %d packages in one tree", PACKAGES_MAX);
		return;
	}
	add_install(&p);
	add_typecheck(&p);
	if (has_script(&p, "build"))
		add_step(&p, "build", "npm run build", build);
	if (has_script(&p, "test"))
		add_step(&p, "test", "npm test", test);
}

static void search_below(struct search *s, const char *dir, int levels);

/* A directory that is a package is not searched further: what lies in it is its own affair (fixtures, examples). */
static void look_at(struct search *s, const char *dir, int levels)
{
	bool is_package = has_file(s, dir, "package.json"), is_root = strcmp(dir, ".") == 0;
	json_t *json = is_package ? read_json(s, dir) : NULL;

	if (is_package && !s->rc)
		add_package(s, dir, json);
	if (!is_package || (is_root && !json_object_get(json, "workspaces")))
		search_below(s, dir, levels);
	json_decref(json);
}

struct listing {
	struct search *search;
	const char *dir;
	int levels;
};

static bool on_entry(void *data, const char *name, bool is_dir)
{
	struct listing *l = data;
	struct ma_buf b = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (!is_dir || name[0] == '.' || strcmp(name, "node_modules") == 0)
		return true;
	ma_path_join(&b, strcmp(l->dir, ".") == 0 ? MA_STR("") : ma_str(l->dir), ma_str(name));
	if (ma_buf_check(&b, l->search->err))
		l->search->rc = b.rc;
	else
		look_at(l->search, b.p, l->levels - 1);
	ma_buf_done(&b);
	return l->search->rc == MA_OK;
}

static void search_below(struct search *s, const char *dir, int levels)
{
	struct listing l = { s, dir, levels };
	char *path;
	ma_rc rc;

	if (levels == 0 || s->rc)
		return;
	path = path_of(s, dir, NULL);
	if (!path)
		return;
	rc = ma_fs_list(path, on_entry, &l, s->err);
	if (rc && !s->rc)
		s->rc = rc;
	ma_free(path);
}

ma_rc ma_detect(
	const char *dir, struct ma_arena *arena, struct ma_step **out, size_t *n_out, ma_err *err)
{
	struct search s = { .root = dir, .arena = arena, .err = err };

	s.steps = ma_arena_new_n(arena, struct ma_step, (size_t)PACKAGES_MAX * STEPS_PER_PACKAGE);
	if (!s.steps)
		return ma_fail_nomem(err);
	look_at(&s, ".", LEVELS);
	if (s.rc)
		return s.rc;
	*out = s.steps;
	*n_out = s.n;
	return MA_OK;
}
