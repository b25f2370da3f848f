/* Any prompt becomes a contract whose references lead somewhere, or is refused; the same one twice is the same. */
#include "model/understand.h"

#include "base/limits.h"
#include "codec/json.h"
#include "fuzz/target.h"

static bool is_entity(const json_t *entities, struct ma_str name)
{
	const json_t *e;
	size_t i;

	json_array_foreach (entities, i, e)
		if (ma_str_eq(ma_json_str(e, "name"), name))
			return true;
	return false;
}

static void check(const json_t *contract)
{
	const json_t *entities = json_object_get(contract, "entities"), *e, *f, *r;
	size_t i, k;

	json_array_foreach (entities, i, e)
		json_array_foreach (json_object_get(e, "fields"), k, f) {
			MA_ASSERT(ma_json_str(f, "name").n > 0);
			if (ma_str_is(ma_json_str(f, "type"), "ref"))
				MA_ASSERT(is_entity(entities, ma_json_str(f, "to")));
			if (ma_str_is(ma_json_str(f, "type"), "enum"))
				MA_ASSERT(json_array_size(json_object_get(f, "values")) > 1);
		}
	json_array_foreach (json_object_get(contract, "relations"), i, r)
		MA_ASSERT(is_entity(entities, ma_json_str(r, "from")) &&
			is_entity(entities, ma_json_str(r, "to")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str prompt = target_text(data, size);
	json_t *contract = NULL, *again = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_understand(prompt, &contract, &err)) {
		MA_ASSERT(!contract && err.msg[0]);
		return 0;
	}
	check(contract);
	MA_ASSERT(ma_understand(prompt, &again, &err) == MA_OK && json_equal(contract, again));
	json_decref(contract);
	json_decref(again);
	return 0;
}
