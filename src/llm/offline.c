/*
 * The offline provider: real applications without a model.
 *
 * The planner's request is understood by rules (model/understand) and answered with a
 * plan; an agent's request is answered with the files that the manifest gives it, rendered
 * from templates over a view of the contract. Nothing leaves the machine, and the same request always
 * gets the same bytes. The work takes milliseconds and is done in one go on the loop.
 */
#include "llm/offline.h"

#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/blocks.h"
#include "codec/json.h"
#include "llm/chaos.h"
#include "llm/offline_parts.h"

#define PIECE 8192 /* bytes of text given to on_text at a time */

struct offline {
	struct ma_llm base;
	struct ma_loop *loop;
	char *data_dir, *model;
	struct ma_offline_templates templates;
};

struct ma_llm_call {
	struct offline *offline;
	const struct ma_llm_req *req;
	ma_llm_text_fn *on_text;
	ma_llm_done_fn *done;
	void *data;
	struct ma_buf text, mistakes; /* all of the answer, and what is wrong with it */
	struct ma_str answer;         /* what is sent of the text */
	bool cut, canceled;
};

/* The agent that is there when no other owns what failed. */
static bool is_mender(const struct ma_offline_request *req)
{
	return req->failed && ma_str_is(req->agent, "repair");
}

struct block_sink {
	const struct ma_offline_request *req;
	struct ma_str only; /* what names the files that are wanted; "": all are */
	const struct ma_offline_shown *shown; /* NULL: what is there already is written all the same */
	const struct ma_offline_kind *judged; /* its tests are not written; NULL: they are */
	const char *const *within; /* globs that what is written matches; NULL: any will do */
	struct ma_buf *out;
	size_t n;
};

static bool matches(const char *const *globs, struct ma_str path)
{
	for (; globs && *globs; globs++)
		if (ma_path_match(ma_str(*globs), path))
			return true;
	return false;
}

static bool is_spared(const struct block_sink *sink, struct ma_str path)
{
	static const char *const judges[] = { "testing", "acceptance" };
	size_t i;

	if (sink->within && !matches(sink->within, path))
		return true;
	for (i = 0; sink->judged && i < MA_COUNT(judges); i++)
		if (matches(ma_offline_writes(sink->judged, ma_str(judges[i])), path))
			return true;
	return false;
}

static bool add_block(void *data, struct ma_str path, struct ma_str content)
{
	struct block_sink *sink = data;

	if ((sink->only.n > 0 && ma_str_find(sink->only, path) < 0) || is_spared(sink, path) ||
		(sink->shown && ma_offline_shown_is(sink->shown, sink->req, path, content)))
		return true;
	ma_blocks_write(sink->out, sink->req->nonce, path, content);
	sink->n++;
	return true;
}

/* One of the files that an architect writes is shown: whoever wrote it may have left out others. */
static bool has_architect(const struct ma_offline_kind *kind, struct ma_str message)
{
	const char *const *writes = ma_offline_writes(kind, MA_STR("architect"));
	struct ma_str path, content;

	while (ma_offline_next_artifact(&message, &path, &content))
		if (matches(writes, path))
			return true;
	return false;
}

/* Who writes the first of a project's files where there is no architect, and nobody has refused them. */
static bool is_founder(const struct ma_offline_kind *kind, const struct ma_offline_request *req)
{
	bool served = ma_offline_writes(kind, MA_STR("backend")) != NULL;

	return !req->founded && ma_str_is(req->agent, served ? "backend" : "frontend") &&
		ma_str_find(req->problem, MA_STR("docs/contract.md")) < 0 &&
		!has_architect(kind, req->message);
}

