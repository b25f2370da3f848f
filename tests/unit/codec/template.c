/* The template language. */
#include "codec/template.h"

#include <stdlib.h>

#include "support/torture.h"

static const char view_text[] =
	"{\"app\":{\"name\":\"todo-app\",\"title\":\"Todo App\"},\"features\":{\"auth\":true,\"search\":false},"
	"\"empty\":[],\"blank\":\"\",\"zero\":0,\"none\":null,\"count\":3,\"rate\":1.5,\"quote\":\"say \\\"hi\\\"\","
	"\"entities\":[{\"name\":\"Task\",\"fields\":[{\"name\":\"title\",\"type\":\"string\"},"
	"{\"name\":\"dueDate\",\"type\":\"date\"}]},{\"name\":\"List\",\"fields\":[]}]}";

static ma_rc load(void *data, struct ma_str name, struct ma_str *text_out, ma_err *err)
{
	MA_UNUSED(data);
	if (ma_str_is(name, "field.tpl"))
		*text_out = MA_STR("- <%= f.name %>\n");
	else if (ma_str_is(name, "self.tpl"))
		*text_out = MA_STR("<% include \"self.tpl\" %>");
	else if (ma_str_is(name, "bad.tpl"))
		*text_out = MA_STR("one\n<%= nowhere %>\n");
	else
		return ma_fail(err, MA_ENOTFOUND, MA_STR_FMT ": no such template", MA_STR_ARG(name));
	return MA_OK;
}

static ma_rc render(const char *text, struct ma_buf *out, ma_err *err)
{
	json_t *view = json_loads(view_text, 0, NULL);
	ma_rc rc;

	assert_non_null(view);
	rc = ma_template_render(MA_STR("t.tpl"), ma_str(text), view, load, NULL, out, err);
	json_decref(view);
	return rc;
}

static void expect(const char *text, const char *wanted)
{
	struct ma_buf out = MA_BUF_INIT(4096);
	ma_err err = { .code = MA_OK };

	if (render(text, &out, &err))
		fail_msg("%s: %s", text, err.msg);
	assert_string_equal(out.p ? out.p : "", wanted);
	ma_buf_done(&out);
}

static void expect_failure(const char *text, ma_rc code, const char *message)
{
	struct ma_buf out = MA_BUF_INIT(4096);
	ma_err err = { .code = MA_OK };

	assert_int_equal(render(text, &out, &err), code);
	assert_string_equal(err.msg, message);
	ma_buf_done(&out);
}

static void text_stays_as_it_is(void **state)
{
	MA_UNUSED(state);
	expect("", "");
	expect("a % b <b> %> ${x}\n\ttab\r\n", "a % b <b> %> ${x}\n\ttab\r\n");
	expect("<%% if %>", "<% if %>");
}

static void values_are_printed(void **state)
{
	MA_UNUSED(state);
	expect("<%= app.name %>", "todo-app");
	expect("[<%=count%>|<%= rate %>|<%= features.auth %>|<%= none %>]", "[3|1.5|true|]");
	expect("<%= entities.0.name %>", "Task");
}

static void filters_change_the_case_and_the_number(void **state)
{
	MA_UNUSED(state);
	expect("<%= app.name | camel %> <%= app.name | pascal %> <%= app.title | kebab %>",
		"todoApp TodoApp todo-app");
	expect("<%= app.title | snake %> <%= app.title | constant %>", "todo_app TODO_APP");
	expect("<%= entities.0.fields.1.name | title %>, <%= entities.0.fields.1.name | sentence %>",
		"Due Date, Due date");
	expect("<%= app.title | upper %> <%= app.title | lower %>", "TODO APP todo app");
	expect("<%= entities.0.name | plural | lower %> <%= entities.0.name | plural | singular %>",
		"tasks Task");
	expect("<%= entities.0.name | lower | article %>", "a task");
}

static void json_prints_any_value(void **state)
{
	MA_UNUSED(state);
	expect("<%= quote | json %>", "\"say \\\"hi\\\"\"");
	expect("<%= app.title | upper | json %>", "\"TODO APP\"");
	expect("<%= empty | json %> <%= app | json %> <%= none | json %>",
		"[] {\"name\":\"todo-app\",\"title\":\"Todo App\"} null");
	expect("<% for e in entities %><%= loop.index | json %><% end %>", "01");
}

