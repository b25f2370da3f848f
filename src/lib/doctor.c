/*
 * What this machine has of what a run wants. A check is a row of checks[]: what it finds, why it matters, and how to
 * mend it. Nothing here changes anything, and no key is shown.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/limits.h"
#include "lib/ctx.h"
#include "lib/keys.h"
#include "lib/places.h"
#include "lib/provider.h"
#include "store/sqlite.h"
#include "sys/fs.h"
#include "sys/fs_kind.h"
#include "sys/sandbox.h"
#include "vcs/workspace.h"
#include "verify/node.h"

#define TEXT_MAX (16 * MA_KIB)
#define PRICES_OLD_DAYS 120
#define DAY_MS 86400000

struct finding {
	bool ok;
	struct ma_buf found, why, mend;
};

struct exam {
	ma_ctx *ctx;
	const char *output;
	struct finding f; /* of the row that is looked at */
	json_t *checks;
};

/* What cannot be had; `why` was said by whoever looked. */
static void miss(struct finding *f, const ma_err *why)
{
	f->ok = false;
	ma_buf_adds(&f->found, "none");
	ma_buf_adds(&f->why, why->msg);
}

static void look_at_store(struct exam *x)
{
	int version = ma_store_sqlite_version();

	ma_buf_addf(&x->f.found, "SQLite %s, journal mode %s", ma_store_sqlite_version_text(),
		ma_store_sqlite_journal(version));
	if (ma_store_sqlite_wal_is_safe(version))
		return;
	ma_buf_adds(&x->f.why,
		"before 3.44.6, 3.50.7 and 3.51.3 a write-ahead log that several processes share can be damaged, so none is used");
	ma_buf_adds(&x->f.mend,
		"a newer SQLite makes a durable event some four times cheaper; nothing is wrong without");
}

/* The nearest directory that exists: it is where the output would be made. */
static char *existing(const char *path)
{
	char *dir = ma_strdup(path), *slash;

	while (dir && dir[0] && !ma_fs_is_dir(dir)) {
		slash = strrchr(dir, '/');
		if (!slash || slash == dir) {
			(void)snprintf(dir, 2, "%s", slash ? "/" : "."); /* it is as long */
			break;
		}
		*slash = '\0';
	}
	return dir;
}

static void look_at_output(struct exam *x)
{
	char *dir = existing(x->output);
	const struct ma_fs_kind *kind = NULL;
	ma_err why = { MA_OK, 0, "" };

	if (ma_fs_exists(x->output) && !ma_fs_is_dir(x->output)) {
		x->f.ok = false;
		ma_buf_addf(&x->f.found, "%s is no directory", x->output);
		ma_buf_adds(&x->f.mend, "name a directory, or one that is to be made, with -o");
		ma_free(dir);
		return;
	}
	if (!dir || ma_fs_kind(dir, &kind, &why)) {
		miss(&x->f, &why);
		ma_free(dir);
		return;
	}
	ma_buf_addf(&x->f.found, "%s on %s", dir, kind->name);
	ma_free(dir);
	x->f.ok = !kind->is_network;
	if (kind->is_network)
		ma_buf_adds(&x->f.why,
			"on a network the locks that keep two processes apart may not hold");
	else if (kind->is_memory)
		ma_buf_adds(&x->f.why, "it is in memory: nothing of a run is left after a restart");
	if (kind->is_network || kind->is_memory)
		ma_buf_adds(&x->f.mend, "name a directory on a disk of this machine with -o");
}

static void look_at_git(struct exam *x)
{
	char text[64];
	ma_err why = { MA_OK, 0, "" };

	if (ma_workspace_git(text, sizeof(text), &why)) {
		miss(&x->f, &why);
		ma_buf_adds(&x->f.mend, "install libgit2 (Debian: libgit2-1.5)");
		return;
	}
	ma_buf_adds(&x->f.found, text);
}

static void look_at_sandbox(struct exam *x)
{
	const struct ma_sandbox_opts opts = { .off = false };
	struct ma_sandbox *sandbox = NULL;
	ma_err why = { MA_OK, 0, "" };

	if (ma_sandbox_new(x->ctx->loop, &opts, &sandbox, &why)) {
		miss(&x->f, &why);
		ma_buf_adds(&x->f.mend,
			"or have nothing run (--no-verify), or all of it unconfined (--sandbox off)");
		return;
	}
	ma_buf_adds(&x->f.found, ma_sandbox_describe(sandbox));
	ma_sandbox_free(sandbox);
}

static void look_at_node(struct exam *x)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	const char *dir = NULL;
	ma_err why = { MA_OK, 0, "" };

	if (ma_node_find(&arena, -1, &dir, &why)) {
		miss(&x->f, &why);
		ma_buf_adds(&x->f.mend,
			"make deps brings one; applications of Node.js stay unverified without");
	} else {
		ma_buf_adds(&x->f.found, dir ? dir : "on PATH");
	}
	ma_arena_done(&arena);
}

static size_t count_grammars(struct ma_syntax *syntax, size_t *all_out)
{
	const struct ma_language *language;
	struct ma_syntax_tree tree;
	ma_err ignored = { MA_OK, 0, "" };
	size_t n = 0;

	for (*all_out = 0; (language = ma_syntax_language_at(*all_out)); (*all_out)++) {
		if (ma_syntax_parse(syntax, language, MA_STR("x"), &tree, &ignored))
			continue;
		ma_syntax_tree_done(&tree);
		n++;
	}
	return n;
}

