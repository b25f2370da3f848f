/* The world of a scenario: models, a store that can end before the run does, spools, virtual time. */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "scenario/scenario.h"
#include "support/renamed_llm.h"
#include "support/wired_llm.h"
#include "sys/fs.h"
#include "sys/loop_virtual.h"

/* A process that is killed writes nothing more, and what it wrote is there. */
struct mortal_store {
	struct ma_store base;
	struct ma_store *inner;
	struct scenario *s;
};

static bool is_end(const struct scenario *s, struct ma_str json)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	ma_err err = { MA_OK, 0, "" };
	struct ma_event e;
	bool is;

	must(ma_event_decode(json, &arena, &e, &err), "event", &err);
	is = is_cue(next_act(s), "before", &e);
	ma_arena_done(&arena);
	return is;
}

static ma_rc mortal_append(struct ma_store *self, const struct ma_store_append *a, ma_err *err)
{
	const struct mortal_store *m = (struct mortal_store *)self;
	struct scenario *s = m->s;
	size_t i;

	for (i = 0; i < a->events_n && !s->killed; i++) {
		s->killed = is_end(s, a->events[i]);
		s->act += s->killed;
	}
	return s->killed ? ma_fail(err, MA_EIO, "killed") : ma_store_append(m->inner, a, err);
}

static ma_rc mortal_read(struct ma_store *self, const char *stream, int64_t after,
	ma_store_event_fn *fn, void *data, ma_err *err)
{
	return ma_store_read(((struct mortal_store *)self)->inner, stream, after, fn, data, err);
}

static ma_rc mortal_blob(
	struct ma_store *self, const char *hash, char **out, size_t *size_out, ma_err *err)
{
	return ma_store_blob(((struct mortal_store *)self)->inner, hash, out, size_out, err);
}

static void mortal_free(struct ma_store *self)
{
	ma_store_free(((struct mortal_store *)self)->inner);
	ma_free(self);
}

static const struct ma_store_ops mortal_ops = {
	.name = "mortal",
	.append = mortal_append,
	.read = mortal_read,
	.blob = mortal_blob,
	.free = mortal_free,
};

static struct ma_store *open_store(struct scenario *s)
{
	struct mortal_store *m = ma_new(struct mortal_store);

	must(m ? MA_OK : ma_fail_nomem(&s->err), "store", &s->err);
	*m = (struct mortal_store){ .base = { &mortal_ops }, .s = s };
	must(ma_store_memory_new(&m->inner, &s->err), "store", &s->err);
	return &m->base;
}

char *path_in(const struct scenario *s, const char *name)
{
	struct ma_buf b = MA_BUF_INIT(4096);

	ma_path_join(&b, ma_str(s->dir), ma_str(name));
	return ma_buf_take(&b);
}

static struct ma_llm *open_llm(struct scenario *s, const char *member)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char *path = path_in(s, "script.json");
	struct ma_llm_opts o = { .loop = s->loop, .clock = &s->clock.base, .script = path };
	json_t *script = json_pack(
		"{s:s, s:O}", "model", "script-1", "replies", json_object_get(s->scn, member));
	struct ma_llm *llm = NULL;

	ma_json_write(script, 0, &text);
	json_decref(script);
	must(ma_fs_write(path, ma_buf_str(&text), 0600, &s->err), "script", &s->err);
	must(ma_llm_provider_find(MA_STR("script"))->new (&o, &llm, &s->err), "script provider",
		&s->err);
	ma_buf_done(&text);
	ma_free(path);
	return llm;
}

static void open_llms(struct scenario *s)
{
	s->llm = open_llm(s, "replies");
	if (json_object_get(s->scn, "spare"))
		s->spare = renamed_llm_new(open_llm(s, "spare"), "spare");
	if (ma_json_bool(s->scn, "wired", false))
		s->llm = wired_llm_new(s->llm, s->loop);
}

/* So much for a token, whatever it is for. */
static bool price(void *data, struct ma_str provider, struct ma_str model,
	const struct ma_usage *usage, int64_t *microusd_out)
{
	const struct scenario *s = data;

	(void)provider;
	(void)model;
	*microusd_out = (usage->input + usage->output) * ma_json_int(s->scn, "price", 0);
	return json_object_get(s->scn, "price") != NULL;
}

