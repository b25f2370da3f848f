/* What a view has beyond fields and references: relations of many to many, tags, ratings, controls. */
#include <stdlib.h>
#include <string.h>

#include "codec/json.h"
#include "llm/offline_parts.h"
#include "support/torture.h"

#define STUDENTS                                                                                              \
	"{\"versions\":{},\"relations\":[{\"from\":\"Student\",\"kind\":\"many_to_many\",\"to\":\"course\"}," \
	"{\"from\":\"Course\",\"kind\":\"many_to_many\",\"to\":\"Student\"},"                                 \
	"{\"from\":\"Student\",\"kind\":\"many_to_many\",\"to\":\"Student\"},"                                \
	"{\"from\":\"Student\",\"kind\":\"many_to_many\",\"to\":\"Nobody\"}],"                                \
	"\"entities\":[{\"name\":\"Student\",\"fields\":[]},{\"name\":\"Course\",\"fields\":[]}]}"

static json_t *view_of(const char *contract)
{
	ma_err err = { .code = MA_OK };
	json_t *in = json_loads(contract, 0, NULL), *view = NULL;
	const struct ma_offline_shared shared = { json_object_get(in, "versions"), NULL };

	assert_non_null(in);
	if (ma_offline_view(in, MA_STR(""), &shared, &view, &err))
		fail_msg("%s", err.msg);
	json_decref(in);
	return view;
}

static const json_t *entity(const json_t *view, size_t i)
{
	return json_array_get(json_object_get(view, "entities"), i);
}

static const char *at(const json_t *e, const char *list, size_t i, const char *key)
{
	return json_string_value(json_object_get(json_array_get(json_object_get(e, list), i), key));
}

static const char *type_of(const json_t *e, const char *name)
{
	const json_t *f;
	size_t i;

	json_array_foreach (json_object_get(e, "fields"), i, f)
		if (ma_str_is(ma_json_str(f, "name"), name))
			return json_string_value(json_object_get(f, "type"));
	return NULL;
}

static void a_person_is_known_by_two_names(void **state)
{
	json_t *view = view_of(
		"{\"kind\":\"webapp\",\"versions\":{},\"entities\":["
		"{\"name\":\"Member\",\"fields\":[{\"name\":\"surname\"},{\"name\":\"firstName\"}]},"
		"{\"name\":\"Book\",\"fields\":[{\"name\":\"title\"},{\"name\":\"lastName\"}]},"
		"{\"name\":\"Guest\",\"fields\":[{\"name\":\"name\"},{\"name\":\"firstName\"},"
		"{\"name\":\"lastName\"}]}]}");
	const json_t *member = entity(view, 0);
	const json_t *surname = json_object_get(member, "surname");

	MA_UNUSED(state);
	assert_true(ma_str_is(ma_json_str(member, "titleField"), "firstName"));
	assert_true(ma_str_is(ma_json_str(surname, "name"), "surname"));
	assert_false(ma_json_bool(surname, "isListed", true));
	assert_true(json_is_null(json_object_get(entity(view, 1), "surname")));
	assert_true(json_is_null(json_object_get(entity(view, 2), "surname")));
	json_decref(view);
}

static void what_the_address_of_a_list_may_say_is_named_once(void **state)
{
	static const char *const expected[] = { "state", "dueFrom", "dueTo", "priceFrom", "priceTo",
		"boxId", "lidIds", "q", "sort", "page", "pageSize" };
	json_t *view = view_of(
		"{\"kind\":\"api\",\"versions\":{},\"features\":[\"filter\",\"search\",\"sort\","
		"\"pagination\"],\"relations\":[{\"from\":\"Thing\",\"kind\":\"many_to_many\",\"to\":\"Lid\"}],"
		"\"entities\":[{\"name\":\"Thing\",\"fields\":[{\"name\":\"name\"},{\"name\":\"state\","
		"\"type\":\"enum\",\"values\":[\"a\",\"b\"]},{\"name\":\"due\",\"type\":\"date\"},"
		"{\"name\":\"price\",\"type\":\"money\"},{\"name\":\"box\",\"type\":\"ref\",\"to\":\"Box\"}]},"
		"{\"name\":\"Box\",\"fields\":[]},{\"name\":\"Lid\",\"fields\":[]}]}");
	json_t *plain = view_of(
		"{\"kind\":\"api\",\"versions\":{},\"entities\":[{\"name\":\"Thing\",\"fields\":["
		"{\"name\":\"done\",\"type\":\"boolean\"}]}]}");
	const json_t *thing = NULL, *e;
	size_t i;

	MA_UNUSED(state);
	json_array_foreach (json_object_get(view, "entities"), i, e)
		if (ma_str_is(ma_json_str(e, "name"), "Thing"))
			thing = e;
	for (i = 0; i < MA_COUNT(expected); i++)
		assert_string_equal(at(thing, "parameters", i, "name"), expected[i]);
	assert_int_equal(json_array_size(json_object_get(thing, "parameters")), i);
	assert_int_equal(json_array_size(json_object_get(entity(plain, 0), "parameters")), 0);
	json_decref(view);
	json_decref(plain);
}

