/* The shared context: opened, folded as far as it is written, and read. */
#include "lib/context.h"

#include <poll.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "codec/json_span.h"
#include "lib/ctx.h"
#include "lib/output.h"
#include "vcs/workspace.h"

#define STREAM "context"
#define LOOK_MS 50

struct folder {
	struct ma_context_state *state;
	ma_rc rc;
	ma_err *err;
};

static bool fold(void *data, int64_t seq, struct ma_str event)
{
	struct folder *f = data;

	f->rc = ma_context_fold(f->state, seq, event, f->err);
	return f->rc == MA_OK;
}

/* What was folded in part only is folded anew the next time. */
static ma_rc fold_new(ma_context *c, ma_err *err)
{
	struct folder f = { &c->state, MA_OK, err };
	ma_rc rc = ma_store_read(c->store, STREAM, c->state.version, fold, &f, err);

	if (!rc)
		rc = f.rc;
	if (rc)
		ma_context_done(&c->state);
	return rc == MA_EINVALID ? ma_err_wrap(err, "%s", c->output) : rc;
}

ma_rc ma_context_catch_up(ma_context *c, ma_err *err)
{
	int64_t changes = -1;
	ma_rc rc = ma_store_changes(c->store, &changes, err);

	if (rc || (changes >= 0 && changes == c->changes))
		return rc;
	rc = fold_new(c, err);
	c->changes = rc ? -1 : changes;
	return rc;
}

static ma_rc make_place(const char *output, ma_err *err)
{
	ma_rc rc = ma_workspace_make_state(output, err);

	if (rc == MA_EREFUSED)
		err->code = rc = MA_EIO;
	return rc;
}

ma_rc ma_context_open(const char *output, int create, ma_context **out, ma_err *err)
{
	ma_context *c;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!output || !out)
		return ma_fail(err, MA_EMISUSE, "a context is of an output, to a place for it");
	c = ma_new(ma_context);
	if (!c)
		return ma_fail_nomem(err);
	ma_context_init(&c->state);
	c->changes = -1;
	c->output = ma_strdup(output);
	rc = !c->output ? ma_fail_nomem(err) : create ? make_place(output, err) : MA_OK;
	if (!rc)
		rc = ma_output_open(output, create, &c->store, err);
	if (!rc)
		rc = ma_context_catch_up(c, err);
	if (rc)
		ma_context_free(c);
	else
		*out = c;
	return rc;
}

void ma_context_free(ma_context *c)
{
	if (!c)
		return;
	ma_context_poster_leave(c->poster);
	ma_context_done(&c->state);
	ma_store_free(c->store);
	ma_free(c->output);
	ma_free(c);
}

ma_rc ma_context_version(ma_context *c, int64_t *version_out, ma_err *err)
{
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!c || !version_out)
		return ma_fail(err, MA_EMISUSE, "a version is of a context, to a place for it");
	rc = ma_context_catch_up(c, err);
	if (!rc)
		*version_out = c->state.version;
	return rc;
}

ma_rc ma_context_value_text(ma_context *c, struct ma_str value, struct ma_str blob, char **out,
	size_t *size_out, ma_err *err)
{
	char hash[MA_HASH_HEX_SIZE] = "";

	if (blob.n > 0) {
		if (blob.n < sizeof(hash))
			memcpy(hash, blob.p, blob.n);
		return ma_store_blob(c->store, hash, out, size_out, err);
	}
	*out = ma_strndup(value.p, value.n);
	*size_out = value.n;
	return *out ? MA_OK : ma_fail_nomem(err);
}

static ma_rc text_of(ma_context *c, const struct ma_context_value *v, char **out, ma_err *err)
{
	struct ma_str text = ma_str_n(v->text, v->n), none = MA_STR("");
	size_t size = 0;

	return ma_context_value_text(
		c, v->is_blob ? none : text, v->is_blob ? text : none, out, &size, err);
}

