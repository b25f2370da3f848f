/* Reading text of the user's. */
#include "cli/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"

static ma_rc read_all(int fd, struct ma_buf *out)
{
	char *room;
	ssize_t n;

	while ((room = ma_buf_room(out, 4096))) {
		n = read(fd, room, 4096);
		if (n == 0)
			break;
		if (n < 0 && errno != EINTR)
			return MA_EIO;
		if (n > 0)
			ma_buf_grown(out, (size_t)n);
	}
	return out->rc;
}

static ma_rc check(const char *name, ma_rc rc, struct ma_buf *text, size_t max, ma_err *err)
{
	if (rc == MA_EIO)
		return ma_fail_sys(err, MA_EMISUSE, errno, "%s", name);
	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	if (rc || text->n > max)
		return ma_fail(err, MA_EMISUSE, "%s: longer than %zu bytes", name, max);
	if (!ma_str_utf8(ma_buf_str(text)))
		return ma_fail(err, MA_EMISUSE, "%s: not UTF-8 text", name);
	if (text->n > 0 && memchr(text->p, '\0', text->n))
		return ma_fail(err, MA_EMISUSE, "%s: it holds a NUL byte: not text", name);
	return MA_OK;
}

static ma_rc read_text(const char *path, size_t max, bool trim, char **out, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(max + 4096);
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	ma_rc rc = fd < 0 ? MA_EIO : read_all(fd, &text);

	rc = check(is_stdin ? "standard input" : path, rc, &text, max, err);
	while (!rc && trim && text.n > 0 && text.p[text.n - 1] == '\n')
		text.p[--text.n] = '\0'; /* an editor's, not the user's */
	if (!rc)
		*out = ma_buf_take(&text);
	if (fd >= 0 && !is_stdin)
		(void)close(fd); /* it was only read */
	ma_buf_done(&text);
	return rc;
}

ma_rc prompt_read(const char *path, size_t max, char **out, ma_err *err)
{
	return read_text(path, max, true, out, err);
}

ma_rc prompt_read_file(const char *path, size_t max, char **out, ma_err *err)
{
	return read_text(path, max, false, out, err);
}

ma_rc prompt_find(
	const char *name, const struct words *words, const char *file, char **out, ma_err *err)
{
	if (words->n > 0 && file)
		return ma_fail(err, MA_EMISUSE,
			"%s: two prompts, a word and --prompt-file: give one", name);
	if (words->n == 0 && !file)
		return ma_fail(err, MA_EMISUSE,
			"%s: a prompt is missing, such as: meta-agent %s \"Build a todo app\"%s",
			name, name, strcmp(name, "run") == 0 ? " -o out/todo" : "");
	if (file || strcmp(words->v[0], "-") == 0)
		return prompt_read(file ? file : "-", MA_LIMIT_PROMPT, out, err);
	*out = ma_strdup(words->v[0]);
	return *out ? MA_OK : ma_fail_nomem(err);
}
