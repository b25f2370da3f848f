/* Steps that are not worth starting. */
#include "verify/skip.h"

#include <string.h>

#include "sys/sandbox.h"

static bool is_same_package(const struct ma_step *a, const struct ma_step *b)
{
	return a->kind == b->kind && strcmp(a->root, b->root) == 0;
}

static bool build_failed(const struct ma_step *steps, const struct ma_check *checks, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (is_same_package(&steps[i], &steps[n]) && strcmp(steps[i].phase, "build") == 0 &&
			checks[i].state == MA_CHECK_FAILED)
			return true;
	return false;
}

const char *ma_skip_reason(const struct ma_step *steps, const struct ma_check *checks, size_t n,
	const struct ma_step *unready, const struct ma_sandbox *sandbox)
{
	bool smoke = strcmp(steps[n].phase, "smoke") == 0;

	if (unready && is_same_package(unready, &steps[n]))
		return "its packages are not installed";
	if (smoke && !sandbox)
		return "a server is started in the sandbox only";
	if (smoke && !ma_sandbox_has_network(sandbox))
		return "a server cannot be started where Landlock alone confines";
	if (smoke && build_failed(steps, checks, n))
		return "its build failed";
	return steps[n].missing;
}
