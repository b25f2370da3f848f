/* libgit2, opened when first needed. */
#include "vcs/git.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "vcs/workspace.h"

#define CACHE_SIZE (2 * 1024 * 1024) /* bytes of objects kept; its own default is 256 MiB */

static ma_rc load(struct ma_git *git, ma_err *err)
{
	static const char *const names[] = { "libgit2.so." LIBGIT2_SOVERSION, "libgit2.so" };
	size_t i;

	for (i = 0; i < MA_COUNT(names) && !git->lib; i++)
		git->lib = dlopen(names[i],
			RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE); /* threads keep its data */
	if (!git->lib)
		return ma_fail(err, MA_EUNAVAILABLE, "libgit2 %s is needed and cannot be loaded: %s",
			LIBGIT2_SOVERSION, dlerror());
	return MA_OK;
}

static ma_rc resolve(struct ma_git *git, ma_err *err)
{
	const struct {
		const char *name;
		void *to;
	} functions[] = {
#define ROW(name) { "git_" #name, &git->name },
		MA_GIT_FUNCTIONS(ROW)
#undef ROW
	};
	void *found;
	size_t i;

	for (i = 0; i < MA_COUNT(functions); i++) {
		found = dlsym(git->lib, functions[i].name);
		if (!found)
			return ma_fail(
				err, MA_EUNAVAILABLE, "libgit2 has no %s()", functions[i].name);
		memcpy(functions[i].to, &found,
			sizeof(found)); /* ISO C has no cast from data to function */
	}
	return MA_OK;
}

static ma_rc check_release(const struct ma_git *git, ma_err *err)
{
	int major = 0, minor = 0, revision = 0;

	(void)git->libgit2_version(&major, &minor, &revision); /* cannot fail */
	if (major != LIBGIT2_VER_MAJOR || minor != LIBGIT2_VER_MINOR)
		return ma_fail(err, MA_EUNAVAILABLE,
			"libgit2 is %d.%d, but this was built for %d.%d", major, minor,
			LIBGIT2_VER_MAJOR, LIBGIT2_VER_MINOR);
	return MA_OK;
}

static ma_rc set_up(const struct ma_git *git, ma_err *err)
{
	static const int levels[] = { GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
		GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL };
	int code = 0;
	size_t i;

	for (i = 0; i < MA_COUNT(levels) && code >= 0; i++)
		code = git->libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	if (code >= 0)
		code = git->libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	if (code >= 0)
		code = git->libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
	if (code >= 0)
		code = git->libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)CACHE_SIZE);
	return code < 0 ? ma_git_fail(git, code, err, "setting up libgit2") : MA_OK;
}

ma_rc ma_git_open(struct ma_git *git, ma_err *err)
{
	ma_rc rc = load(git, err);

	if (!rc)
		rc = resolve(git, err);
	if (!rc)
		rc = check_release(git, err);
	if (rc) {
		if (git->lib)
			(void)dlclose(git->lib); /* nothing of it was used */
		*git = (struct ma_git){ .lib = NULL };
		return rc;
	}
	(void)git->libgit2_init(); /* counts; fails only without memory, and set_up() would see it */
	rc = set_up(git, err);
	if (rc)
		ma_git_close(git);
	return rc;
}

void ma_git_close(struct ma_git *git)
{
	if (!git->lib)
		return;
	/* Not shut down: the threads of a pool outlive a workspace, and what libgit2 keeps for each is freed
	 * when the thread ends, but only while libgit2 is up. */
	(void)dlclose(git->lib); /* it stays loaded: RTLD_NODELETE */
	*git = (struct ma_git){ .lib = NULL };
}

ma_rc ma_workspace_git(char *text, size_t size, ma_err *err)
{
	struct ma_git git = { .lib = NULL };
	int major = 0, minor = 0, revision = 0;
	ma_rc rc = ma_git_open(&git, err);

	if (rc)
		return rc;
	(void)git.libgit2_version(&major, &minor, &revision); /* cannot fail */
	(void)snprintf(text, size, "libgit2 %d.%d.%d", major, minor,
		revision); /* what does not fit is cut */
	ma_git_close(&git);
	return MA_OK;
}

static ma_rc meaning(int code, int klass)
{
	if (klass == GIT_ERROR_NOMEMORY)
		return MA_ENOMEM;
	switch (code) {
	case GIT_ENOTFOUND:
		return MA_ENOTFOUND;
	case GIT_EEXISTS:
	case GIT_ELOCKED:
	case GIT_EMODIFIED:
		return MA_ECONFLICT;
	case GIT_EINVALIDSPEC:
		return MA_EINVALID;
	default:
		return MA_EIO;
	}
}

ma_rc ma_git_fail(const struct ma_git *git, int code, ma_err *err, const char *object, ...)
{
	const git_error *e = git->error_last();
	ma_rc rc = meaning(code, e ? e->klass : 0);
	char what[256];
	va_list ap;

	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	va_start(ap, object);
	(void)vsnprintf(what, sizeof(what), object, ap); /* a long one is cut */
	va_end(ap);
	return ma_fail(
		err, rc, "%s: %s", what, e && e->message ? e->message : "git gives no reason");
}
