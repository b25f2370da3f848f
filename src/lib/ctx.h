/* A context's insides: what its runs share. */
#ifndef MA_LIB_CTX_H
#define MA_LIB_CTX_H

#include <jansson.h>

#include "core/gate.h"
#include "engine/agents.h"
#include "lib/config.h"
#include "metaagent/metaagent.h"
#include "model/price.h"
#include "sys/http.h"
#include "sys/loop.h"

/* The gate of a provider with a key, shared by the runs and calls of the context. */
struct ma_ctx_gate {
	struct ma_ctx_gate *next;
	char provider[64]; /* names are shorter: lib/host.c */
	uint64_t account;
	struct ma_gate gate;
};

struct ma_ctx {
	struct ma_loop *loop;
	struct ma_http *http; /* NULL until a provider needs it */
	struct ma_config *config;
	struct ma_agents agents;
	struct ma_prices *prices; /* NULL until a price is asked for */
	char *data_dir;
	void (*on_warning)(void *data, const char *message); /* may be NULL */
	void *warning_data;
	uint64_t warned;                   /* of the keys of which providers, by row */
	struct ma_run *runs;               /* those that are not freed */
	struct ma_generation *generations; /* these too */
	struct ma_ctx_gate *gates;
	struct ma_host *hosts;     /* what the host program registered */
	struct ma_llm_call *calls; /* that it is asked */
	uint64_t calls_last;       /* the newest one's number */
	unsigned leaving_n; /* runs and generations that the host freed, and that are not over */
	unsigned writing_n; /* contexts of outputs whose posted changes are not all on the disk */
	bool turning;       /* inside ma_ctx_turn(), hence inside a callback */
	bool freed;         /* by the host: it goes with its last run */
};

/* As ma_ctx_new(); `lenient`: what is wrong with the configuration is left out of it. */
ma_rc ma_ctx_make(const ma_ctx_opts *opts, bool lenient, ma_ctx **out, ma_err *err);

/* Wait for what is next, then turn. Not from inside a callback. */
void ma_ctx_wait(ma_ctx *ctx);
/* A run or a generation has gone. */
void ma_ctx_left(ma_ctx *ctx);

/* The gate for what a provider is asked with its key; *out is NULL where none is needed. Lives as long as the context. */
struct ma_llm;
ma_rc ma_ctx_gate(ma_ctx *ctx, const struct ma_llm *llm, struct ma_gate **out, ma_err *err);

/* Read the table of prices, once. */
ma_rc ma_ctx_load_prices(ma_ctx *ctx, ma_err *err);
/* What a usage costs, as engine/run.h's port wants it. The table is loaded. */
bool ma_ctx_price(ma_ctx *ctx, struct ma_str provider, struct ma_str model,
	const struct ma_usage *usage, int64_t *microusd_out);

/* Builds text on the way out of the library: gives *out, ma_string_free() it. */
struct ma_buf;
ma_rc ma_give_text(struct ma_buf *text, char **out, ma_err *err);
ma_rc ma_give_json(json_t *value, char **out, ma_err *err); /* takes value, NULL: memory is out */

#endif
