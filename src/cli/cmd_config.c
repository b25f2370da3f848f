/* meta-agent config: the settings in force, files checked, files trusted. */
#include <string.h>

#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/reading.h"
#include "cli/table.h"
#include "metaagent/metaagent.h"

#define EXIT_CONFIG 3

static const struct opt opts[] = {
	READING_JSON,
	{ 0 },
};

static void add_value(struct table *t, const json_t *value)
{
	char *text;

	if (json_is_string(value)) {
		table_add(t, ma_str(json_string_value(value)));
		return;
	}
	if (json_is_null(value)) {
		table_add(t, MA_STR("-"));
		return;
	}
	text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(12));
	table_add(t, ma_str(text));
	free(text); /* jansson's */
}

static void write_list(const json_t *list, struct ma_buf *out)
{
	const json_t *word;
	size_t i;

	json_array_foreach (list, i, word)
		ma_buf_addf(out, "%s%s", i > 0 ? ", " : "", json_string_value(word));
}

static void write_problems(const json_t *value, const char *file, struct ma_buf *out)
{
	const json_t *problem;
	size_t i;

	json_array_foreach (json_object_get(value, "problems"), i, problem) {
		struct ma_str at = field_str(problem, "at"), message = field_str(problem, "message");
		int64_t line = field_int(problem, "line");

		ma_buf_addf(out, "%s:", file);
		if (line > 0)
			ma_buf_addf(out, "%lld:", (long long)line);
		ma_buf_addf(out, " " MA_STR_FMT "%s" MA_STR_FMT "\n", MA_STR_ARG(at),
			at.n > 0 ? ": " : "", MA_STR_ARG(message));
	}
}

static const char *state_of(const json_t *file)
{
	if (!json_is_true(json_object_get(file, "exists")))
		return "is not there";
	if (json_is_true(json_object_get(file, "in_force")))
		return "in force";
	return json_array_size(json_object_get(file, "problems")) > 0 ? "wrong: not in force"
								      : "not trusted: not in force";
}

static void write_files(const json_t *value, struct ma_buf *out)
{
	struct table t = TABLE_INIT(3);
	const json_t *file;
	size_t i;

	json_array_foreach (json_object_get(value, "files"), i, file) {
		table_add(&t, field_str(file, "of"));
		table_add(&t, field_str(file, "shown"));
		table_add(&t, ma_str(state_of(file)));
	}
	table_write(&t, 0, out);
}

/* What to do about files that are not in force. */
static void write_advice(const json_t *value, struct ma_buf *out)
{
	const json_t *file;
	size_t i;

	json_array_foreach (json_object_get(value, "files"), i, file) {
		const char *path = json_string_value(json_object_get(file, "shown"));

		write_problems(file, path, out);
		if (strncmp(state_of(file), "not trusted", 11) != 0)
			continue;
		ma_buf_addf(out, "%s wants to set ", path);
		write_list(json_object_get(file, "wants"), out);
		ma_buf_addf(out, ": read it, then `meta-agent config trust`\n");
	}
}

static void write_settings(const json_t *value, struct ma_buf *out)
{
	struct table t = TABLE_INIT(3);
	const json_t *s;
	size_t i;

	table_add(&t, MA_STR("setting"));
	table_add(&t, MA_STR("value"));
	table_add(&t, MA_STR("from"));
	json_array_foreach (json_object_get(value, "settings"), i, s) {
		table_add(&t, field_str(s, "name"));
		add_value(&t, json_object_get(s, "value"));
		table_add(&t, field_str(s, "from"));
	}
	table_write(&t, 0, out);
	ma_buf_addc(out, '\n');
	write_files(value, out);
	write_advice(value, out);
}

static void write_check(const json_t *value, struct ma_buf *out)
{
	const char *file = json_string_value(json_object_get(value, "file"));
	const json_t *wants = json_object_get(value, "wants");

	if (!json_is_true(json_object_get(value, "valid"))) {
		write_problems(value, file, out);
		return;
	}
	ma_buf_addf(out, "%s is valid", file);
	if (json_array_size(wants) > 0) {
		ma_buf_adds(out, "; in a project it sets, when it is trusted: ");
		write_list(wants, out);
	}
	ma_buf_addc(out, '\n');
}