static void a_calendar_shows_days_and_what_lasts_from_one_to_another(void **state)
{
	static const char *const expected[][5] = {
		/* label, name, last, clock, titleField */
		{ "Stay", "checkInDate", "checkOutDate", NULL, "name" },
		{ "Pass", "validFrom", "validTo", NULL, "title" },
		{ "Pass: Issued on", "issuedOn", NULL, NULL, "title" },
		{ "Task: Due date", "dueDate", NULL, "startTime", "title" },
		{ "Talk", "startsAt", NULL, NULL, "title" },
		{ "Talk: Ends on", "endsOn", NULL, NULL, "title" },
	};
	static const char *const keys[] = { "label", "name", "last", "clock", "titleField" };
	json_t *view = view_of(
		"{\"versions\":{},\"features\":[\"calendar\"],\"entities\":["
		"{\"name\":\"Stay\",\"fields\":[{\"name\":\"name\"},{\"name\":\"checkOutDate\",\"type\":\"date\"},"
		"{\"name\":\"checkInDate\",\"type\":\"date\"},{\"name\":\"guestBirthDate\",\"type\":\"date\"},"
		"{\"name\":\"from\",\"type\":\"time\"}]},"
		"{\"name\":\"Pass\",\"fields\":[{\"name\":\"title\"},{\"name\":\"validFrom\",\"type\":\"date\"},"
		"{\"name\":\"validTo\",\"type\":\"date\"},{\"name\":\"issuedOn\",\"type\":\"date\"}]},"
		"{\"name\":\"Task\",\"fields\":[{\"name\":\"title\"},{\"name\":\"dueDate\",\"type\":\"date\"},"
		"{\"name\":\"startTime\",\"type\":\"time\"},{\"name\":\"endTime\",\"type\":\"time\"}]},"
		"{\"name\":\"Talk\",\"fields\":[{\"name\":\"title\"},{\"name\":\"startsAt\",\"type\":\"datetime\"},"
		"{\"name\":\"endsOn\",\"type\":\"date\"}]}]}");
	json_t *undated = view_of(
		"{\"versions\":{},\"features\":[\"calendar\"],\"entities\":["
		"{\"name\":\"Member\",\"fields\":[{\"name\":\"birthDate\",\"type\":\"date\"}]}]}");
	const char *value;
	size_t i, k;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(expected); i++)
		for (k = 0; k < MA_COUNT(keys); k++) {
			value = at(view, "dated", i, keys[k]);
			if (expected[i][k])
				assert_string_equal(value, expected[i][k]);
			else
				assert_null(value);
		}
	assert_int_equal(json_array_size(json_object_get(view, "dated")), i);
	assert_true(ma_json_bool(json_object_get(view, "features"), "calendar", false));
	assert_false(ma_json_bool(json_object_get(undated, "features"), "calendar", true));
	json_decref(view);
	json_decref(undated);
}

