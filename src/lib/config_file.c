#include "lib/config_file.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "base/similar.h"
#include "codec/json.h"
#include "codec/schema_value.h"
#include "codec/yaml.h"
#include "lib/config_check.h"
#include "lib/settings.h"
#include "llm/llm.h"
#include "llm/shipped_schema.h"
#include "sys/fs.h"

#define PROBLEMS_SHOWN 5

/* The setting's name and scope that a pointer names: "/jobs", "/providers/openai/model/...". */
static const struct ma_setting *setting_at(
	struct ma_str at, enum ma_setting_scope *scope_out, char name_out[64], bool *within_out)
{
	struct ma_str rest = ma_str_from(at, 1), part = MA_STR("");

	*scope_out = MA_SCOPE_RUN;
	(void)ma_str_cut(&rest, '/', &part); /* what is empty is no name */
	if (rest.n > 0 && (ma_str_is(part, "providers") || ma_str_is(part, "agents"))) {
		*scope_out = part.p[0] == 'p' ? MA_SCOPE_PROVIDER : MA_SCOPE_AGENT;
		(void)ma_str_cut(&rest, '/', &part);
		part = MA_STR("");
		(void)ma_str_cut(&rest, '/', &part);
	}
	*within_out = rest.n > 0;
	(void)snprintf(name_out, 64, MA_STR_FMT, MA_STR_ARG(part)); /* a longer one is no name */
	return ma_setting_find(*scope_out, name_out);
}

static const char *similar_setting(enum ma_setting_scope scope, const char *name)
{
	const char *best = NULL, *const groups[] = { "providers", "agents" };
	size_t least = 3, d, i;
	const struct ma_setting *s;

	for (s = ma_settings; s->name; s++) {
		d = ma_similar_distance(ma_str(name), ma_str(s->name));
		if (d < least && (s->scope == scope || (s->everywhere && scope == MA_SCOPE_RUN))) {
			least = d;
			best = s->name;
		}
	}
	for (i = 0; i < MA_COUNT(groups) && scope == MA_SCOPE_RUN; i++)
		if (ma_similar_distance(ma_str(name), ma_str(groups[i])) < least)
			best = groups[i];
	return best;
}

static ma_rc add_misfit(
	struct ma_config_file *f, struct ma_str text, const struct ma_schema_error *e, ma_err *err)
{
	enum ma_setting_scope scope;
	size_t line = ma_config_line(text, e->at);
	const struct ma_setting *s;
	const char *near;
	char name[64];
	bool within;