static void loops_nest_and_know_their_place(void **state)
{
	MA_UNUSED(state);
	expect("<% for e in entities %><%= e.name %>(<% for f in e.fields %><% if not loop.first %>, <% end %>"
	       "<%= f.name %><% end %>)<% if not loop.last %>;<% end %><% end %>",
		"Task(title, dueDate);List()");
	expect("<% for e in entities %><%= loop.index %><% end %>", "01");
	expect("<% for x in empty %>never<% end %>.", ".");
	expect("<% for e in entities %><% for e in e.fields %><%= e.name %> <% end %><% end %>",
		"title dueDate ");
}

static void the_first_branch_that_holds_is_taken(void **state)
{
	MA_UNUSED(state);
	expect("<% if features.search %>a<% elif count == \"3\" %>b<% elif features.auth %>c<% else %>d<% end %>",
		"b");
	expect("<% if features.search %>a<% elif blank %>b<% else %>d<% end %>", "d");
	expect("<% if features.auth %>a<% elif nowhere %>b<% else %>d<% end %>!", "a!");
	expect("<% if features.search %>a<% end %>!", "!");
}

static void a_line_with_one_tag_alone_disappears(void **state)
{
	MA_UNUSED(state);
	expect("a\n  <% if features.auth %>\nb\n\t<%# why %> \n<% end %>\nc\n", "a\nb\nc\n");
	expect("<% for e in entities %>\r\n<%= e.name %>\r\n<% end %>\r\nz", "Task\r\nList\r\nz");
	expect("  <%= app.name %>\n", "  todo-app\n");
	expect("x <% if features.auth %>\ny\n<% end %>", "x \ny\n");
	expect("<% if features.auth %><% end %>\n", "\n");
}

static void an_include_sees_what_is_in_scope(void **state)
{
	MA_UNUSED(state);
	expect("<% for e in entities %>\n# <%= e.name %>\n<% for f in e.fields %>\n<% include \"field.tpl\" %>\n"
	       "<% end %>\n<% end %>\n",
		"# Task\n- title\n- dueDate\n# List\n");
}

static void mistakes_are_named_with_their_line(void **state)
{
	MA_UNUSED(state);
	expect_failure(
		"a\nb <%= app.nme %>", MA_EINVALID, "t.tpl:2: nothing is known as \"app.nme\"");
	expect_failure("\n\n<% if count %>\n", MA_EINVALID, "t.tpl:3: a block without its \"end\"");
	expect_failure("<% end %>", MA_EINVALID, "t.tpl:1: \"end\" without its block");
	expect_failure("<% if a %><% else %><% else %><% end %>", MA_EINVALID,
		"t.tpl:1: \"else\" without its \"if\"");
	expect_failure(
		"<% for x in count %><% end %>", MA_EINVALID, "t.tpl:1: not a list: \"count\"");
	expect_failure("<%= app %>", MA_EINVALID,
		"t.tpl:1: a list or an object can only be printed as json: \"app\"");
	expect_failure(
		"<%= app.name | shout %>", MA_EINVALID, "t.tpl:1: unknown filter at \"shout\"");
	expect_failure("<% while x %>", MA_EINVALID, "t.tpl:1: unknown tag at \"while x\"");
	expect_failure("<% if a b %><% end %>", MA_EINVALID, "t.tpl:1: unexpected text at \"b\"");
	expect_failure("one\n<%= app.name", MA_EINVALID, "t.tpl:2: a tag without its \"%>\"");
	expect_failure("\n<% include \"bad.tpl\" %>", MA_EINVALID,
		"t.tpl:2: bad.tpl:2: nothing is known as \"nowhere\"");
	expect_failure(
		"<% include \"no.tpl\" %>", MA_ENOTFOUND, "t.tpl:1: no.tpl: no such template");
}

