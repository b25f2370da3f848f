/* Where the grammars of tree-sitter are for a test, and a test that needs them. */
#ifndef MA_TESTS_GRAMMARS_H
#define MA_TESTS_GRAMMARS_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <setjmp.h>

#include <cmocka.h>

#include "sys/fs.h"

/* A set-up of a group, before which it is empty. */
static char grammars[4096];

static inline int grammars_find(void **state)
{
	const char *source = getenv("META_AGENT_SOURCE"), *set = getenv("META_AGENT_GRAMMARS");

	(void)state;
	assert_true(set || source);
	if (set)
		snprintf(grammars, sizeof(grammars), "%s", set);
	else
		snprintf(grammars, sizeof(grammars), "%s/build/grammars", source);
	return 0;
}

static inline bool grammars_are_there(void)
{
	return ma_fs_exists(grammars);
}

/* Skips the test where they are not. */
static inline void there_must_be_grammars(void)
{
	if (grammars_are_there())
		return;
	print_message("SKIPPED: there are no grammars; scripts/grammars.sh builds them\n");
	skip();
}

#endif