static void write_trust(const json_t *value, struct ma_buf *out)
{
	const json_t *wants = json_object_get(value, "wants");

	ma_buf_addf(out, "%s is trusted as it stands",
		json_string_value(json_object_get(value, "file")));
	if (json_array_size(wants) > 0) {
		ma_buf_adds(out, ", and sets ");
		write_list(wants, out);
	}
	ma_buf_addc(out, '\n');
}

static const ma_ctx_opts ctx_opts = {
	.size = sizeof(ctx_opts), .config = "", .on_warning = out_warning
};

/* Every other command refuses to begin. */
static bool is_unusable(const json_t *value)
{
	const json_t *file;
	size_t i;

	json_array_foreach (json_object_get(value, "files"), i, file)
		if (json_is_true(json_object_get(file, "exists")) &&
			!json_is_true(json_object_get(file, "in_force")))
			return true;
	return false;
}

static ma_rc print(const struct reading *r, char *json,
	void (*write)(const json_t *, struct ma_buf *), bool (*is_bad)(const json_t *),
	int *exit_out, ma_err *err)
{
	json_t *value = field_parse(json, err);
	bool bad;
	ma_rc rc;

	if (!value) {
		ma_string_free(json);
		return err->code;
	}
	bad = is_bad(value);
	json_decref(value);
	rc = reading_print(r, json, write, err);
	if (!rc)
		*exit_out = bad ? EXIT_CONFIG : 0;
	return rc;
}

static ma_rc show(const struct reading *r, void (*write)(const json_t *, struct ma_buf *),
	int *exit_out, ma_err *err)
{
	char *json = NULL;
	ma_rc rc = ma_config_show(&ctx_opts, &json, err);

	return rc ? rc : print(r, json, write, is_unusable, exit_out, err);
}

static bool is_invalid(const json_t *value)
{
	return !json_is_true(json_object_get(value, "valid"));
}

static ma_rc check(const struct reading *r, const char *path, int *exit_out, ma_err *err)
{
	char *json = NULL;
	ma_rc rc = ma_config_check(&ctx_opts, path, &json, err);

	return rc ? rc : print(r, json, write_check, is_invalid, exit_out, err);
}

static ma_rc trust(const struct reading *r, const char *path, ma_err *err)
{
	char *json = NULL;
	ma_rc rc = ma_config_trust(&ctx_opts, path, &json, err);

	return rc ? rc : reading_print(r, json, write_trust, err);
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const char *verb = words->n > 0 ? words->v[0] : "show",
		   *path = words->n > 1 ? words->v[1] : NULL;
	bool takes_path = strcmp(verb, "check") == 0 || strcmp(verb, "trust") == 0;

	if (path && !takes_path)
		return ma_fail(err, MA_EMISUSE, "config: %.60s takes no file", verb);
	if (strcmp(verb, "show") == 0)
		return show(args, write_settings, exit_out, err);
	if (strcmp(verb, "path") == 0)
		return show(args, write_files, exit_out, err);
	if (strcmp(verb, "trust") == 0)
		return trust(args, path ? path : "meta-agent.yaml", err);
	if (strcmp(verb, "check") == 0)
		return check(args, path ? path : "meta-agent.yaml", exit_out, err);
	return ma_fail(err, MA_EMISUSE,
		"config: there is no \"%.60s\"; there are show, path, check and trust", verb);
}

const struct cmd cmd_config = {
	.name = "config",
	.args = "[VERB]",
	.words_most = 2,
	.summary = "show the settings in force and where each comes from",
	.about = "VERB is show, or path: where the files are; check [FILE]: whether it is one, with exit 3 where not;\n"
		 "trust [FILE]: let it, as it stands, set what a project's file may not: addresses, proxies, certificates,\n"
		 "keys, prices, whether and where the project's commands run. FILE is meta-agent.yaml unless it is given.",
	.opts = opts,
	.args_size = sizeof(struct reading),
	.run = run,
};
