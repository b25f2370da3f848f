/* meta-agent bench NAME: hands over to meta-agent-bench, a program of its own that measures this one. */
#include <errno.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/path.h"
#include "cli/benches.h"
#include "cli/cmd.h"

struct args {
	int json;
};

static const struct opt opts[] = {
	{ "json", 0, OPT_FLAG, offsetof(struct args, json), NULL,
		"print the figures as one JSON document", 0 },
	{ 0 },
};

/* Where it may be: installed, or in the directory that it was built in. */
static const char *const places[] = { "../libexec/meta-agent/meta-agent-bench",
	"../../bench/meta-agent-bench" };

static ma_rc find_bench(const char *self, struct ma_buf *path, ma_err *err)
{
	size_t i;

	for (i = 0; i < MA_COUNT(places); i++) {
		ma_buf_clear(path);
		ma_path_join(path, ma_path_dir(ma_str(self)), ma_str(places[i]));
		if (!path->rc && access(path->p, X_OK) == 0)
			return MA_OK;
	}
	return ma_fail(
		err, MA_EUNAVAILABLE, "meta-agent-bench is not installed beside this program");
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	struct ma_buf path = MA_BUF_INIT(2 * PATH_MAX);
	char self[PATH_MAX] = "";
	ma_rc rc;

	MA_UNUSED(exit_out);
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) <= 0)
		return ma_fail_sys(err, MA_EUNAVAILABLE, errno, "/proc/self/exe");
	rc = find_bench(self, &path, err);
	if (!rc) {
		(void)execl(path.p, path.p, words->v[0], "--program", self,
			a->json ? "--json" : NULL,
			(char *)NULL); /* it only comes back when it failed */
		rc = ma_fail_sys(err, MA_EUNAVAILABLE, errno, "%s", path.p);
	}
	ma_buf_done(&path);
	return rc;
}

#define FIRST(name) #name
#define NEXT(name) ", " #name

const struct cmd cmd_bench = {
	.name = "bench",
	.args = "NAME",
	.words_least = 1,
	.words_most = 1,
	.summary = "measure this program: " BENCHES(FIRST, NEXT) ", or all",
	.about = "`app` makes, builds and tests a whole app. The exit code is 1 when a target was missed.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
