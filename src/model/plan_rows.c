/* Plans that are made by rules. */
#include "model/plan_rows.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"

/* "Author, Book and Loan"; "" where there are none. */
static void add_names(struct ma_buf *out, const json_t *contract)
{
	const json_t *entities = json_object_get(contract, "entities"), *e;
	size_t i, n = json_array_size(entities);

	json_array_foreach (entities, i, e) {
		if (i > 0)
			ma_buf_adds(out, i + 1 == n ? " and " : ", ");
		ma_buf_addv(out, ma_json_str(e, "name"));
	}
}

static json_t *string_of(struct ma_buf *b)
{
	json_t *s = b->rc ? NULL : json_stringn(b->p ? b->p : "", b->n);

	ma_buf_done(b);
	return s;
}

static bool has_entities(const json_t *contract)
{
	return json_array_size(json_object_get(contract, "entities")) > 0;
}

static json_t *description(const struct ma_plan_row *row, const json_t *contract)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_adds(&text, row->description);
	if (has_entities(contract)) {
		ma_buf_adds(&text, " for ");
		add_names(&text, contract);
		ma_buf_adds(&text, ", as the contract says");
	}
	ma_buf_addc(&text, '.');
	return string_of(&text);
}

static json_t *strings(const char *const *list, size_t n)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < n && list[i]; i++)
		json_array_append_new(array, json_string(list[i]));
	return array;
}

static json_t *after(
	const struct ma_plan_row *rows, size_t n, const bool *there, const struct ma_plan_row *row)
{
	const char *ids[MA_COUNT(row->after)];
	size_t i, k, ids_n = 0;

	for (i = 0; i < MA_COUNT(row->after) && row->after[i]; i++)
		for (k = 0; k < n; k++)
			if (there[k] && strcmp(rows[k].id, row->after[i]) == 0)
				ids[ids_n++] = rows[k].id;
	return strings(ids, ids_n);
}

json_t *ma_plan_rows(const struct ma_plan_row *rows, size_t n, const bool *there,
	const char *summary, json_t *contract)
{
	json_t *tasks = json_array(), *plan;
	struct ma_buf says = MA_BUF_INIT(MA_LIMIT_CONFIG);
	bool ok = tasks != NULL;
	size_t i;

	for (i = 0; i < n && ok; i++)
		ok = !there[i] ||
			json_array_append_new(tasks,
				json_pack("{s:s,s:s,s:s,s:o,s:o,s:o}", "id", rows[i].id, "name",
					rows[i].name, "agent", rows[i].agent, "description",
					description(&rows[i], contract), "depends_on",
					after(rows, n, there, &rows[i]), "writes",
					strings(rows[i].writes, MA_PLAN_ROW_GLOBS))) == 0;
	ma_buf_adds(&says, summary);
	if (has_entities(contract)) {
		ma_buf_adds(&says, " that keeps ");
		add_names(&says, contract);
	}
	plan = json_pack("{s:o,s:O*,s:o}", "summary", string_of(&says), "contract", contract,
		"tasks", tasks);
	if (plan && ok)
		return plan;
	json_decref(plan);
	return NULL;
}
