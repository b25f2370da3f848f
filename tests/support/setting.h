/*
 * What the environment may set of a test: how much of a campaign is run, and with which seed. Without META_AGENT_SEED the
 * seed is always the same one, so that no change is refused for another's luck; "fresh" is one that nobody tried.
 */
#ifndef MA_TESTS_SETTING_H
#define MA_TESTS_SETTING_H

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "support/torture.h"

static inline int64_t setting(const char *name, int64_t otherwise)
{
	int64_t value = otherwise;

	if (getenv(name))
		assert_true(ma_str_to_i64(ma_str(getenv(name)), &value));
	return value;
}

static inline int64_t seed_of_run(void)
{
	const char *given = getenv("META_AGENT_SEED");
	struct timespec ts;
	int64_t seed;

	clock_gettime(CLOCK_REALTIME, &ts);
	seed = given && strcmp(given, "fresh") == 0 ? ts.tv_sec * 1000003 + ts.tv_nsec
						    : setting("META_AGENT_SEED", 20261129);
	print_message("    META_AGENT_SEED=%" PRId64 "\n", seed);
	return seed;
}

#endif
