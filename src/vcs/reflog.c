/* Lines of git's logs of refs. */
#include "vcs/reflog.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "sys/fs.h"
#include "vcs/commit_text.h"

/* To a log that is there: whether refs have one is the user's to say (core.logAllRefUpdates). */
static ma_rc append(const char *dir, const char *ref, struct ma_str line, ma_err *err)
{
	struct ma_buf path = MA_BUF_INIT(MA_MIB);
	off_t had;
	int fd = -1, code = 0;
	ma_rc rc;

	ma_buf_addf(&path, "%slogs/%s", dir, ref);
	rc = ma_buf_check(&path, err);
	if (!rc)
		fd = open(path.p, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	if (!rc && fd < 0 && errno != ENOENT)
		code = errno;
	if (fd >= 0) {
		had = lseek(fd, 0, SEEK_END);
		code = had < 0 ? errno : ma_fs_write_all(fd, line);
		if (code && had >= 0 && ftruncate(fd, had))
			code = errno; /* half of a line stays */
		(void)close(fd);      /* it is written, and no more is promised */
	}
	if (code)
		rc = ma_fail_sys(err, MA_EIO, code, "%s", path.p);
	ma_buf_done(&path);
	return rc;
}

ma_rc ma_reflog_add(struct ma_workspace *ws, const git_oid *from, const git_oid *to,
	struct ma_str why, int64_t when_ms, ma_err *err)
{
	struct ma_buf line = MA_BUF_INIT(MA_MIB);
	char was[MA_COMMIT_ID_SIZE], is[MA_COMMIT_ID_SIZE];
	struct ma_str shown;
	ma_rc rc;

	ma_buf_addf(&line, "%s %s ", ws->git.oid_tostr(was, sizeof(was), from),
		ws->git.oid_tostr(is, sizeof(is), to));
	ma_commit_add_committer(&line, when_ms);
	ma_buf_addc(&line, '\t');
	if (ma_str_line(&why, &shown))
		ma_buf_add_visible(&line, shown);
	ma_buf_addc(&line, '\n');
	rc = ma_buf_check(&line, err);
	if (!rc)
		rc = append(ws->git.repository_commondir(ws->repo), ws->ref, ma_buf_str(&line), err);
	if (!rc)
		rc = append(ws->git.repository_path(ws->repo), "HEAD", ma_buf_str(&line), err);
	ma_buf_done(&line);
	return rc;
}