static void open_verify(struct scenario *s)
{
	json_t *reports = json_object_get(s->scn, "reports");
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (!reports)
		return;
	ma_json_write(reports, 0, &text);
	must(ma_verify_script_new(s->loop, ma_buf_str(&text), &s->verify, &s->err), "reports",
		&s->err);
	ma_buf_done(&text);
}

/* An agent's new wording is no other log. */
static void forget_wording(struct ma_agents *agents)
{
	size_t i;

	agents->digest[0] = '\0';
	for (i = 0; i < agents->n; i++)
		agents->v[i].system = agents->v[i].description = MA_STR("-");
}

bool open_syntax(struct scenario *s)
{
	const char *source = getenv("META_AGENT_SOURCE"), *set = getenv("META_AGENT_GRAMMARS");
	struct ma_buf dir = MA_BUF_INIT(4096);
	bool there = true;

	if (!ma_json_bool(s->scn, "grammars", false))
		return true;
	if (set)
		ma_buf_adds(&dir, set);
	else
		ma_buf_addf(&dir, "%s/build/grammars", source ? source : ".");
	there = ma_fs_exists(dir.p);
	if (there)
		must(ma_syntax_new(dir.p, &s->syntax, &s->err), "grammars", &s->err);
	ma_buf_done(&dir);
	return there;
}

void open_world(struct scenario *s)
{
	const char *source = getenv("META_AGENT_SOURCE");
	struct ma_buf share = MA_BUF_INIT(4096);
	struct ma_agents_opts agents = { .data_dir = NULL };
	char *out;

	ma_clock_fake_init(&s->clock, STARTS_AT);
	ma_ids_seeded_init(&s->ids, 1);
	must(s->threads ? ma_loop_new(&s->loop, &s->err)
			: ma_loop_new_virtual(&s->clock, 0, &s->loop, &s->err),
		"loop", &s->err);
	must(ma_fs_temp_dir("meta-agent-scenario-", &s->dir, &s->err), "directory", &s->err);
	s->store = open_store(s);
	must(ma_private_open(&s->spools, s->dir, "spool", &s->err), "spools", &s->err);
	ma_buf_addf(&share, "%s/share/meta-agent", source ? source : ".");
	agents.data_dir = share.p;
	must(ma_agents_load(&s->agents, &agents, &s->err), "agents", &s->err);
	forget_wording(&s->agents);
	ma_buf_done(&share);
	out = path_in(s, "out");
	must(ma_workspace_open(s->out ? s->out : out, RUN_ID, &s->workspace, &s->err), "workspace",
		&s->err);
	ma_free(out);
	open_llms(s);
	open_verify(s);
	s->ports = (struct ma_engine_ports){ .loop = s->loop,
		.clock = &s->clock.base,
		.ids = &s->ids.base,
		.store = s->store,
		.workspace = s->workspace,
		.llms = { s->llm, s->spare },
		.llms_n = s->spare ? 2 : 1,
		.gates = { &s->gates[0], &s->gates[1] },
		.price = json_object_get(s->scn, "max_cost_microusd") ? price : NULL,
		.price_data = s,
		.verify = s->verify,
		.syntax = s->syntax,
		.spools = ma_json_bool(s->scn, "wired", false) ? &s->spools : NULL,
		.agents = &s->agents };
}

void close_world(struct scenario *s)
{
	ma_engine_free(s->engine);
	ma_verify_free(s->verify);
	ma_llm_free(s->llm);
	ma_llm_free(s->spare);
	ma_workspace_free(s->workspace);
	ma_syntax_free(s->syntax);
	ma_store_free(s->store);
	ma_private_close(&s->spools);
	ma_agents_done(&s->agents);
	must(ma_fs_remove_tree(s->dir, &s->err), "clean up", &s->err);
	ma_free(s->dir);
	ma_loop_free(s->loop);
	json_decref(s->scn);
}
