/*
 * Whatever stands in a file: it is a cassette as a whole, or refused. Of one that is, every call can be
 * read again, and a request that it has no answer to is told why in one line.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/schema.h"
#include "fuzz/target.h"
#include "llm/cassette_parts.h"
#include "sys/fs.h"

static const struct ma_schema *cassette_schema(void)
{
	static struct ma_schema *schema; /* lives as long as the process */
	const char *source = getenv("META_AGENT_SOURCE");
	char path[4096];
	char *text = NULL;
	size_t size = 0;
	ma_err err = { .code = MA_OK };

	if (schema)
		return schema;
	(void)snprintf(path, sizeof(path), "%s/share/meta-agent/schemas/cassette.json",
		source ? source : "."); /* too long: it is not found */
	if (ma_fs_read(path, MA_LIMIT_CONFIG, &text, &size, &err) ||
		ma_schema_new(ma_str_n(text, size), "cassette.json", NULL, &schema, &err)) {
		(void)fprintf(stderr, "%s\n", err.msg);
		abort();
	}
	ma_free(text);
	return schema;
}

static void check_call(const struct ma_cassette *c, const struct ma_cassette_call *call)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_MIB);
	struct ma_llm_req req;
	char key[MA_KEY_SIZE], message[512];
	json_t *json = NULL;
	ma_err err;

	MA_ASSERT(call->source < c->head.sources_n && !call->given);
	MA_ASSERT(!ma_cassette_read(call, &json, &err));
	MA_ASSERT(!ma_llm_req_read(json_object_get(json, "request"), &arena, &req, &err));
	MA_ASSERT(!ma_llm_req_key(&req, key, &err) && strcmp(key, call->key) == 0);
	MA_ASSERT(ma_cassette_first(c, call->source, key) != NULL);
	req.json = !req.json;
	ma_cassette_miss(c, call->source, &req, message, sizeof(message));
	MA_ASSERT(message[0] && !strchr(message, '\n'));
	MA_ASSERT(ma_str_utf8(ma_str(message)));
	json_decref(json);
	ma_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct ma_schema *schema = cassette_schema();
	char *text = ma_alloc(size + 1, 1);
	struct ma_cassette *c = NULL;
	ma_err err;
	size_t i;

	if (!text)
		return 0;
	if (size > 0)
		memcpy(text, data, size);
	if (ma_cassette_parse(text, size, "tape", schema, &c, &err)) {
		MA_ASSERT(ma_str_starts(ma_str(err.msg), "tape:"));
		ma_free(text);
		return 0;
	}
	MA_ASSERT((int64_t)c->calls_n == c->head.calls && ma_cassette_is(ma_str_n(text, size)));
	for (i = 0; i < c->calls_n; i++)
		check_call(c, &c->calls[i]);
	ma_cassette_unref(c);
	return 0;
}