/* The agent's files, and those that nobody else writes. */
static ma_rc write_own(struct ma_offline_kit *kit, const struct ma_offline_kind *kind,
	const json_t *view, struct block_sink *sink, ma_err *err)
{
	const struct ma_offline_request *req = sink->req;
	ma_rc rc = ma_offline_render(
		kit, view, is_mender(req) ? NULL : &req->agent, add_block, sink, err);

	if (!rc && ma_str_is(req->agent, "testing") && !req->accepted && !req->doubted &&
		ma_str_find(req->problem, MA_STR("it is an acceptance test")) < 0) {
		sink->within = ma_offline_writes(kind, req->agent);
		rc = ma_offline_render(kit, view, &MA_STR("acceptance"), add_block, sink, err);
		sink->within = NULL;
	}
	if (!rc && is_founder(kind, req))
		rc = ma_offline_render(kit, view, &MA_STR("architect"), add_block, sink, err);
	return rc;
}

/*
 * All of an agent's files; where the rest of them is kept, those that the problem names; to mend what failed, those that
 * are not there as they should be. Who mends for all of them spares the tests, which are the judge.
 */
static ma_rc write_files(struct ma_offline_kit *kit, const struct ma_offline_kind *kind,
	const json_t *view, const struct ma_offline_request *req, struct ma_buf *out, ma_err *err)
{
	struct ma_offline_shown shown = MA_OFFLINE_SHOWN_INIT;
	struct block_sink sink = { .req = req,
		.only = req->kept ? req->problem : MA_STR(""),
		.shown = req->failed ? &shown : NULL,
		.judged = is_mender(req) ? kind : NULL,
		.out = out };
	ma_rc rc = ma_offline_shown_read(&shown, req, err);

	if (!rc)
		rc = write_own(kit, kind, view, &sink, err);
	if (!rc && sink.n == 0 && sink.only.n > 0) { /* it names none of ours */
		sink.only = MA_STR("");
		rc = write_own(kit, kind, view, &sink, err);
	}
	if (!rc && sink.n == 0)
		rc = ma_fail(err, MA_EREFUSED,
			req->failed ? "every file of agent \"" MA_STR_FMT "\" is as it should be"
				    : "nothing is to be written for agent \"" MA_STR_FMT "\"",
			MA_STR_ARG(req->agent));
	ma_offline_shown_done(&shown);
	return rc ? rc : ma_buf_check(out, err);
}

static ma_rc answer_files(
	struct offline *o, const struct ma_offline_request *req, struct ma_buf *out, ma_err *err)
{
	const struct ma_offline_kind *kind = NULL;
	struct ma_offline_kit *kit = NULL;
	json_t *contract = NULL, *view = NULL;
	ma_rc rc;

	if (ma_str_trim(req->contract).n == 0)
		return ma_fail(err, MA_EREFUSED, "the plan has no contract to build from");
	rc = ma_json_parse(req->contract, "contract", &contract, err);
	if (!rc)
		rc = ma_offline_kind_of(contract, &kind, err);
	if (!rc && !is_mender(req) && !ma_offline_writes(kind, req->agent))
		rc = ma_fail(err, MA_EREFUSED,
			"agent \"" MA_STR_FMT "\" is unknown to the offline provider",
			(int)(req->agent.n < 64 ? req->agent.n : 64), req->agent.p);
	if (!rc)
		rc = ma_offline_kit_load(&o->templates, o->data_dir, kind->folder, &kit, err);
	if (!rc)
		rc = ma_offline_view(
			contract, ma_str_trim(req->request), &o->templates.shared, &view, err);
	if (!rc)
		rc = write_files(kit, kind, view, req, out, err);
	json_decref(view);
	json_decref(contract);
	return rc;
}

static struct ma_str model_of(const struct ma_llm_call *c)
{
	return c->req->model.n > 0 ? c->req->model : ma_str(c->offline->model);
}

/* With the mistakes that the model is there for. */
static ma_rc make_mistakes(
	struct ma_llm_call *c, struct ma_str seed, struct ma_str request, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_REPLY);
	ma_rc rc = ma_chaos_write(seed, request, ma_buf_str(&c->text), &out, &c->mistakes, err);

	ma_buf_done(&c->text);
	c->text = out;
	return rc;
}

