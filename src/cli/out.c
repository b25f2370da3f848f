/* Writing. */
#include "cli/out.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"

static bool write_all(int fd, struct ma_str text)
{
	ssize_t n;

	while (text.n > 0) {
		n = write(fd, text.p, text.n);
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0)
			text = ma_str_from(text, (size_t)n);
	}
	return true;
}

static ma_rc reader_gone(ma_err *err)
{
	return ma_fail(err, MA_ECANCELED, "the reader of the output has gone");
}

ma_rc out_check(ma_err *err)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	return poll(&out, 1, 0) > 0 && (out.revents & (POLLERR | POLLHUP)) ? reader_gone(err)
									   : MA_OK;
}

static ma_rc write_plain(struct ma_str text, ma_err *err)
{
	if (write_all(STDOUT_FILENO, text))
		return MA_OK;
	if (errno == EPIPE)
		return reader_gone(err);
	return ma_fail_sys(err, MA_EIO, errno, "writing the output");
}

/* What models and files say must not command a terminal. */
ma_rc out_write(struct ma_str text, ma_err *err)
{
	struct ma_buf shown = MA_BUF_INIT(8 * MA_LIMIT_ARENA);
	ma_rc rc;

	if (!isatty(STDOUT_FILENO))
		return write_plain(text, err);
	ma_buf_add_visible(&shown, text);
	rc = ma_buf_check(&shown, err);
	if (!rc)
		rc = write_plain(ma_buf_str(&shown), err);
	ma_buf_done(&shown);
	return rc;
}

ma_rc out_flush(struct ma_buf *text, ma_err *err)
{
	ma_rc rc = ma_buf_check(text, err);

	if (!rc)
		rc = out_write(ma_buf_str(text), err);
	ma_buf_clear(text);
	return rc;
}

ma_rc out_flush_drawn(struct ma_buf *text, ma_err *err)
{
	ma_rc rc = ma_buf_check(text, err);

	if (!rc)
		rc = write_plain(ma_buf_str(text), err);
	ma_buf_clear(text);
	return rc;
}

void out_note(struct ma_str text)
{
	(void)write_all(STDERR_FILENO, text); /* nobody is left to be told */
}

void out_error(const char *message)
{
	struct ma_str rest = ma_str(message), line;
	struct ma_buf text = MA_BUF_INIT(16 * MA_KIB);

	while (ma_str_line(&rest, &line)) {
		ma_buf_adds(&text, text.n ? "            " : "meta-agent: ");
		ma_buf_add_visible(&text, line);
		ma_buf_addc(&text, '\n');
	}
	out_note(ma_buf_str(&text));
	ma_buf_done(&text);
}

void out_warning(void *data, const char *message)
{
	MA_UNUSED(data);
	out_error(message);
}

bool out_is_terminal(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

bool out_has_colour(int fd)
{
	const char *no = getenv("NO_COLOR");

	return out_is_terminal(fd) && !(no && *no);
}