	s = setting_at(e->at, &scope, name, &within);
	if (s && (s->type == MA_SETTING_SECRET || (s->type == MA_SETTING_MAP && within)))
		return ma_config_problem(f, line, e->at, err,
			"its value, which is not shown, is not one that it can have");
	if (e->at.n == 0) /* it may be no file of settings at all, and is not quoted */
		return ma_config_problem(f, line, e->at, err, "it is no mapping of settings");
	if (s || within || !ma_str_starts(e->message, "must not be here"))
		return ma_config_problem(f, line, e->at, err, "%s", e->message.p);
	near = similar_setting(scope, name);
	return ma_config_problem(f, line, e->at, err, "there is no such setting%s%s%s",
		near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

static ma_rc check_schema(
	struct ma_config_file *f, struct ma_str text, const char *data_dir, ma_err *err)
{
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	struct ma_schema *schema = NULL;
	bool valid = false;
	size_t i;
	ma_rc rc = ma_shipped_schema(data_dir, "config", &schema, err);

	if (!rc)
		rc = ma_schema_check_value(schema, f->value, f->path, &valid, &report, err);
	for (i = 0; i < report.errors_n && !rc; i++)
		rc = add_misfit(f, text, &report.errors[i], err);
	ma_schema_report_done(&report);
	ma_schema_free(schema);
	return rc;
}

/* Each setting of an object, in its scope; `owner` is "" at the top. False stops. */
typedef bool visit_fn(void *data, const struct ma_setting *s, const char *owner, json_t *object);

static bool visit(const json_t *object, enum ma_setting_scope scope, const char *owner,
	visit_fn *fn, void *data)
{
	const struct ma_setting *s;
	const char *name;
	json_t *value;

	json_object_foreach ((json_t *)object, name, value) {
		s = ma_setting_find(scope, name);
		if (s && !fn(data, s, owner, (json_t *)object))
			return false;
	}
	return true;
}

static bool visit_all(struct ma_config_file *f, visit_fn *fn, void *data)
{
	static const char *const groups[] = { "providers", "agents" };
	const char *owner;
	json_t *object;
	char where[128];
	size_t i;

	if (!visit(f->value, MA_SCOPE_RUN, "", fn, data))
		return false;
	for (i = 0; i < MA_COUNT(groups); i++) {
		json_object_foreach (json_object_get(f->value, groups[i]), owner, object) {
			(void)snprintf(where, sizeof(where), "%s/%s/", groups[i],
				owner); /* a longer name is cut where it is shown */
			if (!visit(object, i == 0 ? MA_SCOPE_PROVIDER : MA_SCOPE_AGENT, where, fn,
				    data))
				return false;
		}
	}
	return true;
}

static bool add_want(void *data, const struct ma_setting *s, const char *owner, json_t *object)
{
	struct ma_config_file *f = data;

	MA_UNUSED(object);
	return s->setter != MA_SET_BY_TRUSTED ||
		json_array_append_new(f->wants, json_sprintf("%s%s", owner, s->name)) == 0;
}

/* "~/x" and "x" become absolute: "x" stands beside the file. */
static json_t *absolute(const char *path, const char *file)
{
	struct ma_buf b = MA_BUF_INIT(16 * MA_KIB);
	const char *home = getenv("HOME");
	json_t *value = NULL;

	if (path[0] == '~' && path[1] == '/' && home)
		ma_path_join(&b, ma_str(home), ma_str(path + 2));
	else if (path[0] == '/')
		ma_buf_adds(&b, path);
	else
		ma_path_join(&b, ma_path_dir(ma_str(file)), ma_str(path));
	if (!b.rc)
		value = json_stringn(b.p, b.n);
	ma_buf_done(&b);
	return value;
}

static json_t *joined(const json_t *list)
{
	struct ma_buf b = MA_BUF_INIT(16 * MA_KIB);
	json_t *value = NULL, *name;
	size_t i;

	json_array_foreach (list, i, name)
		ma_buf_addf(&b, "%s%s", i > 0 ? "," : "", json_string_value(name));
	if (!b.rc)
		value = json_stringn(b.p, b.n);
	ma_buf_done(&b);
	return value;
}

/* One way to say a thing is enough for whoever reads it. `data`: the path of the file. */
static bool normalise(void *data, const struct ma_setting *s, const char *owner, json_t *object)
{
	const json_t *value = json_object_get(object, s->name);
	json_t *instead = NULL;

	MA_UNUSED(owner);
	if (s->type == MA_SETTING_PATH)
		instead = absolute(json_string_value(value), data);
	else if (s->type == MA_SETTING_CHAIN && json_is_array(value))
		instead = joined(value);
	else
		return true;
	return json_object_set_new(object, s->name, instead) == 0;
}

struct secret {
	bool is_there;
	char where[192]; /* "providers/openai/key" */
};

static bool may_be_secret(const struct ma_setting *s, const json_t *value)
{
	const char *text = json_string_value(value);

	if (s->type == MA_SETTING_MAP)
		return s->setter ==
			MA_SET_BY_TRUSTED; /* headers: a gateway's token may stand there */
	return s->type == MA_SETTING_SECRET && strcmp(text, "none") != 0 &&
		(strcmp(s->name, "proxy") != 0 || strchr(text, '@'));
}

static bool find_secret(void *data, const struct ma_setting *s, const char *owner, json_t *object)
{
	struct secret *secret = data;

	if (!may_be_secret(s, json_object_get(object, s->name)))
		return true;
	secret->is_there = true;
	(void)snprintf(secret->where, sizeof(secret->where), "%s%s", owner, s->name); /* fits */
	return false;
}

static ma_rc finish(struct ma_config_file *f, const char *path, bool exposed, ma_err *err)
{
	struct secret secret = { .is_there = false };

	if (json_array_size(f->problems) > 0)
		return MA_OK;
	(void)visit_all(f, find_secret, &secret); /* the answer is in it */
	if (secret.is_there && exposed)
		return ma_config_problem(f, 0, MA_STR(""), err,
			"it holds a secret (%s) and others than you can read or write it: chmod 600 %s",
			secret.where, f->path);
	return visit_all(f, normalise, (void *)(uintptr_t)path) && visit_all(f, add_want, f)
		? MA_OK
		: ma_fail_nomem(err);
}

/* "config.yaml:2:1: why" is a problem on line 2. */
static ma_rc add_syntax(struct ma_config_file *f, struct ma_str said, ma_err *err)
{
	struct ma_str rest = said, number;
	uint64_t line = 0;

	if (ma_str_starts(said, f->path))
		rest = said = ma_str_from(said, strlen(f->path) + 1);
	if (ma_str_cut(&rest, ':', &number) && ma_str_to_u64(number, &line) &&
		ma_str_cut(&rest, ':', &number))
		said = ma_str_from(rest, 1);
	return ma_config_problem(f, (size_t)line, MA_STR(""), err, MA_STR_FMT, MA_STR_ARG(said));
}

static ma_rc read_value(
	struct ma_config_file *f, struct ma_str text, const char *data_dir, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	ma_rc rc = ma_yaml_parse(text, f->path, &f->value, &why);

	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	if (rc)
		return add_syntax(f, ma_str(why.msg), err);
	if (json_is_null(f->value)) { /* nothing but comments */
		json_decref(f->value);
		f->value = json_object();
	}
	if (!f->value)
		return ma_fail_nomem(err);
	rc = check_schema(f, text, data_dir, err);
	return rc ? rc : ma_config_check_names(f, text, err);
}

static char *shown_path(const char *path)
{
	struct ma_str home = ma_str(getenv("HOME")), whole = ma_str(path);
	struct ma_buf b = MA_BUF_INIT(16 * MA_KIB);

	if (home.n > 1 && ma_str_starts(whole, home.p) && path[home.n] == '/')
		ma_buf_addf(&b, "~%s", path + home.n);
	else
		ma_buf_adds(&b, path);
	return ma_buf_take(&b);
}

ma_rc ma_config_file_read(
	const char *path, const char *data_dir, struct ma_config_file *f, ma_err *err)
{
	char *text = NULL;
	bool exposed = false;
	ma_rc rc;

	f->path = shown_path(path);
	f->problems = json_array();
	f->wants = json_array();
	if (!f->path || !f->problems || !f->wants)
		return ma_fail_nomem(err);
	rc = ma_fs_read_secret(path, MA_LIMIT_CONFIG, &text, &exposed, err);
	if (rc && rc != MA_ENOTFOUND && rc != MA_ENOMEM)
		err->code = rc = MA_ECONFIG;
	if (!rc)
		rc = ma_hash_sha256(ma_str(text), f->digest, err);
	if (!rc)
		rc = read_value(f, ma_str(text), data_dir, err);
	if (!rc)
		rc = finish(f, path, exposed, err);
	if (text)
		explicit_bzero(text, strlen(text));
	ma_free(text);
	return rc;
}

ma_rc ma_config_file_check(const struct ma_config_file *f, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const json_t *problem;
	size_t i, n = json_array_size(f->problems);

	if (n == 0)
		return MA_OK;
	json_array_foreach (f->problems, i, problem) {
		int64_t line = ma_json_int(problem, "line", 0);
		struct ma_str at = ma_json_str(problem, "at");

		if (i == PROBLEMS_SHOWN)
			break;
		ma_buf_addf(&text, "%s%s:", i > 0 ? "\n" : "", f->path);
		if (line > 0)
			ma_buf_addf(&text, "%lld:", (long long)line);
		if (at.n > 0)
			ma_buf_addf(&text, " " MA_STR_FMT ":", MA_STR_ARG(at));
		ma_buf_addf(&text, " " MA_STR_FMT, MA_STR_ARG(ma_json_str(problem, "message")));
	}
	if (n > PROBLEMS_SHOWN)
		ma_buf_addf(&text, "\nand %zu more", n - PROBLEMS_SHOWN);
	(void)ma_fail(err, MA_ECONFIG, "%s", text.rc ? "" : text.p); /* is returned */
	if (text.rc == MA_ENOMEM)
		(void)ma_fail_nomem(err);
	ma_buf_done(&text);
	return err->code;
}

ma_rc ma_config_text_check(struct ma_str text, const char *name, const char *data_dir, ma_err *err)
{
	struct ma_config_file f = {
		.path = ma_strdup(name), .problems = json_array(), .wants = json_array()
	};
	ma_rc rc = f.path && f.problems && f.wants ? read_value(&f, text, data_dir, err)
						   : ma_fail_nomem(err);

	if (!rc)
		rc = ma_config_file_check(&f, err);
	ma_config_file_done(&f);
	return rc;
}

void ma_config_file_done(struct ma_config_file *f)
{
	ma_free(f->path);
	json_decref(f->value);
	json_decref(f->problems);
	json_decref(f->wants);
	*f = (struct ma_config_file){ .path = NULL };
}
