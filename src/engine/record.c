/* The calls of a run, out of its log. */
#include "engine/record.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/map.h"
#include "engine/prompt.h"
#include "engine/run.h"
#include "llm/cassette.h"

/* An effect, from its request to its outcome. */
struct sent {
	struct ma_str provider, key, request;
	bool admitted, over;
};

struct walk {
	ma_answered_fn *fn;
	void *data;
	struct ma_map sent;    /* effect -> struct sent, in `kept` */
	struct ma_arena kept;  /* until the end */
	struct ma_arena event; /* of one event */
	ma_rc rc;
	ma_err *err;
};

static struct ma_str keep(struct walk *w, struct ma_str s)
{
	const char *copy = ma_arena_dup(&w->kept, s);

	if (!copy)
		w->rc = ma_fail_nomem(w->err);
	return ma_str_n(copy, copy ? s.n : 0);
}

static void see_prepared(struct walk *w, const struct ma_event *e)
{
	struct sent *s = ma_arena_new(&w->kept, struct sent);

	if (!s || !ma_map_put(&w->sent, e->effect, s)) {
		w->rc = ma_fail_nomem(w->err);
		return;
	}
	s->key = keep(w, e->key);
	s->request = keep(w, e->request);
}

static bool see_outcome(struct walk *w, struct sent *s, const struct ma_event *e)
{
	bool reused = e->reused.n > 0; /* nobody was asked: it left in another run */
	struct ma_answered a = { reused ? e->provider : s->provider, s->key, s->request, e };

	if ((!s->admitted && !reused) || s->over)
		return true;
	s->over = true;
	return ma_str_is(e->class, ma_llm_class_name(MA_LLM_CANCELED)) || w->fn(w->data, &a);
}

static bool see(void *data, int64_t seq, struct ma_str text)
{
	struct walk *w = data;
	struct ma_event e;
	struct sent *s;

	MA_UNUSED(seq);
	ma_arena_clear(&w->event);
	w->rc = ma_event_decode(text, &w->event, &e, w->err);
	if (w->rc)
		return false;
	s = ma_map_get(&w->sent, e.effect);
	if (e.kind == MA_EVENT_CALL_PREPARED)
		see_prepared(w, &e);
	else if (e.kind == MA_EVENT_CALL_ADMITTED && s) {
		s->admitted = true;
		s->provider = keep(w, e.provider);
	} else if ((e.kind == MA_EVENT_CALL_REPLIED || e.kind == MA_EVENT_CALL_FAILED) && s)
		return see_outcome(w, s, &e);
	return w->rc == MA_OK;
}

ma_rc ma_engine_answered(
	struct ma_store *store, const char *run, ma_answered_fn *fn, void *data, ma_err *err)
{
	struct walk w = { .fn = fn,
		.data = data,
		.kept = MA_ARENA_INIT(MA_LIMIT_ARENA),
		.event = MA_ARENA_INIT(4 * MA_MIB),
		.err = err };
	char stream[MA_ENGINE_STREAM_SIZE];
	ma_rc rc;

	ma_engine_stream(ma_str(run), stream);
	rc = ma_store_read(store, stream, 0, see, &w, err);
	ma_map_done(&w.sent);
	ma_arena_done(&w.kept);
	ma_arena_done(&w.event);
	return rc ? rc : w.rc;
}

struct recording {
	struct ma_store *store;
	struct ma_cassette_head head;
	struct ma_cassette_writer writer;
	struct ma_arena models; /* of the providers behind the first */
	ma_rc rc;
	ma_err *err;
};

static void read_blob(struct recording *r, struct ma_str hash, char **out, struct ma_str *text)
{
	char name[MA_HASH_HEX_SIZE] = "";
	size_t size = 0;

	if (r->rc)
		return;
	if (hash.n != sizeof(name) - 1) {
		r->rc = ma_fail(r->err, MA_EIO, "an event of a call names no blob");
		return;
	}
	memcpy(name, hash.p, hash.n);
	r->rc = ma_store_blob(r->store, name, out, &size, r->err);
	*text = ma_str_n(*out, size);
}

