/*
 * Whatever lies in a spool: it is read without harm, what is whole has a sum that holds, and a dialect makes of it
 * an answer of the kind that llm/llm.h promises. The first byte chooses the dialect.
 */
#include <string.h>

#include "base/limits.h"
#include "codec/json.h"
#include "fuzz/target.h"
#include "llm/llm.h"
#include "llm/reply_json.h"
#include "llm/spool.h"

static const char *const providers[] = { "gemini", "openai", "anthropic", "ollama" };

static struct ma_http *no_http(void *data, ma_err *err)
{
	(void)data;
	(void)ma_fail(err, MA_EUNAVAILABLE, "nobody is to be asked"); /* NULL tells */
	return NULL;
}

static void on_reply(void *data, const struct ma_llm_reply *r)
{
	int *replies = data;

	MA_ASSERT(r->sent && r->class != MA_LLM_CANCELED);
	++*replies; /* the port has checked the rest */
}

static void reread(const char *provider, const struct ma_llm_wire *wire, ma_err *err)
{
	const struct ma_llm_msg msg = { .role = MA_LLM_USER, .text = MA_STR("Hi") };
	const struct ma_llm_req req = {
		.msgs = &msg, .msgs_n = 1, .temperature = -1, .stream = true
	};
	struct ma_llm_opts o = { .http = no_http,
		.clock = ma_clock_system(),
		.key = "sk-0123456789abcdef",
		.model = "m-1" };
	struct ma_llm *llm = NULL;
	int replies = 0;

	MA_ASSERT(!ma_loop_new(&o.loop, err));
	MA_ASSERT(!ma_llm_provider_find(ma_str(provider))->new (&o, &llm, err));
	MA_ASSERT(!ma_llm_reread(llm, &req, wire, on_reply, &replies, err) && replies == 1);
	ma_llm_free(llm);
	ma_loop_free(o.loop);
}

static void read_reply(struct ma_str text, ma_err *err)
{
	struct ma_arena lists = MA_ARENA_INIT(MA_MIB);
	struct ma_llm_reply r;
	json_t *value = NULL;

	if (!ma_json_parse(text, "reply", &value, err) && !ma_llm_reply_read(value, &lists, &r, err))
		MA_ASSERT(r.class != MA_LLM_OK || r.text.n > 0 || r.calls_n > 0);
	json_decref(value);
	ma_arena_done(&lists);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct ma_spool_id id = { MA_STR("r"), MA_STR("e"), MA_STR("k"), MA_STR("p") };
	struct ma_spooled s = MA_SPOOLED_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };

	if (size == 0)
		return 0;
	if (!ma_spool_read(target_text(data + 1, size - 1), &id, &s, &err)) {
		MA_ASSERT(s.wire.body.n <= size && (!s.whole || s.wire.head.status || s.reply.n));
		reread(providers[data[0] % MA_COUNT(providers)], &s.wire, &err);
		read_reply(s.reply, &err);
	}
	ma_spooled_done(&s);
	return 0;
}