ma_rc ma_context_get(
	ma_context *c, const char *key, char **json_out, int64_t *version_out, ma_err *err)
{
	const struct ma_context_value *v;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!c || !key || !json_out)
		return ma_fail(err, MA_EMISUSE, "a value is of a key, to a place for it");
	rc = ma_context_check_name(ma_str(key), err);
	if (!rc)
		rc = ma_context_catch_up(c, err);
	if (rc)
		return rc;
	v = ma_context_find(&c->state.data, ma_str(key));
	if (!v)
		return ma_fail(err, MA_ENOTFOUND, "the context has no key \"%s\"", key);
	rc = text_of(c, v, json_out, err);
	if (!rc && version_out)
		*version_out = v->version;
	return rc;
}

static ma_rc add_values(ma_context *c, const struct ma_map *of, struct ma_buf *out, ma_err *err)
{
	const struct ma_context_value *v;
	const char *comma = "";
	char *text;
	size_t i;
	ma_rc rc = MA_OK;

	ma_buf_addc(out, '{');
	for (i = 0; i < of->n && !rc; i++) {
		v = of->entries[i].value;
		if (!v->text)
			continue;
		text = NULL;
		rc = text_of(c, v, &text, err);
		ma_buf_adds(out, comma);
		ma_json_add_string(out, of->entries[i].key);
		ma_buf_addf(out, ":{\"version\":%lld,\"value\":", (long long)v->version);
		ma_buf_addv(out, ma_str(text)); /* NULL: it failed */
		ma_buf_addc(out, '}');
		ma_free(text);
		comma = ",";
	}
	ma_buf_addc(out, '}');
	return rc;
}

ma_rc ma_context_list(ma_context *c, char **json_out, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(2 * MA_LIMIT_CONTEXT);
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!c || !json_out)
		return ma_fail(err, MA_EMISUSE, "a list is of a context, to a place for it");
	rc = ma_context_catch_up(c, err);
	ma_buf_addf(&out, "{\"version\":%lld,\"data\":", (long long)c->state.version);
	if (!rc)
		rc = add_values(c, &c->state.data, &out, err);
	ma_buf_adds(&out, ",\"artifacts\":");
	if (!rc)
		rc = add_values(c, &c->state.artifacts, &out, err);
	ma_buf_addf(&out, ",\"events\":%lld}", (long long)c->state.events_n);
	if (!rc)
		rc = ma_give_text(&out, json_out, err);
	ma_buf_done(&out);
	return rc;
}

struct feed {
	int (*fn)(void *data, const char *event_json);
	void *data;
	ma_err *err;
	ma_rc rc;
};

/* As it is stored, with its version in front. */
static bool feed_event(void *data, int64_t seq, struct ma_str event)
{
	struct ma_buf line = MA_BUF_INIT(2 * MA_LIMIT_EVENT);
	struct feed *f = data;
	int stop = 1;

	ma_buf_addf(&line, "{\"version\":%lld,", (long long)seq);
	ma_buf_addv(&line, ma_str_from(event, 1));
	f->rc = ma_buf_check(&line, f->err);
	if (!f->rc)
		stop = f->fn(f->data, line.p);
	ma_buf_done(&line);
	return !stop;
}

ma_rc ma_context_events(ma_context *c, int64_t after, int (*fn)(void *data, const char *event_json),
	void *data, ma_err *err)
{
	struct feed f = { fn, data, err, MA_OK };
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!c || !fn || after < 0)
		return ma_fail(err, MA_EMISUSE,
			"events are of a context, after a version, for a function");
	rc = ma_store_read(c->store, STREAM, after, feed_event, &f, err);
	return rc ? rc : f.rc;
}

ma_rc ma_context_watch(
	ma_context *c, int64_t after, int64_t wait_ms, int64_t *version_out, ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	int64_t until, left;
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!c || !version_out || wait_ms < 0)
		return ma_fail(err, MA_EMISUSE, "what is waited for is a version of a context");
	until = clock->mono_ms(clock) + wait_ms;
	do {
		rc = ma_context_catch_up(c, err);
		left = until - clock->mono_ms(clock);
		if (!rc && c->state.version <= after && left > 0)
			(void)poll(NULL, 0, left < LOOK_MS ? (int)left : LOOK_MS); /* or sooner */
	} while (!rc && c->state.version <= after && left > 0);
	if (!rc)
		*version_out = c->state.version;
	return rc;
}
