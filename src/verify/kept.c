/* Checks of earlier verifications. */
#include "verify/kept.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "codec/json.h"
#include "sys/fs.h"

#define OUTPUT_MAX MA_MIB
#define AGE_MAX_MS ((int64_t)7 * 24 * 3600 * 1000)
#define SUFFIX ".json"

static int64_t now_ms(void)
{
	return ma_clock_system()->wall_ms(ma_clock_system());
}

static void name_of(const char *key, struct ma_buf *out)
{
	ma_buf_addf(out, "%s" SUFFIX, key);
}

static bool is_fresh(const json_t *json)
{
	int64_t at, age;

	if (!ma_clock_parse(ma_json_str(json, "at"), &at))
		return false;
	age = now_ms() - at;
	return age >= 0 && age <= AGE_MAX_MS;
}

bool ma_kept_load(const struct ma_private *dir, const char *key, struct ma_kept *out)
{
	struct ma_buf name = MA_BUF_INIT(MA_KIB);
	ma_err ignored = { .code = MA_OK };
	char *text = NULL;
	size_t n;

	out->json = NULL;
	out->at = 0;
	name_of(key, &name);
	if (name.rc || ma_private_read(dir, name.p, MA_LIMIT_BLOB, &text, &n, &ignored) ||
		ma_json_parse(ma_str_n(text, n), "evidence", &out->json, &ignored))
		out->json = NULL;
	ma_free(text);
	ma_buf_done(&name);
	if (out->json && ma_json_int(out->json, "v", 0) == 1 && is_fresh(out->json))
		return true;
	ma_kept_close(out);
	return false;
}

static bool is_it(const json_t *j, const struct ma_step *step)
{
	return ma_str_is(ma_json_str(j, "phase"), step->phase) &&
		ma_str_is(ma_json_str(j, "package"), step->package) &&
		ma_str_is(ma_json_str(j, "command"), step->command);
}

/* What a reader of the check is told, before what was odd of it. */
static const char *why_of(struct ma_kept *k, const json_t *check)
{
	struct ma_buf why = MA_BUF_INIT(16 * MA_KIB);
	struct ma_str odd = ma_json_str(check, "why");
	const char *kept;

	ma_buf_adds(&why, "not run again: it passed on the same bytes at ");
	ma_buf_addv(&why, ma_json_str(k->json, "at"));
	if (odd.n > 0)
		ma_buf_adds(&why, "; ");
	ma_buf_addv(&why, odd);
	kept = why.rc ? NULL : ma_arena_dup(k->arena, ma_buf_str(&why));
	ma_buf_done(&why);
	return kept;
}

ma_rc ma_kept_next(struct ma_kept *k, const struct ma_step *step, struct ma_check **out,
	bool *fits_out, ma_err *err)
{
	const json_t *j = json_array_get(json_object_get(k->json, "checks"), k->at++);
	struct ma_str output = ma_json_str(j, "output");
	struct ma_check *c = ma_arena_new(k->arena, struct ma_check);

	*fits_out = is_it(j, step);
	if (!*fits_out)
		return MA_OK;
	if (!c)
		return ma_fail_nomem(err);
	*c = (struct ma_check){ .phase = step->phase,
		.package = step->package,
		.command = step->command,
		.state = MA_CHECK_PASSED,
		.why = why_of(k, j),
		.exit_code = (int)ma_json_int(j, "exit", -1),
		.tests_passed = ma_json_int(j, "passed", -1),
		.tests_failed = ma_json_int(j, "failed", -1),
		.tests_skipped = ma_json_int(j, "skipped", -1),
		.output = ma_str_n(ma_arena_dup(k->arena, output), output.n),
		.made_at = ma_arena_dup(k->arena, ma_json_str(k->json, "at")) };
	if (!c->why || !c->output.p || !c->made_at)
		return ma_fail_nomem(err);
	*out = c;
	return MA_OK;
}

void ma_kept_close(struct ma_kept *k)
{
	json_decref(k->json);
	k->json = NULL;
}

json_t *ma_kept_add(json_t *list, const struct ma_check *c)
{
	json_t *j;

	if (!list || c->output.n > OUTPUT_MAX || !ma_str_is_text(c->output)) {
		json_decref(list);
		return NULL;
	}
	j = json_pack("{s:s, s:s, s:s, s:s, s:i, s:I, s:I, s:I, s:s%}", "phase", c->phase,
		"package", c->package, "command", c->command, "why", c->why, "exit", c->exit_code,
		"passed", (json_int_t)c->tests_passed, "failed", (json_int_t)c->tests_failed,
		"skipped", (json_int_t)c->tests_skipped, "output", c->output.p ? c->output.p : "",
		c->output.n);
	if (!j || json_array_append_new(list, j)) {
		json_decref(list);
		return NULL;
	}
	return list;
}

static void remove_old(void *data, const char *name)
{
	const struct ma_private *dir = data;
	struct stat st;

	if (fstatat(dir->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		now_ms() - (int64_t)st.st_mtim.tv_sec * 1000 > AGE_MAX_MS)
		ma_private_remove(dir, name);
}

void ma_kept_put_file(const struct ma_private *dir, const char *name, struct ma_str text)
{
	struct ma_buf own = MA_BUF_INIT(MA_KIB);
	ma_err ignored = { .code = MA_OK };
	int fd = -1, sys;

	ma_buf_addf(&own, "%s.%ld", name, (long)getpid());
	if (!own.rc && ma_private_create(dir, own.p, &fd, &ignored) == MA_OK) {
		sys = ma_fs_write_all(fd, text);
		if (close(fd) || sys || renameat(dir->fd, own.p, dir->fd, name))
			ma_private_remove(dir, own.p);
	}
	ma_buf_done(&own);
}

void ma_kept_drop(const struct ma_private *dir, const char *key)
{
	struct ma_buf name = MA_BUF_INIT(MA_KIB);

	name_of(key, &name);
	if (!name.rc)
		ma_private_remove(dir, name.p);
	ma_buf_done(&name);
}

void ma_kept_store(const struct ma_private *dir, const char *key, json_t *list)
{
	struct ma_buf name = MA_BUF_INIT(MA_KIB), text = MA_BUF_INIT(MA_LIMIT_BLOB);
	char at[MA_CLOCK_TEXT_SIZE];
	ma_err ignored = { .code = MA_OK };
	json_t *json;

	if (!list)
		return;
	ma_clock_format(now_ms(), at);
	json = json_pack("{s:i, s:s, s:o}", "v", 1, "at", at, "checks", list);
	ma_json_write(json, 0, &text);
	name_of(key, &name);
	if (json && !text.rc && !name.rc)
		ma_kept_put_file(dir, name.p, ma_buf_str(&text));
	json_decref(json);
	ma_buf_done(&text);
	ma_buf_done(&name);
	/* what cannot be listed is not removed */
	(void)ma_private_list(dir, remove_old, (void *)(uintptr_t)dir, &ignored);
}
