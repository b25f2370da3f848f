/* Which evidence can be taken again. */
#include "verify/reuse.h"

#include <string.h>

#include <jansson.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"
#include "sys/fs.h"
#include "verify/kept.h"
#include "verify/inputs.h"

#define INPUTS_MAX (64 * MA_MIB)

static bool is_install(const struct ma_step *step)
{
	return strcmp(step->phase, "install") == 0;
}

static struct ma_reuse_root *root_of(const struct ma_reuse *r, size_t step)
{
	size_t i = 0;

	while (strcmp(r->roots[i].root, r->steps[step].root) != 0)
		i++;
	return &r->roots[i];
}

static bool is_of(const struct ma_reuse *r, size_t step, const struct ma_reuse_root *root)
{
	return strcmp(r->steps[step].root, root->root) == 0;
}

static void add_roots(struct ma_reuse *r)
{
	size_t i, k;

	for (i = 0; i < r->steps_n; i++) {
		for (k = 0; k < r->roots_n && !is_of(r, i, &r->roots[k]); k++)
			;
		if (k == r->roots_n)
			r->roots[r->roots_n++].root = r->steps[i].root;
	}
}

/* An npm lock may name an address without the digest of what is there: that pins nothing. */
static bool npm_pins(struct ma_str text)
{
	ma_err ignored = { .code = MA_OK };
	json_t *lock = NULL, *entry;
	const char *name;
	bool pins = !ma_json_parse(text, "package-lock.json", &lock, &ignored) &&
		json_is_object(json_object_get(lock, "packages"));

	json_object_foreach (json_object_get(lock, "packages"), name, entry)
		pins = pins &&
			(!ma_str_starts(ma_json_str(entry, "resolved"), "http") ||
				ma_json_str(entry, "integrity").n > 0);
	json_decref(lock);
	return pins;
}

/* The file that pins what an installation brings, or NULL where it is not there. Gives it: ma_free(). */
static char *read_lock(const struct ma_reuse *r, const struct ma_step *step)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };
	char *text = NULL;

	ma_buf_addf(&path, "%s/%s", step->package, step->lock ? step->lock : "");
	if (!step->lock || path.rc ||
		ma_fs_read_beneath(r->tree, path.p, INPUTS_MAX, &text, NULL, &ignored))
		text = NULL;
	ma_buf_done(&path);
	if (text && strcmp(step->lock, "package-lock.json") == 0 && !npm_pins(ma_str(text))) {
		ma_free(text);
		text = NULL;
	}
	return text;
}

static void add_step(const struct ma_step *s, struct ma_buf *text)
{
	size_t i;

	ma_buf_addf(text, "step %s %s %d %d %s\n", s->phase, s->kind, (int)s->registry, s->again,
		s->package);
	for (i = 0; s->argv && s->argv[i]; i++)
		ma_buf_addf(text, "%zu %s\n", strlen(s->argv[i]), s->argv[i]);
	ma_buf_addf(text, "%s\n%s\n", s->results ? s->results : "", s->missing ? s->missing : "");
}

/* Which of our users for sandboxes was free does not matter. */
static void add_sandbox(struct ma_str sandbox, struct ma_buf *text)
{
	struct ma_str part;

	while (ma_str_cut(&sandbox, ',', &part))
		if (!ma_str_starts(ma_str_trim(part), "uid "))
			ma_buf_addf(text, MA_STR_FMT ",", MA_STR_ARG(part));
	ma_buf_addc(text, '\n');
}

/* The key of a package, as long as its installations do not bring what nothing pins. */
static ma_rc find_key(const struct ma_reuse *r, const struct ma_inputs *in, struct ma_str machine,
	struct ma_reuse_root *root, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(INPUTS_MAX);
	bool loose = false;
	char *lock;
	ma_rc rc;
	size_t i;

	ma_buf_addv(&text, machine);
	add_sandbox(ma_str(r->sandbox), &text);
	for (i = 0; i < r->steps_n; i++) {
		if (!is_of(r, i, root))
			continue;
		add_step(&r->steps[i], &text);
		lock = is_install(&r->steps[i]) ? read_lock(r, &r->steps[i]) : NULL;
		root->pending = root->pending || (is_install(&r->steps[i]) && !lock);
		loose = loose || (is_install(&r->steps[i]) && !r->steps[i].lock);
		ma_free(lock);
	}
	ma_inputs_add(in, root->root, &text, &root->open);
	rc = ma_buf_check(&text, err);
	if (!rc && !loose)
		rc = ma_hash_sha256(ma_buf_str(&text), root->key, err);
	ma_buf_done(&text);
	return rc;
}

