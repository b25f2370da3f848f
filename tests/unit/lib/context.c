/* The shared context, by its public functions. */
#include "metaagent/context.h"

#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/str.h"
#include "lib/context.h"
#include "support/tmpdir.h"
#include "support/torture.h"

#define PATH_SIZE (TMPDIR_SIZE + 64)

struct place {
	char dir[TMPDIR_SIZE], output[PATH_SIZE], file[PATH_SIZE];
	ma_context *c;
};

static ma_context *open_context(const char *output)
{
	ma_err err = { .code = MA_OK };
	ma_context *c = NULL;

	if (ma_context_open(output, 1, &c, &err))
		fail_msg("%s", err.msg);
	return c;
}

static int set_up(void **state)
{
	static struct place p;

	tmpdir_make(p.dir);
	(void)snprintf(p.output, sizeof(p.output), "%s/out", p.dir);
	(void)snprintf(p.file, sizeof(p.file), "%s/file.json", p.dir);
	p.c = open_context(p.output);
	*state = &p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	ma_context_free(p->c);
	tmpdir_remove(p->dir);
	return 0;
}

static void set(ma_context *c, const char *key, const char *json)
{
	ma_err err = { .code = MA_OK };

	if (ma_context_set(c, key, json, MA_CONTEXT_ANY, NULL, &err))
		fail_msg("%s: %s", key, err.msg);
}

/* NULL: it has none. */
static void expect(ma_context *c, const char *key, const char *json)
{
	ma_err err = { .code = MA_OK };
	char *got = NULL;
	ma_rc rc = ma_context_get(c, key, &got, NULL, &err);

	assert_int_equal(rc, json ? MA_OK : MA_ENOTFOUND);
	if (json)
		assert_string_equal(got, json);
	ma_string_free(got);
}

static void expect_version(ma_context *c, int64_t version)
{
	ma_err err = { .code = MA_OK };
	int64_t got = -1;

	assert_int_equal(ma_context_version(c, &got, &err), MA_OK);
	assert_int_equal(got, version);
}

static void what_one_sets_another_one_gets(void **state)
{
	struct place *p = *state;
	ma_context *other = open_context(p->output);

	expect_version(other, 0);
	set(p->c, "port", " 8080 ");
	expect(other, "port", "8080");
	expect_version(other, 1);
	set(other, "port", "{\"a\": [1.50, \"x y\"]}");
	expect(p->c, "port", "{\"a\":[1.50,\"x y\"]}");
	set(p->c, "port", NULL);
	expect(other, "port", NULL);
	expect(p->c, "port", NULL);
	expect_version(p->c, 3);
	ma_context_free(other);
}

static void a_key_is_set_only_at_the_version_that_is_asked_for(void **state)
{
	struct place *p = *state;
	ma_err err = { .code = MA_OK };
	int64_t version = 7;

	assert_int_equal(ma_context_set(p->c, "a", "1", 0, &version, &err), MA_OK);
	assert_int_equal(version, 1);
	assert_int_equal(ma_context_set(p->c, "a", "2", 0, &version, &err), MA_ECONFLICT);
	assert_int_equal(ma_context_set(p->c, "a", NULL, 2, &version, &err), MA_ECONFLICT);
	assert_int_equal(version, 1);
	expect(p->c, "a", "1");
}

static void a_large_value_is_a_blob_and_comes_back_whole(void **state)
{
	struct place *p = *state;
	size_t n = 200 * MA_KIB;
	char *json = test_malloc(n + 1);
	ma_err err = { .code = MA_OK };

	memset(json, 'x', n);
	json[0] = json[n - 1] = '"';
	json[n] = '\0';
	set(p->c, "large", json);
	set(p->c, "large", json);
	expect(p->c, "large", json);
	set(p->c, "small", "1");
	assert_int_equal(ma_context_save(p->c, p->file, &err), MA_OK);
	set(p->c, "large", NULL);
	assert_int_equal(ma_context_load(p->c, p->file, NULL, &err), MA_OK);
	expect(p->c, "large", json);
	test_free(json);
}