static void a_board_has_lanes_of_states_or_of_records(void **state)
{
	json_t *view = view_of(
		"{\"versions\":{},\"features\":[\"drag_drop\"],\"entities\":["
		"{\"name\":\"Column\",\"fields\":[{\"name\":\"name\"}]},"
		"{\"name\":\"Card\",\"fields\":[{\"name\":\"title\"},{\"name\":\"colour\",\"type\":\"enum\","
		"\"values\":[\"red\",\"blue\"]},{\"name\":\"column\",\"type\":\"ref\",\"to\":\"Column\"}]},"
		"{\"name\":\"Deal\",\"fields\":[{\"name\":\"title\"},{\"name\":\"dealStage\",\"type\":\"enum\","
		"\"required\":true,\"values\":[\"lead\",\"won\"]}]}]}");
	json_t *single = view_of(
		"{\"versions\":{},\"features\":[\"drag_drop\"],\"entities\":[{\"name\":\"Task\",\"fields\":["
		"{\"name\":\"status\",\"type\":\"enum\",\"values\":[\"todo\",\"done\"]}]}]}");
	json_t *none = view_of(
		"{\"versions\":{},\"features\":[\"drag_drop\"],\"entities\":[{\"name\":\"Thing\",\"fields\":["
		"{\"name\":\"thing\",\"type\":\"ref\",\"to\":\"Thing\"}]}]}");

	MA_UNUSED(state);
	assert_int_equal(json_array_size(json_object_get(view, "boards")), 2);
	assert_string_equal(at(view, "boards", 0, "title"), "Card board");
	assert_string_equal(at(view, "boards", 0, "field"), "columnId");
	assert_string_equal(at(view, "boards", 0, "toVars"), "columns");
	assert_string_equal(at(view, "boards", 1, "title"), "Deal board");
	assert_string_equal(at(view, "boards", 1, "field"), "dealStage");
	assert_null(at(view, "boards", 1, "toVars"));
	assert_true(ma_json_bool(view, "boardsOfStates", false));
	assert_true(ma_json_bool(view, "boardsOfLanes", false));
	assert_string_equal(at(single, "boards", 0, "title"), "Board");
	assert_false(ma_json_bool(single, "boardsOfLanes", true));
	assert_int_equal(json_array_size(json_object_get(none, "boards")), 0);
	assert_false(ma_json_bool(json_object_get(none, "features"), "drag_drop", true));
	json_decref(view);
	json_decref(single);
	json_decref(none);
}

static void markdown_is_for_the_main_text_where_none_is_said_to_be(void **state)
{
	json_t *asked = view_of(
		"{\"versions\":{},\"features\":[\"markdown\"],\"entities\":["
		"{\"name\":\"Folder\",\"fields\":[{\"name\":\"name\"},{\"name\":\"notes\",\"type\":\"text\"}]},"
		"{\"name\":\"Note\",\"fields\":[{\"name\":\"title\"},{\"name\":\"summary\",\"type\":\"text\"},"
		"{\"name\":\"body\",\"type\":\"text\"},{\"name\":\"folder\",\"type\":\"ref\",\"to\":\"Folder\"}]}]}");
	json_t *said = view_of(
		"{\"versions\":{},\"features\":[],\"entities\":[{\"name\":\"Note\",\"fields\":["
		"{\"name\":\"title\"},{\"name\":\"body\",\"type\":\"text\"},"
		"{\"name\":\"plan\",\"type\":\"markdown\"}]}]}");
	json_t *none = view_of(
		"{\"versions\":{},\"features\":[\"markdown\"],\"entities\":[{\"name\":\"Thing\",\"fields\":["
		"{\"name\":\"name\"}]}]}");

	MA_UNUSED(state);
	assert_string_equal(type_of(entity(asked, 0), "notes"), "text");
	assert_string_equal(type_of(entity(asked, 1), "summary"), "text");
	assert_string_equal(type_of(entity(asked, 1), "body"), "markdown");
	assert_true(ma_json_bool(json_object_get(asked, "features"), "markdown", false));
	assert_string_equal(type_of(entity(said, 0), "body"), "text");
	assert_true(ma_json_bool(json_object_get(said, "features"), "markdown", false));
	assert_false(ma_json_bool(json_object_get(none, "features"), "markdown", true));
	json_decref(asked);
	json_decref(said);
	json_decref(none);
}

static void a_relation_of_many_to_many_is_a_link_of_one_side(void **state)
{
	json_t *view = view_of(STUDENTS);
	const json_t *student = entity(view, 0), *course = entity(view, 1);

	MA_UNUSED(state);
	assert_true(json_is_true(json_object_get(view, "joined")));
	assert_int_equal(json_array_size(json_object_get(student, "links")), 1);
	assert_string_equal(at(student, "links", 0, "name"), "courseIds");
	assert_string_equal(at(student, "links", 0, "table"), "students_courses");
	assert_string_equal(at(student, "links", 0, "column"), "student_id");
	assert_string_equal(at(student, "links", 0, "toColumn"), "course_id");
	assert_string_equal(at(student, "links", 0, "toTitleField"), "name");
	assert_int_equal(json_array_size(json_object_get(course, "links")), 0);
	assert_string_equal(at(course, "linked", 0, "linkName"), "courseIds");
	json_decref(view);
}

