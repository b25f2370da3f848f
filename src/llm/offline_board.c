/*
 * Boards, whose cards are dragged from one lane to another: records with a state ("status: todo, doing, done") or, where they have
 * none, records that are in another one ("cards of a column").
 */
#include "codec/json.h"
#include "llm/offline_entity.h"
#include "model/understand.h"

/* The state of a record; NULL where it has none. */
static const json_t *state_of(const json_t *e)
{
	const json_t *f;
	size_t i;

	json_array_foreach (json_object_get(e, "fields"), i, f)
		if (ma_str_is(ma_json_str(f, "type"), "enum") &&
			ma_understand_is_state(ma_json_str(f, "name")))
			return f;
	return NULL;
}

/* The reference to what a record is put in; NULL where there is none. */
static const json_t *lane_of(const json_t *e)
{
	const json_t *ref;
	size_t i;

	json_array_foreach (json_object_get(e, "refs"), i, ref)
		if (!json_equal(json_object_get(ref, "to"), json_object_get(e, "name")) &&
			ma_understand_is_lane(ma_json_str(ref, "to")))
			return ref;
	return NULL;
}

static bool add_board(json_t *list, const json_t *e)
{
	static const char *const of_entity[] = { "name", "path", "var", "vars", "label", "labels",
		"titleField" };
	static const char *const of_field[] = { "required", "values", "toVar", "toVars", "toPath",
		"toTitleField" };
	const json_t *state = state_of(e), *field = state ? state : lane_of(e);
	json_t *board;
	bool ok;
	size_t i;

	if (!field)
		return true;
	board = json_object();
	ok = ma_offline_copy(board, "field", field, "name") &&
		ma_offline_copy(board, "fieldLabel", field, "label");
	for (i = 0; i < MA_COUNT(of_entity); i++)
		ok = ok && ma_offline_copy(board, of_entity[i], e, of_entity[i]);
	for (i = 0; i < MA_COUNT(of_field); i++)
		ok = ok && ma_offline_copy(board, of_field[i], field, of_field[i]);
	return json_array_append_new(list, board) == 0 && ok;
}

static bool name_boards(json_t *list, json_t *view)
{
	bool single = json_array_size(list) == 1, ok = true, states = false, lanes = false;
	json_t *board;
	size_t i;

	json_array_foreach (list, i, board) {
		states = states || json_is_null(json_object_get(board, "toVars"));
		lanes = lanes || !json_is_null(json_object_get(board, "toVars"));
		ok = ok &&
			ma_offline_put(board, "title",
				single ? json_string("Board")
				       : json_sprintf("%s board",
						 json_string_value(json_object_get(board, "label"))));
	}
	return ok && ma_offline_put(view, "boardsOfStates", json_boolean(states)) &&
		ma_offline_put(view, "boardsOfLanes", json_boolean(lanes));
}

bool ma_offline_add_boards(const struct ma_offline_builder *b, json_t *view)
{
	json_t *list = json_array();
	const json_t *e;
	bool ok = list != NULL;
	size_t i;

	json_array_foreach (b->ordered, i, e)
		ok = ok && add_board(list, e);
	ok = ok && name_boards(list, view);
	if (json_array_size(list) == 0)
		ok = ma_offline_put(json_object_get(view, "features"), "drag_drop", json_false()) &&
			ok;
	return ma_offline_put(view, "boards", list) && ok;
}