static void what_cannot_be_stored_is_refused(void **state)
{
	static const char *const names[] = { "", "a\nb", "\xff", "\x7f" };
	static const char *const values[] = { "", "nothing", "1 2", "{\"a\":1,\"a\":2}",
		"\"\xff\"" };
	struct place *p = *state;
	ma_err err = { .code = MA_OK };
	char name[MA_LIMIT_CONTEXT_NAME + 2];
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_context_set(p->c, names[i], "1", MA_CONTEXT_ANY, NULL, &err) != MA_EINVALID)
			fail_msg("name %zu was accepted", i);
	for (i = 0; i < MA_COUNT(values); i++)
		if (ma_context_set(p->c, "a", values[i], MA_CONTEXT_ANY, NULL, &err) != MA_EINVALID)
			fail_msg("value %s was accepted", values[i]);
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(ma_context_set(p->c, name, "1", MA_CONTEXT_ANY, NULL, &err), MA_EINVALID);
	name[sizeof(name) - 2] = '\0';
	set(p->c, name, "1");
	expect(p->c, name, "1");
	expect_version(p->c, 1);
}

static ma_rc half_done(void *data, ma_context_change *change, ma_err *err)
{
	(void)data;
	if (ma_context_change_set(change, "a", "2", err) ||
		ma_context_change_append_event(change, "e", NULL, err))
		return err->code;
	return ma_context_change_set(change, "b", "not JSON", err);
}

static void an_update_that_fails_changes_nothing(void **state)
{
	struct place *p = *state;
	ma_err err = { .code = MA_OK };

	set(p->c, "a", "1");
	assert_int_equal(ma_context_update(p->c, half_done, NULL, NULL, &err), MA_EINVALID);
	expect(p->c, "a", "1");
	expect(p->c, "b", NULL);
	expect_version(p->c, 1);
}

struct rival {
	ma_context *c;
	int calls;
};

/* The first time another one comes in between. */
static ma_rc add_one(void *data, ma_context_change *change, ma_err *err)
{
	struct rival *r = data;
	char *json = NULL, next[32];
	int64_t n = 0;
	ma_rc rc = ma_context_change_get(change, "n", &json, err);

	if (rc)
		return rc;
	if (r->calls++ == 0)
		set(r->c, "n", "41");
	assert_true(ma_str_to_i64(ma_str(json), &n));
	ma_string_free(json);
	(void)snprintf(next, sizeof(next), "%lld", (long long)n + 1);
	rc = ma_context_change_set(change, "n", next, err);
	if (!rc)
		rc = ma_context_change_get(change, "n", &json, err); /* what was just written */
	if (!rc)
		assert_string_equal(json, next);
	ma_string_free(rc ? NULL : json);
	return rc ? rc : ma_context_change_add_artifact(change, "made", next, err);
}

static void an_update_that_was_beaten_is_made_again_on_what_is_there_now(void **state)
{
	struct place *p = *state;
	struct rival r = { open_context(p->output), 0 };
	ma_err err = { .code = MA_OK };
	int64_t version = 0;

	set(p->c, "n", "1");
	assert_int_equal(ma_context_update(p->c, add_one, &r, &version, &err), MA_OK);
	assert_int_equal(r.calls, 2);
	assert_int_equal(version, 4);
	expect(r.c, "n", "42");
	ma_context_free(r.c);
}

static int append_line(void *data, const char *event_json)
{
	struct ma_buf *out = data;

	ma_buf_adds(out, strstr(event_json, "\"kind\""));
	return 0;
}

static void expect_events(ma_context *c, int64_t after, const char *expected)
{
	struct ma_buf out = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };

	ma_buf_adds(&out, "");
	assert_int_equal(ma_context_events(c, after, append_line, &out, &err), MA_OK);
	assert_string_equal(out.p, expected);
	ma_buf_done(&out);
}

static void events_come_in_order_and_count_as_versions(void **state)
{
	struct place *p = *state;
	ma_err err = { .code = MA_OK };
	int64_t version = 0;

	assert_int_equal(ma_context_append_event(p->c, "began", "1", &version, &err), MA_OK);
	assert_int_equal(version, 1);
	assert_int_equal(ma_context_append_event(p->c, "ended", NULL, &version, &err), MA_OK);
	assert_int_equal(version, 2);
	expect_events(p->c, 1, "\"kind\":\"event.added\",\"name\":\"ended\",\"data\":null}");
	expect_events(p->c, 2, "");
	assert_int_equal(ma_context_watch(p->c, 1, 0, &version, &err), MA_OK);
	assert_int_equal(version, 2);
	assert_int_equal(ma_context_watch(p->c, 2, 1, &version, &err), MA_OK); /* nobody came */
	assert_int_equal(version, 2);
}