/* What of the answer is sent, after what was said of it before. */
static ma_rc go_on(struct ma_llm_call *c, struct ma_str request, struct ma_str said, ma_err *err)
{
	struct ma_str seed, all;
	bool errs = ma_chaos_seed(model_of(c), &seed);
	ma_rc rc = errs ? make_mistakes(c, seed, request, err) : MA_OK;

	if (rc)
		return rc;
	all = ma_buf_str(&c->text);
	if (said.n > all.n || !ma_str_eq(ma_str_n(all.p, said.n), said))
		return ma_fail(err, MA_EREFUSED, "another model's answer cannot be gone on with");
	c->answer = ma_str_from(all, said.n);
	if (errs)
		rc = ma_chaos_part(seed, all, said.n, &c->mistakes, &c->answer, &c->cut, err);
	return rc;
}

static ma_rc answer(struct ma_llm_call *c, ma_err *err)
{
	const struct ma_llm_req *req = c->req;
	struct ma_str message = MA_STR(""), said = MA_STR("");
	struct ma_offline_request r;
	size_t i;
	ma_rc rc;

	for (i = 0; i < req->msgs_n; i++) {
		if (req->msgs[i].role == MA_LLM_ASSISTANT)
			said = req->msgs[i].text;
		else if (message.n == 0)
			message = req->msgs[i].text;
	}
	if (message.n == 0)
		return ma_fail(err, MA_EREFUSED, "the request holds no message of a user");
	ma_offline_read_request(message, &r);
	if (r.agent.n == 0)
		return ma_fail(err, MA_EREFUSED,
			"without a model only plans and their tasks can be answered");
	if (r.conflicts > 0)
		rc = ma_offline_resolve(message, r.nonce, &c->text, err);
	else if (ma_str_is(r.agent, "planner"))
		rc = ma_offline_plan(&r, &c->text, err);
	else
		rc = answer_files(c->offline, &r, &c->text, err);
	return rc ? rc : go_on(c, message, said, err);
}

static int64_t tokens(size_t bytes)
{
	return (int64_t)(bytes / 4) + 1;
}

static struct ma_usage usage_of(const struct ma_llm_req *req, size_t output)
{
	size_t input = req->system.n, i;

	for (i = 0; i < req->msgs_n; i++)
		input += req->msgs[i].text.n;
	return (struct ma_usage){
		.input = tokens(input), .output = tokens(output), .estimated = true
	};
}

/* As much as fits a piece without cutting a character. */
static struct ma_str next_piece(struct ma_str rest)
{
	size_t n = PIECE;

	if (rest.n <= n)
		return rest;
	while (n > PIECE - 4 && ((unsigned char)rest.p[n] & 0xc0) == 0x80)
		n--;
	return ma_str_n(rest.p, n);
}

static void stream(struct ma_llm_call *c)
{
	struct ma_str rest = c->answer, piece;

	for (; rest.n > 0 && !c->canceled; rest = ma_str_from(rest, piece.n)) {
		piece = next_piece(rest);
		c->on_text(c->data, piece);
	}
}

static void call_free(struct ma_llm_call *c)
{
	ma_buf_done(&c->text);
	ma_buf_done(&c->mistakes);
	ma_free(c);
}

static void one_line(char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ')
			*s = ' ';
}