static void look_at_grammars(struct exam *x)
{
	struct ma_syntax *syntax = NULL;
	ma_err why = { MA_OK, 0, "" };
	size_t n = 0, all = 0;

	if (ma_places_syntax(&syntax, &why)) {
		miss(&x->f, &why);
		return;
	}
	n = count_grammars(syntax, &all);
	ma_buf_addf(&x->f.found, "%zu of %zu", n, all);
	x->f.ok = n == all;
	if (n < all) {
		ma_buf_adds(&x->f.why, "files of the other languages are merged by lines alone");
		ma_buf_adds(&x->f.mend,
			"make deps builds them; META_AGENT_GRAMMARS names where they are");
	}
	ma_syntax_free(syntax);
}

static void look_at_prices(struct exam *x)
{
	struct ma_clock *clock = ma_clock_system();
	char oldest[MA_CLOCK_TEXT_SIZE];
	ma_err why = { MA_OK, 0, "" };

	if (ma_ctx_load_prices(x->ctx, &why)) {
		miss(&x->f, &why);
		return;
	}
	ma_buf_adds(&x->f.found, ma_prices_dated(x->ctx->prices));
	ma_clock_format(clock->wall_ms(clock) - (int64_t)PRICES_OLD_DAYS * DAY_MS, oldest);
	x->f.ok = strncmp(ma_prices_dated(x->ctx->prices), oldest, 10) >= 0;
	if (!x->f.ok) {
		ma_buf_addf(&x->f.why,
			"older than %d days: costs are reckoned with what was paid then",
			PRICES_OLD_DAYS);
		ma_buf_adds(&x->f.mend, "put today's into ~/.config/meta-agent/prices.json");
	}
}

static void look_at_terminal(struct exam *x)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *locale = NULL, *term = getenv("TERM");
	size_t i;

	for (i = 0; i < MA_COUNT(names) && (!locale || !*locale); i++)
		locale = getenv(names[i]);
	locale = locale && *locale ? locale : "C";
	ma_buf_addf(&x->f.found, "%s, terminal %s", locale, term && *term ? term : "none");
	x->f.ok = ma_str_find(ma_str(locale), MA_STR("UTF-8")) >= 0 ||
		ma_str_find(ma_str(locale), MA_STR("utf8")) >= 0;
	if (!x->f.ok) {
		ma_buf_adds(
			&x->f.why, "the locale is not UTF-8: widths of other scripts are guessed");
		ma_buf_adds(&x->f.mend, "export LANG=C.UTF-8");
	}
}

static const struct check {
	const char *name;
	bool needed; /* without it a run does not start, or cannot be verified */
	void (*look)(struct exam *x);
} checks[] = {
	{ "store", true, look_at_store },
	{ "output", false, look_at_output },
	{ "git", true, look_at_git },
	{ "sandbox", true, look_at_sandbox },
	{ "node", false, look_at_node },
	{ "grammars", false, look_at_grammars },
	{ "prices", false, look_at_prices },
	{ "terminal", false, look_at_terminal },
};

static void begin(struct exam *x)
{
	x->f = (struct finding){ true, MA_BUF_INIT(TEXT_MAX), MA_BUF_INIT(TEXT_MAX),
		MA_BUF_INIT(TEXT_MAX) };
}

static json_t *text_of(struct ma_buf *b)
{
	return b->rc ? NULL : json_stringn(b->p ? b->p : "", b->n);
}

static ma_rc add(struct exam *x, const char *name, bool needed, ma_err *err)
{
	json_t *check = json_pack("{s:s, s:b, s:b, s:o, s:o, s:o}", "name", name, "ok", x->f.ok,
		"needed", needed, "found", text_of(&x->f.found), "why", text_of(&x->f.why), "mend",
		text_of(&x->f.mend));

	ma_buf_done(&x->f.found);
	ma_buf_done(&x->f.why);
	ma_buf_done(&x->f.mend);
	return json_array_append_new(x->checks, check) ? ma_fail_nomem(err) : MA_OK;
}

/* Where its key was found, never what it is. */
static void look_at_key(struct exam *x, const struct ma_llm_provider *p)
{
	struct ma_key_look look = { .own_server = ma_provider_base_url(x->ctx, p, NULL) != NULL,
		.config = x->ctx->config };
	struct ma_key key = { .text = NULL };
	ma_err why = { MA_OK, 0, "" };

	if (ma_key_find(p, &look, &key, &why)) {
		miss(&x->f, &why);
	} else if (key.text || key.not_needed) {
		ma_buf_adds(&x->f.found, key.text ? key.from : "not needed");
	} else {
		x->f.ok = false;
		ma_buf_adds(&x->f.found, "none");
		ma_buf_addf(&x->f.mend, "export %s=..., or its file in %s_FILE", p->key_env[0],
			p->key_env[0]);
	}
	ma_key_done(&key);
}

static ma_rc examine(struct exam *x, ma_err *err)
{
	const struct ma_llm_provider *p;
	char name[80];
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < MA_COUNT(checks) && !rc; i++) {
		begin(x);
		checks[i].look(x);
		rc = add(x, checks[i].name, checks[i].needed, err);
	}
	for (p = ma_llm_providers(); p->name && !rc; p++) {
		if (!p->key_env[0])
			continue;
		begin(x);
		look_at_key(x, p);
		(void)snprintf(name, sizeof(name), "key of %s", p->name); /* names are short */
		rc = add(x, name, false, err);
	}
	return rc;
}

ma_rc ma_doctor(ma_ctx *ctx, const char *output, char **json_out, ma_err *err)
{
	struct exam x = { .ctx = ctx, .output = output };
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!ctx || !output || !json_out)
		return ma_fail(
			err, MA_EMISUSE, "a machine is looked at in a context, for an output");
	x.checks = json_array();
	rc = x.checks ? examine(&x, err) : ma_fail_nomem(err);
	if (!rc)
		return ma_give_json(json_pack("{s:o}", "checks", x.checks), json_out, err);
	json_decref(x.checks);
	return rc;
}
