/* Well-formed replies by model and format. */
#include "model/format_rate.h"

#include "base/err.h"

static const char *const names[] = { "", "edit" };

const char *ma_format_name(enum ma_format format)
{
	return names[format];
}

bool ma_format_parse(struct ma_str name, enum ma_format *out)
{
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++) {
		if (!ma_str_is(name, names[i]))
			continue;
		*out = (enum ma_format)i;
		return true;
	}
	return false;
}

static uint32_t find(const struct ma_format_rates *rates, struct ma_str model)
{
	uint32_t i;

	for (i = 0; i < rates->n; i++)
		if (ma_str_eq(rates->v[i].model, model))
			break;
	return i;
}

void ma_format_note(
	struct ma_format_rates *rates, struct ma_str model, enum ma_format format, bool fine)
{
	uint32_t i = find(rates, model);

	if (i == MA_FORMAT_MODELS_MAX)
		return;
	if (i == rates->n)
		rates->v[rates->n++].model = model;
	rates->v[i].replies[format]++;
	rates->v[i].fine[format] += fine;
}

bool ma_format_good(const struct ma_format_rates *rates, struct ma_str model, enum ma_format format)
{
	uint32_t i = find(rates, model);

	if (i == rates->n || rates->v[i].replies[format] < MA_FORMAT_REPLIES_LEAST)
		return true;
	return (uint64_t)rates->v[i].fine[format] * 100 >=
		(uint64_t)rates->v[i].replies[format] * MA_FORMAT_GOOD_PERCENT;
}
