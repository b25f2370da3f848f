/* What runs have to do with each other. */
#include "lib/lineage.h"

#include "base/id.h"
#include "base/limits.h"
#include "engine/run.h"
#include "model/effect.h"

#define GENERATIONS_MAX 1000

struct looker {
	char *base; /* MA_COMMIT_ID_SIZE */
	bool found;
	char parent[MA_ID_SIZE];
	struct ma_arena arena;
	ma_err *err;
	ma_rc rc;
};

static bool see_base(void *data, int64_t seq, struct ma_str text)
{
	struct looker *l = data;
	struct ma_event e;
	struct ma_str base;

	(void)seq;
	ma_arena_clear(&l->arena);
	l->rc = ma_event_decode(text, &l->arena, &e, l->err);
	if (l->rc)
		return false;
	if (e.base.n == 0 && (e.kind != MA_EVENT_CALL_PREPARED || ma_str_is(e.task, "plan")))
		return true;
	l->found = true;
	base = e.base.n > 0 ? e.base : e.head;
	if (base.n > 0 && base.n < MA_COMMIT_ID_SIZE &&
		!ma_str_is(base, MA_BASE_NONE)) { /* else it stays "" */
		memcpy(l->base, base.p, base.n);
		l->base[base.n] = '\0';
	}
	return false;
}

ma_rc ma_lineage_base(struct ma_store *store, const char *run, char base_out[MA_COMMIT_ID_SIZE],
	bool *found_out, ma_err *err)
{
	struct looker l = { .base = base_out, .arena = MA_ARENA_INIT(MA_MIB), .err = err };
	char stream[MA_ENGINE_STREAM_SIZE];
	ma_rc rc;

	base_out[0] = '\0';
	ma_engine_stream(ma_str(run), stream);
	rc = ma_store_read(store, stream, 0, see_base, &l, err);
	ma_arena_done(&l.arena);
	*found_out = l.found;
	return rc ? rc : l.rc;
}

static bool see_start(void *data, int64_t seq, struct ma_str text)
{
	struct looker *l = data;
	struct ma_event e;

	(void)seq;
	l->rc = ma_event_decode(text, &l->arena, &e, l->err);
	l->found = !l->rc;
	if (l->found && e.parent.n > 0 && e.parent.n < sizeof(l->parent)) { /* else it stays "" */
		memcpy(l->parent, e.parent.p, e.parent.n);
		l->parent[e.parent.n] = '\0';
	}
	return false;
}

/* The run that all of its kind are forks of, near or far. False: there is no such run any more, or its log cannot be read. */
static bool find_root(struct ma_store *store, struct ma_str run, char root[MA_ID_SIZE])
{
	ma_err err = { MA_OK, 0, "" };
	struct looker l = { .arena = MA_ARENA_INIT(MA_MIB), .err = &err };
	char stream[MA_ENGINE_STREAM_SIZE];
	int i;

	if (run.n >= MA_ID_SIZE)
		return false;
	memcpy(root, run.p, run.n);
	root[run.n] = '\0';
	for (i = 0; i < GENERATIONS_MAX; i++) {
		l.found = false;
		l.parent[0] = '\0';
		ma_engine_stream(ma_str(root), stream);
		if (ma_store_read(store, stream, 0, see_start, &l, &err) || !l.found || !l.parent[0])
			break;
		memcpy(root, l.parent, sizeof(l.parent));
	}
	ma_arena_done(&l.arena);
	return l.found || i > 0; /* an ancestor may have been removed since */
}

struct family {
	struct ma_store *store;
	char root[MA_ID_SIZE];
};

static bool is_of_family(void *data, struct ma_str run)
{
	const struct family *f = data;
	char root[MA_ID_SIZE];

	return find_root(f->store, run, root) && strcmp(root, f->root) == 0;
}

ma_rc ma_lineage_may_go_back(
	struct ma_store *store, const char *output, const char *run, const char *base, ma_err *err)
{
	struct family f = { .store = store };

	if (!find_root(store, ma_str(run), f.root))
		return ma_fail(err, MA_ENOTFOUND, "there is no run %s", run);
	return ma_workspace_may_go_back(output, base, is_of_family, &f, err);
}