static void a_relation_of_one_to_one_is_a_unique_reference_of_either_side(void **state)
{
	json_t *view = view_of(
		"{\"versions\":{},\"relations\":[{\"from\":\"Desk\",\"kind\":\"one_to_one\",\"to\":\"Person\"}],"
		"\"entities\":[{\"name\":\"Desk\",\"fields\":[]},{\"name\":\"Person\",\"fields\":["
		"{\"name\":\"desk\",\"type\":\"ref\",\"to\":\"Desk\"}]}]}");
	const json_t *ref = json_array_get(json_object_get(entity(view, 1), "refs"), 0);

	MA_UNUSED(state);
	assert_string_equal(json_string_value(json_object_get(ref, "name")), "deskId");
	assert_true(json_is_true(json_object_get(ref, "unique")));
	assert_true(json_is_true(json_object_get(view, "paired")));
	json_decref(view);
}

static void tags_and_ratings_are_for_what_the_application_is_about(void **state)
{
	json_t *view = view_of(
		"{\"versions\":{},\"features\":[\"tags\",\"ratings\"],\"entities\":[{\"name\":\"Category\",\"fields\":[]},"
		"{\"name\":\"Comment\",\"fields\":[{\"name\":\"post\",\"type\":\"ref\",\"to\":\"Post\"}]},"
		"{\"name\":\"Post\",\"fields\":[{\"name\":\"category\",\"type\":\"ref\",\"to\":\"Category\"}]}]}");
	const json_t *post = entity(view, 1);

	MA_UNUSED(state);
	assert_string_equal(json_string_value(json_object_get(post, "name")), "Post");
	assert_string_equal(type_of(post, "tags"), "tags");
	assert_string_equal(type_of(post, "rating"), "rating");
	assert_null(type_of(entity(view, 0), "tags"));
	assert_null(type_of(entity(view, 2), "rating"));
	assert_true(json_is_true(json_object_get(post, "hasFilter")));
	json_decref(view);
}

static void a_field_that_is_a_rating_already_is_no_second_one(void **state)
{
	json_t *view = view_of(
		"{\"versions\":{},\"features\":[\"ratings\"],\"entities\":[{\"name\":\"Movie\",\"fields\":[]},"
		"{\"name\":\"Review\",\"fields\":[{\"name\":\"stars\",\"type\":\"integer\",\"required\":false}]}]}");

	MA_UNUSED(state);
	assert_string_equal(type_of(entity(view, 1), "stars"), "rating");
	assert_null(type_of(entity(view, 0), "rating"));
	json_decref(view);
}

static bool is(const json_t *e, size_t field, const char *flag)
{
	return json_is_true(
		json_object_get(json_array_get(json_object_get(e, "fields"), field), flag));
}

static void rows_of_lists_have_the_first_fields_and_what_is_clicked_on(void **state)
{
	json_t *view = view_of(
		"{\"versions\":{},\"entities\":[{\"name\":\"Patient\",\"fields\":[{\"name\":\"name\"},{\"name\":\"a\"},"
		"{\"name\":\"b\"},{\"name\":\"c\"},{\"name\":\"d\"},{\"name\":\"e\"},{\"name\":\"f\"},{\"name\":\"g\"},"
		"{\"name\":\"smoker\",\"type\":\"boolean\"},{\"name\":\"notes\",\"type\":\"text\"},"
		"{\"name\":\"more\",\"type\":\"text\"}]},{\"name\":\"Tag\",\"fields\":[{\"name\":\"name\"},{\"name\":\"hue\"}]}]}");
	const json_t *patient = entity(view, 0);

	MA_UNUSED(state);
	assert_false(is(patient, 0, "isListed")); /* the title has a line of its own */
	assert_true(is(patient, 1, "isListed"));
	assert_true(is(patient, 6, "isListed"));
	assert_false(is(patient, 7, "isListed"));
	assert_true(is(patient, 8, "isListed"));
	assert_false(is(patient, 9, "isListed"));
	assert_true(is(patient, 9, "isExcerpt"));
	assert_false(is(patient, 10, "isExcerpt"));
	assert_false(json_is_true(json_object_get(patient, "brief")));
	assert_true(json_is_true(json_object_get(entity(view, 1), "brief")));
	json_decref(view);
}