static void finish(void *data)
{
	struct ma_llm_call *c = data;
	struct ma_llm_reply reply = { .class = MA_LLM_OK, .retry_after_ms = -1 };
	ma_err err = { .code = MA_OK };
	ma_rc rc = MA_OK;

	if (!c->canceled)
		rc = answer(c, &err);
	if (!rc && c->on_text)
		stream(c);
	reply.model = model_of(c);
	if (c->canceled)
		(void)ma_fail(&err, MA_ECANCELED, "cancelled"); /* told by the class */
	if (c->canceled || rc) {
		reply.class = c->canceled ? MA_LLM_CANCELED
			: rc == MA_ENOMEM ? MA_LLM_TRANSIENT
					  : MA_LLM_REFUSED;
		one_line(err.msg);
		reply.message = ma_str(err.msg);
	} else {
		reply.class = c->cut       ? MA_LLM_LENGTH
			: c->answer.n == 0 ? MA_LLM_BAD_OUTPUT
					   : MA_LLM_OK;
		reply.message = ma_str(c->cut ? "the answer was cut off"
				: reply.class ? "the answer is empty"
					      : "");
		reply.text = c->answer;
		reply.request_id = ma_buf_str(&c->mistakes);
		reply.usage = usage_of(c->req, c->answer.n);
	}
	c->done(c->data, &reply);
	call_free(c);
}

static void offline_free(struct ma_llm *self);

static struct offline *downcast(struct ma_llm *self)
{
	MA_ASSERT(self->ops->free == offline_free);
	return (struct offline *)self;
}

static ma_rc offline_send(struct ma_llm *self, const struct ma_llm_req *req, ma_llm_text_fn *on_text,
	ma_llm_done_fn *done, void *data, struct ma_llm_call **out, ma_err *err)
{
	struct offline *o = downcast(self);
	struct ma_llm_call *c = ma_new(struct ma_llm_call);
	ma_rc rc;

	if (!c)
		return ma_fail_nomem(err);
	*c = (struct ma_llm_call){ o, req, req->stream ? on_text : NULL, done, data,
		MA_BUF_INIT(MA_LIMIT_REPLY), MA_BUF_INIT(MA_KIB), MA_STR(""), false, false };
	rc = ma_loop_defer(o->loop, finish, c, err);
	if (rc) {
		call_free(c);
		return rc;
	}
	*out = c;
	return MA_OK;
}

/* finish() is on its way already. */
static void offline_cancel(struct ma_llm *self, struct ma_llm_call *c)
{
	MA_ASSERT(c->offline == downcast(self));
	c->canceled = true;
}

static void offline_free(struct ma_llm *self)
{
	struct offline *o = downcast(self);

	ma_offline_templates_done(&o->templates);
	ma_free(o->data_dir);
	ma_free(o->model);
	ma_free(o);
}

static const struct ma_llm_ops offline_ops = {
	.name = "offline",
	.send = offline_send,
	.cancel = offline_cancel,
	.free = offline_free,
	.unpaid = true,
};

static bool is_model(const char *name)
{
	struct ma_str seed;

	return !name || !*name || strcmp(name, MA_LLM_OFFLINE_MODEL) == 0 ||
		ma_chaos_seed(ma_str(name), &seed);
}

ma_rc ma_llm_offline_new(const struct ma_llm_opts *opts, struct ma_llm **out, ma_err *err)
{
	struct offline *o;

	if (!opts->data_dir || !*opts->data_dir)
		return ma_fail(err, MA_ECONFIG,
			"the offline provider needs the directory of its templates");
	if (!is_model(opts->model))
		return ma_fail(err, MA_ECONFIG,
			"provider offline has no model \"%.60s\": its only one is %s", opts->model,
			MA_LLM_OFFLINE_MODEL);
	o = ma_new(struct offline);
	if (!o)
		return ma_fail_nomem(err);
	o->base.ops = &offline_ops;
	o->loop = opts->loop;
	o->data_dir = ma_strdup(opts->data_dir);
	o->model = ma_strdup(opts->model && *opts->model ? opts->model : MA_LLM_OFFLINE_MODEL);
	o->base.model = o->model;
	if (!o->data_dir || !o->model) {
		offline_free(&o->base);
		return ma_fail_nomem(err);
	}
	*out = &o->base;
	return MA_OK;
}
