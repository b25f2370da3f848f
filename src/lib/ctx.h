/* A context's insides: what its runs share. */
#ifndef MA_LIB_CTX_H
#define MA_LIB_CTX_H

#include <jansson.h>

#include "engine/agents.h"
#include "metaagent/metaagent.h"
#include "model/price.h"
#include "sys/http.h"
#include "sys/loop.h"

struct ma_ctx {
	struct ma_loop *loop;
	struct ma_http *http; /* NULL until a provider needs it */
	struct ma_agents agents;
	struct ma_prices *prices; /* NULL until a price is asked for */
	char *data_dir;
};

/* Builds text on the way out of the library: gives *out, ma_string_free() it. */
struct ma_buf;
ma_rc ma_give_text(struct ma_buf *text, char **out, ma_err *err);
ma_rc ma_give_json(json_t *value, char **out, ma_err *err); /* takes value, NULL: memory is out */

#endif
