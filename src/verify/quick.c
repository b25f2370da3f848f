/* Quick checks: what a compiler says of some packages of a tree, long before the tree is whole. */
#include "verify/quick.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "sys/fs.h"

#define INSTALL_MS 600000
#define STEP_MS 300000
#define SMOKE_MS 90000 /* the cage gives a server less than that */
#define TSC "npx tsc --noEmit"
#define QUICK_MS 60000 /* else it would be no quick one */

static bool is_install(const struct ma_step *step)
{
	return strcmp(step->phase, "install") == 0;
}

int64_t ma_step_ms(const struct ma_step *step, bool quick)
{
	if (is_install(step))
		return INSTALL_MS;
	if (quick)
		return QUICK_MS;
	return strcmp(step->phase, "smoke") == 0 ? SMOKE_MS : STEP_MS;
}

static bool is_below(struct ma_str path, const char *dir)
{
	size_t n = strlen(dir);

	return strcmp(dir, ".") == 0 || (ma_str_starts(path, dir) && path.n > n && path.p[n] == '/');
}

static bool is_touched(const struct ma_verify_quick *quick, const char *package)
{
	struct ma_str rest = quick->paths, path;

	while (ma_str_cut(&rest, '|', &path))
		if (is_below(path, package))
			return true;
	return false;
}

/* Whether all that is in the package is there: nobody else may still write into it. */
static bool is_whole(const struct ma_verify_quick *quick, const char *package)
{
	struct ma_str rest = quick->rivals, glob;
	char beneath[MA_LIMIT_PATH + 4];

	if (strlen(package) > MA_LIMIT_PATH)
		return false;
	(void)snprintf(beneath, sizeof(beneath), "%s/**", package); /* fits */
	while (ma_str_cut(&rest, '|', &glob))
		if (strcmp(package, ".") == 0 || ma_path_globs_meet(glob, ma_str(beneath)))
			return false;
	return true;
}

/* Let *both stay true where the file is there. MA_ENOMEM. */
static ma_rc need(const char *dir, const char *package, const char *name, bool *both, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_rc rc;

	ma_buf_addf(&path, "%s/%s/%s", dir, package, name);
	rc = path.rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
	*both = *both && !path.rc && ma_fs_exists(path.p);
	ma_buf_done(&path);
	return rc;
}

/* The directory right below the root that holds all files, in the arena; NULL: there is none, or memory is out (*nomem_out). */
static const char *top_of(
	const struct ma_verify_quick *quick, struct ma_arena *arena, bool *nomem_out)
{
	struct ma_str rest = quick->paths, path, top = MA_STR("");
	const char *kept;

	if (!ma_str_cut(&rest, '|', &path) || !ma_str_cut(&path, '/', &top) || path.n == 0)
		return NULL;
	kept = ma_arena_dup(arena, top);
	*nomem_out = !kept;
	rest = quick->paths;
	while (kept && ma_str_cut(&rest, '|', &path))
		if (!is_below(path, kept))
			return NULL;
	return kept;
}

/* What is declared for libraries is left to the verification: nobody is asked again for it, and it is more than half of what tsc takes. */
static void ask_tsc(struct ma_step *step)
{
	static const char *const argv[] = { "npx", "--no-install", "tsc", "--noEmit",
		"--skipLibCheck", NULL };

	step->command = TSC " --skipLibCheck";
	step->argv = argv;
}

/* A member of a workspace whose other members are not there: the compiler that the root installed is asked about it alone. */
static ma_rc choose_member(const char *dir, const struct ma_verify_quick *quick,
	struct ma_arena *arena, struct ma_step *step, bool *found_out, ma_err *err)
{
	bool nomem = false, found;
	const char *top = top_of(quick, arena, &nomem);

	if (nomem)
		return ma_fail_nomem(err);
	found = top && is_whole(quick, top);
	if (found &&
		(need(dir, top, "package.json", &found, err) ||
			need(dir, top, "tsconfig.json", &found, err)))
		return err->code;
	*found_out = found;
	if (!found)
		return MA_OK;
	step->phase = "typecheck";
	step->package = top;
	ask_tsc(step);
	step->registry = MA_REGISTRY_NONE;
	return MA_OK;
}

static bool needs(const struct ma_step *of, const struct ma_step *install)
{
	return of->kind == install->kind && strcmp(of->root, install->root) == 0;
}

static bool is_wanted(const struct ma_verify_quick *quick, const struct ma_step *step)
{
	return step->quick && is_touched(quick, step->package) && is_whole(quick, step->root);
}

/* An installation stays where what follows needs it. */
static bool stays(
	const struct ma_verify_quick *quick, const struct ma_step *steps, size_t n, size_t at)
{
	size_t i;

	for (i = at + 1; is_install(&steps[at]) && i < n; i++)
		if (is_wanted(quick, &steps[i]) && needs(&steps[i], &steps[at]))
			return true;
	return is_wanted(quick, &steps[at]);
}

ma_rc ma_quick_choose(const char *dir, const struct ma_verify_quick *quick, struct ma_arena *arena,
	struct ma_step **steps, size_t *n, ma_err *err)
{
	const struct ma_step *all = *steps;
	size_t all_n = *n, i;
	struct ma_step *v = ma_arena_new_n(arena, struct ma_step, all_n + 1);
	bool member = false;
	ma_rc rc = MA_OK;

	if (!v)
		return ma_fail_nomem(err);
	*n = 0;
	for (i = 0; i < all_n && !rc; i++) {
		if (stays(quick, all, all_n, i)) {
			v[*n] = all[i];
			if (strcmp(all[i].command, TSC) == 0)
				ask_tsc(&v[*n]);
			++*n;
		} else if (is_install(&all[i]) && strcmp(all[i].kind, "node") == 0 &&
			strcmp(all[i].root, ".") == 0 && !is_whole(quick, ".")) {
			v[*n + 1] = all[i];
			rc = choose_member(dir, quick, arena, &v[*n + 1], &member, err);
			v[*n] = all[i];
			*n += member ? 2 : 0;
		}
	}
	*steps = v;
	return rc;
}
