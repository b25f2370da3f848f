/* Providers and agents of the host program, as the engine sees them: behind the llm port. */
#include "base/alloc.h"
#include "base/limits.h"
#include "codec/json.h"
#include "lib/host.h"

struct host_llm {
	struct ma_llm base;
	struct ma_llm_ops ops; /* its own, as its name is the host's */
	ma_ctx *ctx;
	const struct ma_host *host; /* NULL: agents, by the model of the request */
	char *model;
};

static void host_llm_free(struct ma_llm *self);

static struct host_llm *downcast(struct ma_llm *self)
{
	MA_ASSERT(self->ops->free == host_llm_free);
	return (struct host_llm *)self;
}

static ma_rc give_messages(struct ma_llm_call *c, const struct ma_llm_req *wanted,
	const ma_call_message **out, ma_err *err)
{
	ma_call_message *v = ma_arena_new_n(&c->arena, ma_call_message, wanted->msgs_n);
	size_t i;

	if (!v)
		return ma_fail_nomem(err);
	for (i = 0; i < wanted->msgs_n; i++) {
		const struct ma_llm_msg *m = &wanted->msgs[i];

		v[i].role = m->role == MA_LLM_USER ? "user" : "assistant";
		v[i].text = ma_arena_dup(&c->arena, m->text);
		v[i].size = m->text.n;
		if (!v[i].text)
			return ma_fail_nomem(err);
	}
	*out = v;
	return MA_OK;
}

static ma_rc ask_provider(struct ma_llm_call *c, const struct ma_llm_req *wanted, ma_err *err)
{
	ma_call_request *r = ma_arena_new(&c->arena, ma_call_request);
	ma_rc rc;

	if (wanted->tools_n > 0)
		return ma_fail(
			err, MA_EINVALID, "a provider of the host program cannot be offered tools");
	if (!r)
		return ma_fail_nomem(err);
	rc = give_messages(c, wanted, &r->messages, err);
	if (rc)
		return rc;
	r->messages_n = wanted->msgs_n;
	r->model = ma_arena_dup(&c->arena, wanted->model);
	r->system = ma_arena_dup(&c->arena, wanted->system);
	r->output_tokens_max = wanted->output_tokens_max;
	r->temperature = wanted->temperature;
	r->json = wanted->json;
	r->timeout_ms = wanted->timeout_ms;
	if (!r->model || !r->system)
		return ma_fail_nomem(err);
	c->host->send(c->host->data, c->number, r);
	return MA_OK;
}

/* As engine/prompt_task.c wrote it. Borrows from the JSON. */
static const char *member(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static ma_rc give_files(struct ma_llm_call *c, ma_agent_task *t, ma_err *err)
{
	const json_t *files = json_object_get(c->task, "files"), *file;
	ma_agent_file *v = ma_arena_new_n(&c->arena, ma_agent_file, json_array_size(files));
	size_t i;

	if (!v)
		return ma_fail_nomem(err);
	json_array_foreach (files, i, file) {
		v[i].task = member(file, "task");
		v[i].path = member(file, "path");
		v[i].content = member(file, "content");
		v[i].size = ma_json_str(file, "content").n;
		v[i].remove = ma_json_bool(file, "remove", false);
	}
	t->files = v;
	t->files_n = json_array_size(files);
	return MA_OK;
}

static ma_rc ask_agent(struct ma_llm_call *c, const struct ma_llm_req *wanted, ma_err *err)
{
	ma_agent_task *t = ma_arena_new(&c->arena, ma_agent_task);
	ma_rc rc;

	if (!t)
		return ma_fail_nomem(err);
	rc = ma_json_parse(wanted->msgs[0].text, "task", &c->task, err);
	if (!rc)
		rc = give_files(c, t, err);
	if (rc)
		return rc;
	t->id = member(c->task, "task");
	t->name = member(c->task, "name");
	t->description = member(c->task, "description");
	t->request = member(c->task, "request");
	t->contract = member(c->task, "contract");
	t->problem = member(c->task, "problem");
	t->timeout_ms = wanted->timeout_ms;
	c->host->begin(c->host->data, c->number, t);
	return MA_OK;
}

/* Who is meant. A run that is resumed by another program may name an agent that is not there. */
static ma_rc whom(const struct host_llm *h, const struct ma_llm_req *wanted,
	const struct ma_host **out, ma_err *err)
{
	struct ma_str name = ma_str_from(wanted->model, strlen(MA_AGENT_HOST));

	*out = h->host ? h->host : ma_host_find(h->ctx, true, name);
	return *out ? MA_OK
		    : ma_fail(err, MA_ENOTFOUND,
			      "agent \"" MA_STR_FMT "\" is not registered in this program",
			      MA_STR_ARG(name));
}

static ma_rc host_llm_send(struct ma_llm *self, const struct ma_llm_req *wanted,
	ma_llm_text_fn *on_text, ma_llm_done_fn *done, void *data, struct ma_llm_call **out,
	ma_err *err)
{
	struct host_llm *h = downcast(self);
	struct ma_llm_req req = *wanted;
	const struct ma_host *host = NULL;
	struct ma_llm_call *c = NULL;
	ma_rc rc;

	if (req.model.n == 0)
		req.model = ma_str(h->model);
	rc = whom(h, &req, &host, err);
	if (!rc)
		rc = ma_host_call_new(h->ctx, host, &req, on_text, done, data, &c, err);
	if (rc)
		return rc;
	rc = host->is_agent ? ask_agent(c, &req, err) : ask_provider(c, &req, err);
	if (rc)
		ma_host_call_free(c);
	else
		*out = c;
	return rc;
}

static void host_llm_cancel(struct ma_llm *self, struct ma_llm_call *c)
{
	MA_ASSERT(c->ctx == downcast(self)->ctx);
	ma_host_call_stop(c, MA_LLM_CANCELED, "cancelled");
}

static void host_llm_free(struct ma_llm *self)
{
	struct host_llm *h = downcast(self);

	ma_free(h->model);
	ma_free(h);
}

ma_rc ma_host_llm_new(ma_ctx *ctx, const struct ma_host *host, const char *model,
	struct ma_llm **out, ma_err *err)
{
	struct host_llm *h = ma_new(struct host_llm);

	if (!h)
		return ma_fail_nomem(err);
	h->model = ma_strdup(model && *model ? model : host ? host->model : "");
	if (!h->model) {
		ma_free(h);
		return ma_fail_nomem(err);
	}
	h->ops = (struct ma_llm_ops){ .name = host ? host->name : "host",
		.send = host_llm_send,
		.cancel = host_llm_cancel,
		.free = host_llm_free };
	h->base.ops = &h->ops;
	h->base.model = h->model;
	h->ctx = ctx;
	h->host = host;
	*out = &h->base;
	return MA_OK;
}