static void what_a_template_may_cost_is_bounded(void **state)
{
	struct ma_buf text = MA_BUF_INIT(65536), out = MA_BUF_INIT(16);
	ma_err err = { .code = MA_OK };
	int i;

	MA_UNUSED(state);
	assert_int_equal(render("<% include \"self.tpl\" %>", &out, &err), MA_ELIMIT);
	assert_int_equal(
		render("<% for e in entities %>0123456789<% end %>", &out, &err), MA_ELIMIT);
	ma_buf_clear(&out);
	for (i = 0; i < 33; i++)
		ma_buf_adds(&text, "<% if a %>");
	assert_int_equal(render(text.p, &out, &err), MA_EINVALID);
	assert_string_equal(err.msg, "t.tpl:1: blocks are nested too deeply at \"a\"");
	ma_buf_clear(&text);
	ma_buf_adds(&text, "<% if ");
	for (i = 0; i < 2000; i++)
		ma_buf_addc(&text, '(');
	ma_buf_adds(&text, " %><% end %>");
	assert_int_equal(render(text.p, &out, &err), MA_EINVALID);
	ma_buf_done(&text);
	ma_buf_done(&out);
}

static void expect_test(const char *expr, bool wanted)
{
	json_t *view = json_loads(view_text, 0, NULL);
	ma_err err = { .code = MA_OK };
	bool got = !wanted;

	if (ma_template_test(ma_str(expr), view, &got, &err))
		fail_msg("%s: %s", expr, err.msg);
	if (got != wanted)
		fail_msg("%s is %d", expr, got);
	json_decref(view);
}

static void expressions_hold_or_not(void **state)
{
	MA_UNUSED(state);
	expect_test("features.auth and not features.search", true);
	expect_test("features.search or features.auth and blank", false);
	expect_test("(features.search or features.auth) and count", true);
	expect_test("not not count", true);
	expect_test("app.name in [\"x\", \"todo-app\"]", true);
	expect_test("app.name in []", false);
	expect_test("app.name != \"todo-app\"", false);
	expect_test("nowhere.at.all == \"\"", false);
	expect_test("count == entities.0.name", false);
	expect_test("features.auth == \"true\"", true);
	expect_test("empty", false);
	expect_test("zero or none or nowhere", false);
	expect_test("android", false); /* not "and" */
}

static void an_expression_that_is_none_is_refused(void **state)
{
	json_t *view = json_object();
	ma_err err = { .code = MA_OK };
	bool held = true;

	MA_UNUSED(state);
	assert_int_equal(ma_template_test(MA_STR("a and"), view, &held, &err), MA_EINVALID);
	assert_string_equal(err.msg, "when:1: expected a path");
	assert_int_equal(ma_template_test(MA_STR("(a"), view, &held, &err), MA_EINVALID);
	assert_int_equal(ma_template_test(MA_STR("a in \"b\""), view, &held, &err), MA_EINVALID);
	assert_int_equal(ma_template_test(MA_STR("\"a\""), view, &held, &err), MA_EINVALID);
	assert_true(held);
	json_decref(view);
}

static ma_rc scenario(void *data, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(4096);
	bool held = false;
	ma_rc rc;

	rc = ma_template_render(MA_STR("t.tpl"),
		MA_STR("<% for e in entities %><%= e.name | plural | snake | json %><% if count == \"3\" %>!<% end %>"
		       "<% for f in e.fields %><% include \"field.tpl\" %><% end %><% end %>"),
		data, load, NULL, &out, err);
	if (!rc)
		rc = ma_template_test(MA_STR("count == \"3\""), data, &held, err);
	if (!rc &&
		(!held || !ma_str_is(ma_buf_str(&out), "\"tasks\"!- title\n- dueDate\n\"lists\"!")))
		rc = ma_fail(err, MA_EINVALID, "another text");
	ma_buf_done(&out);
	return rc;
}

static void exhausted_memory_is_told_and_nothing_else(void **state)
{
	json_t *view = json_loads(view_text, 0, NULL);

	MA_UNUSED(state);
	torture(scenario, view);
	json_decref(view);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_stays_as_it_is),
		cmocka_unit_test(values_are_printed),
		cmocka_unit_test(filters_change_the_case_and_the_number),
		cmocka_unit_test(json_prints_any_value),
		cmocka_unit_test(loops_nest_and_know_their_place),
		cmocka_unit_test(the_first_branch_that_holds_is_taken),
		cmocka_unit_test(a_line_with_one_tag_alone_disappears),
		cmocka_unit_test(an_include_sees_what_is_in_scope),
		cmocka_unit_test(mistakes_are_named_with_their_line),
		cmocka_unit_test(what_a_template_may_cost_is_bounded),
		cmocka_unit_test(expressions_hold_or_not),
		cmocka_unit_test(an_expression_that_is_none_is_refused),
		cmocka_unit_test(exhausted_memory_is_told_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
