/* Where things are. */
#include "lib/places.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/path.h"
#include "sys/fs.h"

#define PLACE_MAX 8192

static ma_rc join(const char *dir, const char *name, char **out, ma_err *err)
{
	struct ma_buf b = MA_BUF_INIT(PLACE_MAX);
	ma_rc rc;

	ma_path_join(&b, ma_str(dir), ma_str(name));
	rc = ma_buf_check(&b, err);
	if (!rc)
		*out = ma_buf_take(&b);
	ma_buf_done(&b);
	return rc;
}

static const char places_anchor; /* its address tells which file this code was loaded from */

/* Climb from a file's directory until the place is there. */
static ma_rc find_above(const char *file, const char *place, char **out, ma_err *err)
{
	struct ma_str dir = ma_path_dir(ma_str(file));
	ma_rc rc = MA_OK;

	for (; dir.n > 0 && !*out && !rc; dir = ma_path_dir(dir)) {
		struct ma_buf b = MA_BUF_INIT(PLACE_MAX);

		ma_path_join(&b, dir, ma_str(place));
		rc = ma_buf_check(&b, err);
		if (!rc && ma_fs_is_dir(b.p))
			*out = ma_buf_take(&b);
		ma_buf_done(&b);
	}
	return rc;
}

/* Above the program, else above the library. *out NULL: it is nowhere. */
static ma_rc find_place(const char *place, char **out, ma_err *err)
{
	char *program = NULL;
	Dl_info library;
	ma_rc rc = ma_fs_self(&program, err);

	*out = NULL;
	if (!rc)
		rc = find_above(program, place, out, err);
	if (!rc && !*out && dladdr((const void *)&places_anchor, &library) &&
		library.dli_fname[0] == '/')
		rc = find_above(library.dli_fname, place, out, err);
	ma_free(program);
	return rc;
}

ma_rc ma_places_data(char **out, ma_err *err)
{
	const char *set = getenv("META_AGENT_DATA");
	char *found = NULL;
	ma_rc rc;

	if (set && *set)
		return join(set, "", out, err);
	rc = find_place("share/meta-agent", &found, err);
	if (!rc && !found && ma_fs_is_dir(MA_DATADIR))
		rc = join(MA_DATADIR, "", &found, err);
	if (!rc && !found)
		rc = ma_fail(err, MA_ECONFIG,
			"share/meta-agent was not found: install meta-agent, or set META_AGENT_DATA");
	if (!rc)
		*out = found;
	return rc;
}

ma_rc ma_places_grammars(char **out, ma_err *err)
{
	static const char *const places[] = { "libexec/meta-agent/grammars", "build/grammars" };
	const char *set = getenv("META_AGENT_GRAMMARS");
	char *found = NULL;
	size_t i;
	ma_rc rc = MA_OK;

	if (set && *set)
		rc = join(set, "", &found, err);
	for (i = 0; i < MA_COUNT(places) && !rc && !found; i++)
		rc = find_place(places[i], &found, err);
	if (!rc)
		*out = found;
	return rc;
}

ma_rc ma_places_syntax(struct ma_syntax **out, ma_err *err)
{
	char *dir = NULL;
	ma_rc rc = ma_places_grammars(&dir, err);

	if (!rc)
		rc = ma_syntax_new(dir, out, err);
	ma_free(dir);
	return rc;
}

/* $variable/<tail>, else ~/<fallback>/<tail>. */
static ma_rc xdg(
	const char *variable, const char *fallback, const char *tail, char **out, ma_err *err)
{
	const char *set = getenv(variable), *home = getenv("HOME");
	struct ma_buf b = MA_BUF_INIT(PLACE_MAX);
	ma_rc rc;

	if (set && *set == '/') {
		ma_path_join(&b, ma_str(set), ma_str(tail));
	} else if (home && *home == '/') {
		ma_path_join(&b, ma_str(home), ma_str(fallback));
		ma_buf_addf(&b, "/%s", tail);
	} else {
		*out = NULL;
		return MA_OK;
	}
	rc = ma_buf_check(&b, err);
	if (!rc)
		*out = ma_buf_take(&b);
	ma_buf_done(&b);
	return rc;
}

static ma_rc xdg_file(
	const char *variable, const char *fallback, const char *name, char **out, ma_err *err)
{
	char *dir = NULL;
	ma_rc rc = xdg(variable, fallback, "meta-agent", &dir, err);

	*out = NULL;
	if (!rc && dir)
		rc = join(dir, name, out, err);
	ma_free(dir);
	return rc;
}

ma_rc ma_places_config(const char *name, char **out, ma_err *err)
{
	return xdg_file("XDG_CONFIG_HOME", ".config", name, out, err);
}

ma_rc ma_places_user_state(const char *name, char **out, ma_err *err)
{
	return xdg_file("XDG_STATE_HOME", ".local/state", name, out, err);
}

ma_rc ma_places_user_cache(const char *name, char **out, ma_err *err)
{
	return xdg_file("XDG_CACHE_HOME", ".cache", name, out, err);
}

/* Takes dir, which may be NULL. A cache is a convenience: without it, work is only slower. */
static char *made(char *dir)
{
	ma_err ignored = { MA_OK, 0, "" };

	if (!dir || ma_fs_mkdirs(dir, &ignored) == MA_OK)
		return dir;
	ma_free(dir);
	return NULL;
}

ma_rc ma_places_evidence(char **out, ma_err *err)
{
	char *dir = NULL;
	ma_rc rc = xdg("XDG_CACHE_HOME", ".cache", "meta-agent", &dir, err);

	if (!rc)
		*out = made(dir);
	return rc;
}

ma_rc ma_places_cache(char **out, ma_err *err)
{
	const char *set = getenv("META_AGENT_CACHE");
	char *dir = NULL;
	ma_rc rc;

	if (set && *set == '/')
		rc = join(set, "", &dir, err);
	else if (geteuid() != 0)
		return ma_places_evidence(out, err);
	else
		rc = join("/var/cache", "meta-agent", &dir, err);
	if (!rc)
		*out = made(dir);
	return rc;
}

ma_rc ma_places_state(const char *output, const char *name, char **out, ma_err *err)
{
	char *dir = NULL;
	ma_rc rc = join(output, ".meta-agent", &dir, err);

	if (!rc)
		rc = join(dir, name, out, err);
	ma_free(dir);
	return rc;
}
