/* Defaults of fields in a view: once types are settled, those that fit. */
#include "codec/json.h"
#include "llm/offline_entity.h"
#include "model/preset.h"

/* The day or the moment when the record is made. */
static bool is_moving(const json_t *field)
{
	struct ma_str preset = ma_json_str(field, "default");

	return (ma_str_is(ma_json_str(field, "type"), "date") &&
		       ma_str_is(preset, MA_PRESET_TODAY)) ||
		(ma_str_is(ma_json_str(field, "type"), "datetime") &&
			ma_str_is(preset, MA_PRESET_NOW));
}

static bool settle(json_t *field, bool served)
{
	json_t *preset = json_object_get(field, "default");
	bool fits = served && preset && ma_preset_fits(field, preset);

	if (!fits)
		(void)json_object_del(field, "default"); /* fails where there is none */
	return ma_offline_put(field, "hasDefault", json_boolean(fits)) &&
		ma_offline_put(field, "moving", json_boolean(fits && is_moving(field)));
}

bool ma_offline_add_presets(const struct ma_offline_builder *b, json_t *view)
{
	bool ok = true, any = false, days = false, moments = false, here, moving;
	json_t *f;
	size_t i, k;

	for (i = 0; i < b->n; i++) {
		here = moving = false;
		json_array_foreach (b->entities[i].fields, k, f) {
			ok = ok && settle(f, b->entities[i].served);
			here = here || ma_json_bool(f, "hasDefault", false);
			if (!ma_json_bool(f, "moving", false))
				continue;
			moving = true;
			days = days || ma_str_is(ma_json_str(f, "type"), "date");
			moments = moments || ma_str_is(ma_json_str(f, "type"), "datetime");
		}
		any = any || here;
		ok = ok && ma_offline_put(b->entities[i].out, "hasDefaults", json_boolean(here)) &&
			ma_offline_put(b->entities[i].out, "hasMoving", json_boolean(moving));
	}
	return ok && ma_offline_put(view, "defaults", json_boolean(any)) &&
		ma_offline_put(view, "todays", json_boolean(days)) &&
		ma_offline_put(view, "moments", json_boolean(moments));
}