static void what_was_saved_is_loaded_once(void **state)
{
	struct place *p = *state;
	char output[PATH_SIZE];
	ma_context *other;
	ma_err err = { .code = MA_OK };
	char *before = NULL, *after = NULL;

	set(p->c, "a", "{\"n\": 1.0}");
	set(p->c, "quoted \"\\ key", "[]");
	assert_int_equal(ma_context_append_event(p->c, "e", "1", NULL, &err), MA_OK);
	assert_int_equal(ma_context_add_artifact(p->c, "x", "\"old\"", NULL, &err), MA_OK);
	assert_int_equal(ma_context_add_artifact(p->c, "x", "\"new\"", NULL, &err), MA_OK);
	assert_int_equal(ma_context_save(p->c, p->file, &err), MA_OK);
	(void)snprintf(output, sizeof(output), "%s/other", p->dir);
	other = open_context(output);
	assert_int_equal(ma_context_load(other, p->file, NULL, &err), MA_OK);
	assert_int_equal(ma_context_list(other, &before, &err), MA_OK);
	assert_string_equal(before,
		"{\"version\":4,\"data\":{\"a\":{\"version\":1,\"value\":{\"n\":1.0}},"
		"\"quoted \\\"\\\\ key\":{\"version\":2,\"value\":[]}},"
		"\"artifacts\":{\"x\":{\"version\":4,\"value\":\"new\"}},\"events\":1}");
	assert_int_equal(ma_context_load(other, p->file, NULL, &err), MA_OK);
	assert_int_equal(ma_context_list(other, &after, &err), MA_OK);
	assert_string_equal(after, before);
	ma_string_free(before);
	ma_string_free(after);
	ma_context_free(other);
}

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fputs(text, f) >= 0, 1);
	assert_int_equal(fclose(f), 0);
}

static size_t kept(const struct place *p)
{
	char pattern[PATH_SIZE + 16];
	glob_t found = { 0 };
	size_t n;

	(void)snprintf(
		pattern, sizeof(pattern), "%s/.meta-agent/context.json.corrupted.*Z", p->output);
	(void)glob(pattern, 0, NULL, &found);
	n = found.gl_pathc;
	globfree(&found);
	return n;
}

static void a_file_that_cannot_be_read_is_kept_and_changes_nothing(void **state)
{
	struct place *p = *state;
	ma_err err = { .code = MA_OK };

	char own[2 * PATH_SIZE];

	(void)snprintf(own, sizeof(own), "%s/.meta-agent/context.json", p->output);
	set(p->c, "a", "1");
	write_file(own, "{\"data\": {\"a\": 2");
	assert_int_equal(ma_context_load(p->c, NULL, NULL, &err), MA_EINVALID);
	assert_non_null(strstr(err.msg, "it is kept as"));
	assert_int_equal(kept(p), 1);
	assert_int_equal(access(own, F_OK), -1);
	usleep(2000); /* its name has the millisecond */
	write_file(own, "[1]");
	assert_int_equal(ma_context_save(p->c, NULL, &err), MA_OK);
	assert_int_equal(kept(p), 2);
	expect(p->c, "a", "1");
}

static void a_file_that_the_user_named_stays_where_it_is(void **state)
{
	struct place *p = *state;
	ma_err err = { .code = MA_OK };

	set(p->c, "a", "1");
	write_file(p->file, "notes: mine\n");
	assert_int_equal(ma_context_load(p->c, p->file, NULL, &err), MA_EINVALID);
	assert_int_equal(access(p->file, F_OK), 0);
	assert_int_equal(ma_context_save(p->c, p->file, &err), MA_EREFUSED);
	assert_int_equal(access(p->file, F_OK), 0);
	expect(p->c, "a", "1");
}

static void a_file_of_another_shape_is_refused_where_it_is_wrong(void **state)
{
	static const char *const texts[] = { "{\"data\":[]}", "{\"events\":{}}", "{\"events\":[1]}",
		"{\"events\":[{\"name\":\"e\"}]}", "{\"artifacts\":[{\"data\":1}]}",
		"{\"data\":{\"\":1}}", "{\"events\":[{\"at\":\"noon\",\"name\":\"e\",\"data\":1}]}",
		"{\"data\":{\"fine\":1},\"events\":[{\"name\":1,\"data\":1}]}" };
	struct place *p = *state;
	ma_err err = { .code = MA_OK };
	size_t i;

	for (i = 0; i < MA_COUNT(texts); i++) {
		write_file(p->file, texts[i]);
		if (ma_context_load(p->c, p->file, NULL, &err) != MA_EINVALID ||
			!strstr(err.msg, p->file))
			fail_msg("%s: %s", texts[i], err.msg);
	}
	expect_version(p->c, 0);
	assert_int_equal(kept(p), 0); /* they can be read */
}

