/* Which Gradle is installed, and whether it is one that a build asks for. */
#include "verify/gradle.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "sys/fs.h"

#define BRING "https://gradle.org/releases"
#define LIBRARY "gradle-core-api-"

/* The next number of "8.5.1", or of "8.5-rc-1", which counts as what it is to become. */
static int64_t number(struct ma_str *version)
{
	struct ma_str part, digits;
	int64_t n;

	return ma_str_cut(version, '.', &part) && ma_str_cut(&part, '-', &digits) &&
			ma_str_to_i64(digits, &n)
		? n
		: 0;
}

bool ma_gradle_serves(struct ma_str installed, struct ma_str wanted)
{
	bool or_newer = ma_str_ends(wanted, "+");
	int64_t major = number(&installed), wanted_major, has, asks;
	int i;

	wanted.n -= or_newer;
	wanted_major = number(&wanted);
	if (major != wanted_major)
		return major > wanted_major && (or_newer || wanted_major == 0);
	for (i = 0; i < 2; i++) {
		has = number(&installed);
		asks = number(&wanted);
		if (has != asks)
			return has > asks;
	}
	return true;
}

struct search {
	struct ma_arena *arena;
	const char *version;
	bool found;
};

static bool on_library(void *data, const char *name, bool is_dir)
{
	struct search *s = data;
	struct ma_str file = ma_str(name);

	if (is_dir || !ma_str_starts(file, LIBRARY) || !ma_str_ends(file, ".jar"))
		return true;
	file = ma_str_from(file, strlen(LIBRARY));
	s->version = ma_arena_dup(s->arena, ma_str_n(file.p, file.n - strlen(".jar")));
	s->found = true;
	return false;
}

ma_rc ma_gradle_version(
	const char *program, struct ma_arena *arena, const char **version_out, ma_err *err)
{
	struct search s = { .arena = arena };
	struct ma_buf lib = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *real = realpath(program, NULL);
	ma_err ignored = { .code = MA_OK };
	ma_rc rc = MA_OK;

	if (real && ma_str_ends(ma_str(real), "/bin/gradle"))
		ma_buf_addf(&lib, MA_STR_FMT "lib",
			MA_STR_ARG(ma_str_n(real, strlen(real) - strlen("bin/gradle"))));
	free(real); /* realpath's */
	if (!lib.rc && lib.n > 0)
		rc = ma_fs_list(lib.p, on_library, &s, &ignored);
	if (lib.rc || rc == MA_ENOMEM || (s.found && !s.version))
		rc = ma_fail_nomem(err);
	else
		rc = MA_OK; /* a directory that cannot be read does not tell */
	ma_buf_done(&lib);
	*version_out = rc ? NULL : s.version;
	return rc;
}

ma_rc ma_gradle_lacks(const char *wanted, struct ma_arena *arena, const char **why_out, ma_err *err)
{
	static const char *const programs[] = { "/usr/local/bin/gradle", "/usr/bin/gradle",
		"/bin/gradle" };
	struct ma_buf why = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str version = ma_str(wanted);
	const char *installed = NULL, *text;
	bool newer = ma_str_ends(version, "+");
	size_t i = 0;
	ma_rc rc;

	*why_out = NULL;
	while (i < MA_COUNT(programs) && access(programs[i], X_OK) != 0)
		i++;
	if (i < MA_COUNT(programs)) {
		rc = ma_gradle_version(programs[i], arena, &installed, err);
		if (rc || !installed || ma_gradle_serves(ma_str(installed), version))
			return rc;
	}
	version.n -= newer;
	ma_buf_addf(&why, "gradle " MA_STR_FMT "%s is not installed (" BRING ")",
		MA_STR_ARG(version),
		newer ? " or newer, which reads build.gradle.kts,"
		      : ", which the tree's wrapper would download,");
	if (installed)
		ma_buf_addf(&why, ", but %s", installed);
	text = why.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&why));
	ma_buf_done(&why);
	*why_out = text;
	return text ? MA_OK : ma_fail_nomem(err);
}