static void files_are_taken_where_a_record_has_one_or_they_are_asked_for(void **state)
{
	json_t *has = view_of("{\"versions\":{},\"entities\":[{\"name\":\"Dog\",\"fields\":["
			      "{\"name\":\"photo\",\"type\":\"image\"}]}]}"),
	       *asked = view_of(
		       "{\"versions\":{},\"features\":[\"upload\"],\"entities\":["
		       "{\"name\":\"Category\",\"fields\":[]},{\"name\":\"Dog\",\"fields\":[]}]}"),
	       *neither = view_of(
		       "{\"versions\":{},\"entities\":[{\"name\":\"Dog\",\"fields\":[]}]}");

	MA_UNUSED(state);
	assert_true(json_is_true(json_object_get(json_object_get(has, "features"), "upload")));
	assert_null(type_of(entity(has, 0), "attachment"));
	assert_true(json_is_true(json_object_get(json_object_get(asked, "features"), "upload")));
	assert_string_equal(type_of(entity(asked, 1), "attachment"), "file");
	assert_null(type_of(entity(asked, 0), "attachment"));
	assert_false(json_is_true(json_object_get(json_object_get(neither, "features"), "upload")));
	json_decref(has);
	json_decref(asked);
	json_decref(neither);
}

static void charts_are_on_the_dashboard(void **state)
{
	json_t *view = view_of(
		"{\"versions\":{},\"features\":[\"charts\"],\"entities\":[{\"name\":\"Movie\",\"fields\":[]}]}");
	const json_t *features = json_object_get(view, "features");

	MA_UNUSED(state);
	assert_true(json_is_true(json_object_get(features, "dashboard")));
	assert_false(json_is_true(json_object_get(features, "filters")));
	assert_false(json_is_true(json_object_get(view, "joined")));
	json_decref(view);
}

static ma_rc view_scenario(void *data, ma_err *err)
{
	const struct ma_offline_shared shared = { json_object_get(data, "versions"), NULL };
	json_t *view = NULL;
	ma_rc rc = ma_offline_view(data, MA_STR("a request"), &shared, &view, err);

	if (!rc && !json_equal(json_object_get(data, "view"), view))
		rc = ma_fail(err, MA_EINVALID, "another view");
	json_decref(view);
	return rc;
}

static void exhausted_memory_never_changes_a_view(void **state)
{
	json_t *data = json_loads(STUDENTS, 0, NULL), *view = NULL;
	const struct ma_offline_shared shared = { json_object_get(data, "versions"), NULL };
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	json_object_set_new(data, "features", json_pack("[s,s]", "tags", "ratings"));
	assert_int_equal(ma_offline_view(data, MA_STR("a request"), &shared, &view, &err), MA_OK);
	json_object_set_new(data, "view", view);
	torture(view_scenario, data);
	json_decref(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_the_address_of_a_list_may_say_is_named_once),
		cmocka_unit_test(a_person_is_known_by_two_names),
		cmocka_unit_test(a_calendar_shows_days_and_what_lasts_from_one_to_another),
		cmocka_unit_test(a_board_has_lanes_of_states_or_of_records),
		cmocka_unit_test(markdown_is_for_the_main_text_where_none_is_said_to_be),
		cmocka_unit_test(a_relation_of_many_to_many_is_a_link_of_one_side),
		cmocka_unit_test(a_relation_of_one_to_one_is_a_unique_reference_of_either_side),
		cmocka_unit_test(tags_and_ratings_are_for_what_the_application_is_about),
		cmocka_unit_test(a_field_that_is_a_rating_already_is_no_second_one),
		cmocka_unit_test(rows_of_lists_have_the_first_fields_and_what_is_clicked_on),
		cmocka_unit_test(files_are_taken_where_a_record_has_one_or_they_are_asked_for),
		cmocka_unit_test(charts_are_on_the_dashboard),
		cmocka_unit_test(exhausted_memory_never_changes_a_view),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