static void what_a_killed_writer_left_is_removed_after_a_minute(void **state)
{
	struct place *p = *state;
	char old[PATH_SIZE], fresh[PATH_SIZE], foreign[PATH_SIZE];
	struct timespec long_ago[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
	ma_err err = { .code = MA_OK };

	(void)snprintf(old, sizeof(old), "%s/.meta-agent-0123456789abcdef.tmp", p->dir);
	(void)snprintf(fresh, sizeof(fresh), "%s/.meta-agent-fedcba9876543210.tmp", p->dir);
	(void)snprintf(foreign, sizeof(foreign), "%s/notes.tmp", p->dir);
	write_file(old, "");
	write_file(fresh, "");
	write_file(foreign, "");
	assert_int_equal(utimensat(AT_FDCWD, old, long_ago, 0), 0);
	assert_int_equal(utimensat(AT_FDCWD, foreign, long_ago, 0), 0);
	assert_int_equal(ma_context_save(p->c, p->file, &err), MA_OK);
	assert_int_equal(access(old, F_OK), -1);
	assert_int_equal(access(fresh, F_OK), 0);
	assert_int_equal(access(foreign, F_OK), 0);
}

static ma_rc two(void *data, ma_context_change *change, ma_err *err)
{
	ma_rc rc = ma_context_change_set(change, "a", "[1]", err);

	(void)data;
	return rc ? rc : ma_context_change_add_artifact(change, "x", NULL, err);
}

/* All of the file, into an output that has nothing yet. */
static ma_rc take_up(struct place *p, ma_err *err)
{
	char output[PATH_SIZE];
	ma_context *c = NULL;
	int64_t version = 0;
	ma_rc rc;

	(void)snprintf(output, sizeof(output), "%s/taken-up", p->dir);
	tmpdir_remove(output);
	rc = ma_context_open(output, 1, &c, err);
	if (!rc)
		rc = ma_context_load(c, p->file, &version, err);
	if (!rc)
		assert_int_equal(version, 3);
	ma_context_free(c);
	return rc;
}

static ma_rc use_everything(void *data, ma_err *err)
{
	struct place *p = data;
	char output[PATH_SIZE]; /* a new one each time: what is there asks for memory, too */
	ma_context *c = NULL;
	char *json = NULL, *list = NULL;
	ma_rc rc;

	(void)snprintf(output, sizeof(output), "%s/torture", p->dir);
	tmpdir_remove(output);
	(void)unlink(p->file);
	rc = ma_context_open(output, 1, &c, err);

	if (!rc)
		rc = ma_context_set(c, "a", "{\"b\": 1}", MA_CONTEXT_ANY, NULL, err);
	if (!rc)
		rc = ma_context_update(c, two, NULL, NULL, err);
	if (!rc)
		rc = ma_context_append_event(c, "e", "1", NULL, err);
	if (!rc)
		rc = ma_context_get(c, "a", &json, NULL, err);
	if (!rc)
		rc = ma_context_list(c, &list, err);
	if (!rc)
		rc = ma_context_save(c, p->file, err);
	if (!rc)
		rc = ma_context_load(c, p->file, NULL, err);
	if (!rc)
		rc = take_up(p, err);
	ma_string_free(json);
	ma_string_free(list);
	ma_context_free(c);
	return rc;
}

static void every_failed_allocation_is_told(void **state)
{
	struct place *p = *state;

	torture(use_everything, p);
	assert_int_equal(kept(p), 0); /* want of memory is no damage */
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(what_one_sets_another_one_gets),
		CASE(a_key_is_set_only_at_the_version_that_is_asked_for),
		CASE(a_large_value_is_a_blob_and_comes_back_whole),
		CASE(what_cannot_be_stored_is_refused),
		CASE(an_update_that_fails_changes_nothing),
		CASE(an_update_that_was_beaten_is_made_again_on_what_is_there_now),
		CASE(events_come_in_order_and_count_as_versions),
		CASE(what_was_saved_is_loaded_once),
		CASE(a_file_that_cannot_be_read_is_kept_and_changes_nothing),
		CASE(a_file_that_the_user_named_stays_where_it_is),
		CASE(a_file_of_another_shape_is_refused_where_it_is_wrong),
		CASE(what_a_killed_writer_left_is_removed_after_a_minute),
		CASE(every_failed_allocation_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
