/* Classes of attempts. */
#include "model/call_class.h"

#include "base/err.h"

static const struct {
	const char *name;
	bool retryable;
} classes[] = {
#define X(id, class_name, again) [MA_LLM_##id] = { class_name, again },
	MA_LLM_CLASSES(X)
#undef X
};

const char *ma_llm_class_name(enum ma_llm_class c)
{
	MA_ASSERT((size_t)c < MA_COUNT(classes));
	return classes[c].name;
}

bool ma_llm_class_parse(struct ma_str name, enum ma_llm_class *out)
{
	size_t i;

	for (i = 0; i < MA_COUNT(classes); i++) {
		if (ma_str_is(name, classes[i].name)) {
			*out = (enum ma_llm_class)i;
			return true;
		}
	}
	return false;
}

bool ma_llm_class_retryable(enum ma_llm_class c)
{
	MA_ASSERT((size_t)c < MA_COUNT(classes));
	return classes[c].retryable;
}