static ma_rc find_keys(struct ma_reuse *r, const char *node, ma_err *err)
{
	const char **names = ma_arena_new_n(r->arena, const char *, r->roots_n);
	struct ma_inputs in = { .tree = r->tree,
		.skips = r->skips,
		.arena = r->arena,
		.roots = names,
		.roots_n = r->roots_n };
	struct ma_buf machine = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_rc rc = MA_OK;
	size_t i;

	if (!names)
		return ma_fail_nomem(err);
	for (i = 0; i < r->roots_n; i++)
		names[i] = r->roots[i].root;
	ma_inputs_add_machine(r->steps, r->steps_n, node, &machine);
	rc = ma_buf_check(&machine, err);
	if (!rc)
		rc = ma_inputs_read(&in, err);
	for (i = 0; i < r->roots_n && !rc; i++)
		rc = find_key(r, &in, ma_buf_str(&machine), &r->roots[i], err);
	ma_buf_done(&machine);
	return rc;
}

/* Take what there is of a package's steps from `first` on. */
static ma_rc take(struct ma_reuse *r, struct ma_reuse_root *root, size_t first, ma_err *err)
{
	struct ma_kept file = { .arena = r->arena };
	ma_rc rc = MA_OK;
	size_t i;

	if (r->fresh || !root->key[0] || !ma_kept_load(&r->dir, root->key, &file))
		return MA_OK;
	root->taken = true;
	for (i = 0; i < r->steps_n && root->taken && !rc; i++)
		if (is_of(r, i, root))
			rc = ma_kept_next(&file, &r->steps[i], &r->taken[i], &root->taken, err);
	for (i = 0; i < r->steps_n; i++)
		if (is_of(r, i, root) && (i < first || !root->taken))
			r->taken[i] = NULL;
	ma_kept_close(&file);
	return rc;
}

static void take_nothing(struct ma_reuse *r)
{
	size_t i;

	for (i = 0; i < r->roots_n; i++)
		r->roots[i].taken = false;
	memset(r->taken, 0, r->steps_n * sizeof(struct ma_check *));
}

static ma_rc look_up(struct ma_reuse *r, const char *node, ma_err *err)
{
	bool none = false;
	ma_rc rc = find_keys(r, node, err);
	size_t i;

	for (i = 0; i < r->roots_n && !rc; i++) {
		if (!r->roots[i].pending)
			rc = take(r, &r->roots[i], 0, err);
		none = none || (r->roots[i].open && !r->roots[i].taken);
	}
	if (none)
		take_nothing(r);
	return rc;
}

ma_rc ma_reuse_open(struct ma_reuse *r, const char *cache, const char *tree,
	bool (*skips)(const char *name, bool is_dir), const struct ma_step *steps, size_t n,
	const char *sandbox, const char *node, bool fresh, struct ma_arena *arena, ma_err *err)
{
	ma_rc rc = MA_OK;

	*r = (struct ma_reuse)MA_REUSE_NONE;
	if (ma_private_open(&r->dir, cache, "evidence", err)) {
		rc = err->code;
		goto out;
	}
	r->tree = tree;
	r->skips = skips;
	r->fresh = fresh;
	r->sandbox = sandbox;
	r->arena = arena;
	r->steps = steps;
	r->steps_n = n;
	r->roots = ma_arena_new_n(arena, struct ma_reuse_root, n);
	r->taken = ma_arena_new_n(arena, struct ma_check *, n);
	if (!r->roots || !r->taken) {
		rc = ma_fail_nomem(err);
		goto out;
	}
	add_roots(r);
	rc = look_up(r, node, err);
out:
	if (rc)
		ma_reuse_done(r);
	if (rc != MA_ENOMEM) {
		*err = (ma_err){ .code = MA_OK };
		rc = MA_OK;
	}
	return rc;
}

