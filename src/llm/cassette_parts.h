/* A cassette's insides, shared by its reader and the search for what is near. */
#ifndef MA_LLM_CASSETTE_PARTS_H
#define MA_LLM_CASSETTE_PARTS_H

#include "base/map.h"
#include "llm/cassette.h"

struct ma_cassette {
	unsigned refs;
	char digest[MA_HASH_HEX_SIZE];
	char *text; /* the lines point into it */
	json_t *head_json;
	struct ma_cassette_head head; /* points into that */
	struct ma_cassette_call *calls;
	size_t calls_n;
	struct ma_map first; /* source and key -> the first call */
};

#endif
