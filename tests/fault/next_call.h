/* For what stands before the C library: the function behind ours, in a variable `real` of its type. */
#ifndef MA_TESTS_FAULT_NEXT_CALL_H
#define MA_TESTS_FAULT_NEXT_CALL_H

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

static inline void *next_call(const char *name)
{
	void *at = dlsym(RTLD_NEXT, name);

	if (!at)
		abort();
	return at;
}

#define FIND(name)                                    \
	static __typeof__(wrap_##name) *real;         \
	void *found;                                  \
	if (!real) {                                  \
		found = next_call(#name);             \
		memcpy(&real, &found, sizeof(found)); \
	}

#endif
