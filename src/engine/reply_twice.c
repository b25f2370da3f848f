/* Names that a reply's files define although another file has them: what is told of one file is one problem. */
#include "engine/reply_check.h"
#include "engine/reply_parts.h"

struct told {
	struct ma_buf *why; /* for each file */
};

static ma_rc tell(void *data, size_t i, const struct ma_finding *found, ma_err *err)
{
	struct ma_buf *why = ((struct told *)data)->why;

	ma_reply_add_finding(found, &why[i]);
	return why[i].rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
}

void ma_checker_twice(struct ma_checker *c, const struct ma_twice_file *files, size_t n)
{
	const struct ma_twice_tree tree = { c->ask->base, c->ask->list, c->ask->base_data };
	struct told told = { ma_arena_new_n(&c->o->arena, struct ma_buf, n) };
	ma_err err = { MA_OK, 0, "" };
	ma_rc rc = MA_OK;
	size_t i;

	if (n == 0)
		return;
	if (!told.why) {
		c->nomem = true;
		return;
	}
	for (i = 0; i < n; i++)
		told.why[i] = (struct ma_buf)MA_BUF_INIT(PROBLEMS_MAX / 4);
	rc = ma_twice(files, n, &tree, c->ask->syntax, &c->o->arena, tell, &told, &err);
	if (rc)
		c->o->err = err;
	for (i = 0; i < n; i++) {
		if (!rc && told.why[i].n > 0)
			/* Whether it is taken shows in the problems. */
			(void)ma_checker_take_doubtful(c, files[i].path, ma_buf_str(&told.why[i]));
		ma_buf_done(&told.why[i]);
	}
}