static bool is_open(const struct ma_reuse *r)
{
	return r->dir.fd >= 0;
}

bool ma_reuse_is_all(const struct ma_reuse *r)
{
	size_t i = 0;

	while (is_open(r) && i < r->steps_n && r->taken[i])
		i++;
	return i > 0 && i == r->steps_n;
}

const struct ma_check *ma_reuse_of(const struct ma_reuse *r, size_t step)
{
	return is_open(r) ? r->taken[step] : NULL;
}

void ma_reuse_note(struct ma_reuse *r, size_t step, const struct ma_check *check, bool again)
{
	if (is_open(r) && (check->state != MA_CHECK_PASSED || again))
		root_of(r, step)->failed = true;
}

/* The key of before, and what the locks say now. */
static ma_rc key_of_installed(struct ma_reuse *r, struct ma_reuse_root *root, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(INPUTS_MAX);
	ma_rc rc;
	size_t i;

	ma_buf_addf(&text, "%s\n", root->key);
	for (i = 0; i < r->steps_n; i++) {
		char *lock;

		if (!is_of(r, i, root) || !is_install(&r->steps[i]))
			continue;
		lock = read_lock(r, &r->steps[i]);
		root->failed = root->failed || !lock;
		ma_buf_addf(&text, "%zu ", lock ? strlen(lock) : 0);
		ma_buf_adds(&text, lock ? lock : "");
		ma_free(lock);
	}
	root->key[0] = '\0';
	rc = text.rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
	if (!text.rc && !root->failed)
		rc = ma_hash_sha256(ma_buf_str(&text), root->key, err);
	ma_buf_done(&text);
	return rc;
}

ma_rc ma_reuse_installed(struct ma_reuse *r, size_t step, const struct ma_check *checks, ma_err *err)
{
	struct ma_reuse_root *root;
	size_t i;
	ma_rc rc;

	if (!is_open(r))
		return MA_OK;
	root = root_of(r, step);
	for (i = step + 1; i < r->steps_n; i++)
		if (is_of(r, i, root) && is_install(&r->steps[i]))
			return MA_OK; /* the last one tells */
	for (i = 0; i < step; i++)
		if (is_of(r, i, root) && checks[i].state != MA_CHECK_PASSED)
			return MA_OK;
	if (!root->pending || root->failed || !root->key[0])
		return MA_OK;
	rc = key_of_installed(r, root, err);
	root->pending = false;
	/* what others made is here; what this one would make for those after it is not */
	return rc || (root->open && r->roots_n > 1) ? rc : take(r, root, step + 1, err);
}

/* Whether what was run of a package holds for another time: no test that ran proves nothing. */
static bool is_worth(
	const struct ma_reuse *r, const struct ma_reuse_root *root, const struct ma_check *checks)
{
	int64_t tests = 0;
	size_t i;

	if (root->taken || root->failed || root->pending || !root->key[0])
		return false;
	for (i = 0; i < r->steps_n; i++)
		if (is_of(r, i, root) && checks[i].tests_passed > 0)
			tests += checks[i].tests_passed;
	return tests > 0;
}

void ma_reuse_keep(struct ma_reuse *r, const struct ma_check *checks)
{
	size_t i, k;

	for (i = 0; is_open(r) && i < r->roots_n; i++) {
		json_t *made;

		if (r->roots[i].failed && r->roots[i].key[0])
			ma_kept_drop(&r->dir, r->roots[i].key);
		if (!is_worth(r, &r->roots[i], checks))
			continue;
		made = json_array();
		for (k = 0; k < r->steps_n; k++)
			if (is_of(r, k, &r->roots[i]))
				made = ma_kept_add(made, &checks[k]);
		ma_kept_store(&r->dir, r->roots[i].key, made);
	}
}

void ma_reuse_done(struct ma_reuse *r)
{
	ma_private_close(&r->dir);
	r->roots_n = 0;
}
