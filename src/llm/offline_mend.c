/* What is wrong with a project: which of its files a request does not show as they should be. */
#include "base/alloc.h"
#include "base/limits.h"
#include "llm/offline_parts.h"

ma_rc ma_offline_shown_read(
	struct ma_offline_shown *s, const struct ma_offline_request *req, ma_err *err)
{
	struct ma_str rest = req->message, path, content, *kept;

	while (ma_offline_next_artifact(&rest, &path, &content)) {
		kept = ma_arena_new(&s->arena, struct ma_str);
		if (!kept || !ma_map_put(&s->files, path, kept))
			return ma_fail_nomem(err);
		*kept = content;
	}
	return MA_OK;
}

void ma_offline_shown_done(struct ma_offline_shown *s)
{
	ma_map_done(&s->files);
	ma_arena_done(&s->arena);
}

static struct ma_str without_blanks(struct ma_str s)
{
	while (s.n > 0 && (*s.p == ' ' || *s.p == '\t' || *s.p == '\r' || *s.p == '\n'))
		s = ma_str_from(s, 1);
	return s;
}

/* But for blanks, which a formatter may have moved. */
static bool is_alike(struct ma_str a, struct ma_str b)
{
	for (;;) {
		a = without_blanks(a);
		b = without_blanks(b);
		if (a.n == 0 || b.n == 0 || *a.p != *b.p)
			return a.n == 0 && b.n == 0;
		a = ma_str_from(a, 1);
		b = ma_str_from(b, 1);
	}
}

bool ma_offline_shown_is(const struct ma_offline_shown *s, const struct ma_offline_request *req,
	struct ma_str path, struct ma_str content)
{
	const struct ma_str *shown = ma_map_get(&s->files, path);
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REQUEST);
	struct ma_str rest = req->files, line;
	bool alike;

	if (!shown) { /* for want of room, or as it is not there */
		while (ma_str_line(&rest, &line))
			if (ma_str_eq(line, path))
				return true;
		return false;
	}
	ma_offline_unescape(&text, *shown);
	alike = !text.rc && is_alike(ma_buf_str(&text), content);
	ma_buf_done(&text);
	return alike;
}