static struct ma_llm_reply reply_of(const struct ma_event *e, struct ma_str text)
{
	struct ma_llm_reply r = { .class = e->cut ? MA_LLM_LENGTH : MA_LLM_OK,
		.text = text,
		.usage = e->usage,
		.model = e->model,
		.request_id = e->request_id,
		.status = (int)e->status,
		.retry_after_ms = e->retry_after_ms > 0 ? e->retry_after_ms : -1,
		.sent = e->sent,
		.message = e->message };

	r.usage.billed = !e->unpriced;
	r.usage.billed_microusd = e->cost_microusd;
	if (e->kind == MA_EVENT_CALL_FAILED && !ma_llm_class_parse(e->class, &r.class))
		r.class = MA_LLM_TRANSIENT; /* of a newer log; its message tells */
	if (r.message.n == 0)
		r.message = ma_str(ma_llm_class_name(r.class));
	return r;
}

static struct ma_cassette_source *source_of(struct recording *r, struct ma_str name)
{
	size_t i;

	for (i = 0; i < r->head.sources_n; i++)
		if (ma_str_eq(r->head.sources[i].name, name))
			return &r->head.sources[i];
	return NULL;
}

static void add(struct recording *r, const struct ma_answered *a, struct ma_str request,
	struct ma_str reply_text)
{
	struct ma_cassette_source *source = source_of(r, a->provider);
	const struct ma_llm_reply reply = reply_of(a->outcome, reply_text);
	struct ma_llm_msg msgs[MA_REQUEST_MSGS_MAX];
	struct ma_request asked = { .json = false };
	struct ma_llm_req req;
	json_t *value = NULL;

	r->rc = ma_request_decode(request, &asked, &value, r->err);
	if (!r->rc && source && !ma_str_starts(asked.model, MA_AGENT_HOST)) {
		if (source->model.n == 0)
			source->model = ma_str(ma_arena_dup(&r->models, asked.model));
		req = ma_request_llm(&asked, msgs);
		r->rc = ma_cassette_add(&r->writer, source, &req, &reply, r->err);
	}
	json_decref(value);
}

static bool record_one(void *data, const struct ma_answered *a)
{
	struct recording *r = data;
	struct ma_str request = MA_STR(""), text = MA_STR("");
	char *request_blob = NULL, *reply_blob = NULL;

	read_blob(r, a->request, &request_blob, &request);
	if (a->outcome->kind == MA_EVENT_CALL_REPLIED)
		read_blob(r, a->outcome->reply, &reply_blob, &text);
	if (!r->rc)
		add(r, a, request, text);
	ma_free(request_blob);
	ma_free(reply_blob);
	return r->rc == MA_OK;
}

static void take_head(struct recording *r, const struct ma_state *s)
{
	uint32_t i;

	r->head.seed = s->seed;
	r->head.formats = s->formats_known;
	r->head.quick_checks = s->quick_checks;
	for (i = 0; i < s->providers_n; i++)
		r->head.sources[i].name = s->providers[i].name;
	r->head.sources_n = s->providers_n;
	r->head.sources[0].model = s->model;
}

ma_rc ma_engine_record(struct ma_store *store, const char *run, const char *const *secrets,
	size_t secrets_n, struct ma_buf *out, ma_err *err)
{
	struct recording r = { .store = store,
		.writer = MA_CASSETTE_WRITER_INIT,
		.models = MA_ARENA_INIT(MA_MIB),
		.err = err };
	struct ma_state s;
	ma_rc rc;

	r.writer.secrets = secrets;
	r.writer.secrets_n = secrets_n;
	ma_state_init(&s);
	rc = ma_engine_load(store, run, &s, err);
	if (!rc) {
		take_head(&r, &s);
		rc = ma_engine_answered(store, run, record_one, &r, err);
	}
	rc = rc ? rc : r.rc;
	if (!rc)
		rc = ma_cassette_write(&r.writer, &r.head, out, err);
	ma_cassette_writer_done(&r.writer);
	ma_arena_done(&r.models);
	ma_state_done(&s);
	return rc;
}
