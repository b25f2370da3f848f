/* Agents, loaded from their files. */
#include "engine/agents.h"

#include <jansson.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "base/similar.h"
#include "codec/json.h"
#include "codec/schema_value.h"
#include "codec/yaml.h"
#include "llm/shipped_schema.h"
#include "llm/style.h"
#include "sys/fs.h"

#define AGENTS_MAX 200
#define PROBLEMS_SHOWN 3

struct loader {
	struct ma_agents *agents;
	const struct ma_agents_opts *opts;
	struct ma_schema *schema;
	const char *dir;
	struct ma_err *err;
	ma_rc rc;
};

const struct ma_agent *ma_agents_find(const struct ma_agents *agents, struct ma_str name)
{
	size_t i;

	for (i = 0; i < agents->n; i++)
		if (ma_str_eq(agents->v[i].name, name))
			return &agents->v[i];
	return NULL;
}

static bool keep(struct ma_agents *agents, struct ma_str s, struct ma_str *out)
{
	char *copy = ma_arena_dup(&agents->arena, s);

	*out = ma_str_n(copy, s.n);
	return copy != NULL;
}

static ma_rc read_texts(struct ma_agents *agents, const json_t *front, const char *key,
	const struct ma_str **out, size_t *n_out, ma_err *err)
{
	const json_t *list = json_object_get(front, key);
	struct ma_str *texts;
	const json_t *j;
	size_t i;

	if (!list)
		return MA_OK;
	texts = ma_arena_new_n(&agents->arena, struct ma_str, json_array_size(list));
	if (!texts)
		return ma_fail_nomem(err);
	json_array_foreach (list, i, j) {
		if (!keep(agents, ma_str_n(json_string_value(j), json_string_length(j)), &texts[i]))
			return ma_fail_nomem(err);
	}
	*out = texts;
	*n_out = json_array_size(list);
	return MA_OK;
}

static ma_rc read_agent(struct ma_agents *agents, const json_t *front, struct ma_str body,
	struct ma_str file_name, struct ma_agent *a, ma_err *err)
{
	struct ma_str name = ma_json_str(front, "name"),
		      description = ma_json_str(front, "description");
	ma_rc rc;

	if (!ma_str_eq(name, file_name))
		return ma_fail(err, MA_ECONFIG,
			"/name: expected \"" MA_STR_FMT "\", as the file is called",
			MA_STR_ARG(file_name));
	if (ma_str_trim(body).n == 0)
		return ma_fail(err, MA_ECONFIG, "the body, its system prompt, is empty");
	if (!keep(agents, name, &a->name) || !keep(agents, description, &a->description) ||
		!keep(agents, ma_json_str(front, "model"), &a->model) ||
		!keep(agents, ma_str_trim(body), &a->system))
		return ma_fail_nomem(err);
	a->jobs = ma_json_int(front, "jobs", 0);
	a->adds_tasks = ma_json_bool(front, "adds_tasks", false);
	a->blind = ma_json_bool(front, "blind", false);
	rc = ma_llm_style_read(front, &a->style, err);
	if (!rc)
		rc = read_texts(agents, front, "spares", &a->spares, &a->spares_n, err);
	if (!rc)
		rc = read_texts(agents, front, "writes", &a->writes, &a->writes_n, err);
	if (!rc)
		rc = read_texts(agents, front, "verify", &a->verify, &a->verify_n, err);
	return rc ? rc : read_texts(agents, front, "artifacts", &a->artifacts, &a->artifacts_n, err);
}

/* Put in order of name; the same name replaces. */
static ma_rc add_agent(struct ma_agents *agents, const struct ma_agent *a, ma_err *err)
{
	size_t at = 0;

	while (at < agents->n && ma_str_cmp(agents->v[at].name, a->name) < 0)
		at++;
	if (at < agents->n && ma_str_eq(agents->v[at].name, a->name)) {
		agents->v[at] = *a;
		return MA_OK;
	}
	if (agents->n == AGENTS_MAX)
		return ma_fail(err, MA_ECONFIG, "more than %d agents", AGENTS_MAX);
	if (agents->n == agents->cap) {
		struct ma_agent *v = ma_realloc(agents->v, agents->cap + 16, sizeof(*v));

		if (!v)
			return ma_fail_nomem(err);
		agents->v = v;
		agents->cap += 16;
	}
	memmove(&agents->v[at + 1], &agents->v[at], (agents->n - at) * sizeof(*a));
	agents->v[at] = *a;
	agents->n++;
	return MA_OK;
}

static ma_rc digest_file(struct ma_agents *agents, struct ma_str text, ma_err *err)
{
	struct ma_str parts[2] = { ma_str(agents->digest), text };

	return ma_hash_parts(parts, MA_COUNT(parts), agents->digest, err);
}

/* The configuration's word is stronger than the file's. */
static ma_rc apply_settings(struct ma_agents *agents, const json_t *settings, struct ma_str name,
	json_t *front, ma_err *err)
{
	json_t *own = json_object_getn(settings, name.p, name.n);
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_rc rc;

	if (!own)
		return MA_OK;
	if (json_object_update_recursive(front, own))
		return ma_fail_nomem(err);
	ma_json_write(own, 0, &text);
	rc = ma_buf_check(&text, err);
	if (!rc)
		rc = digest_file(agents, ma_buf_str(&text), err);
	ma_buf_done(&text);
	return rc;
}

/* A problem of the front matter, with its line. */
static void add_misfit(struct ma_buf *out, const char *path, struct ma_str text,
	const struct ma_schema_error *e, struct ma_str message)
{
	size_t line = 0;

	ma_buf_addf(out, "%s%s:", out->n > 0 ? "\n" : "", path);
	if (ma_yaml_line(text, e->at, &line))
		ma_buf_addf(out, "%zu:", line);
	if (e->at.n > 0)
		ma_buf_addf(out, " " MA_STR_FMT ":", MA_STR_ARG(e->at));
	ma_buf_addf(out, " " MA_STR_FMT, MA_STR_ARG(message));
}

/* A file written for another version of this program can be used by this one. */
static ma_rc warn_of_member(const struct ma_agents_opts *opts, const char *path, struct ma_str text,
	const struct ma_schema_error *e, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(MA_ERR_MSG_MAX);
	bool nomem;

	if (!opts->warn)
		return MA_OK;
	add_misfit(&out, path, text, e, MA_STR("agents have no such member; it is ignored"));
	if (!out.rc)
		opts->warn(opts->data, out.p);
	nomem = out.rc == MA_ENOMEM; /* a longer one is left out */
	ma_buf_done(&out);
	return nomem ? ma_fail_nomem(err) : MA_OK;
}

static ma_rc tell_misfits(const struct loader *l, const char *path, struct ma_str text,
	const struct ma_schema_report *report, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_CONFIG);
	size_t i, shown = 0;
	ma_rc rc = MA_OK;

	for (i = 0; i < report->errors_n && !rc; i++) {
		const struct ma_schema_error *e = &report->errors[i];

		if (ma_str_is(e->schema_at, "#/additionalProperties"))
			rc = warn_of_member(l->opts, path, text, e, err);
		else if (shown++ < PROBLEMS_SHOWN)
			add_misfit(&out, path, text, e, e->message);
	}
	if (shown > PROBLEMS_SHOWN)
		ma_buf_addf(&out, "\nand %zu more", shown - PROBLEMS_SHOWN);
	if (!rc && out.rc)
		rc = ma_fail_nomem(err);
	if (!rc && shown > 0)
		rc = ma_fail(err, MA_ECONFIG, "%s", out.p);
	ma_buf_done(&out);
	return rc;
}

static ma_rc check_front(const struct loader *l, const char *path, struct ma_str text,
	const json_t *front, ma_err *err)
{
	struct ma_schema_report report = MA_SCHEMA_REPORT_INIT;
	bool valid = false;
	ma_rc rc = ma_schema_check_value(l->schema, front, path, &valid, &report, err);

	if (!rc && !valid)
		rc = tell_misfits(l, path, text, &report, err);
	ma_schema_report_done(&report);
	return rc;
}

static ma_rc load_file(struct loader *l, const char *path, struct ma_str name, ma_err *err)
{
	struct ma_agent a = { .name = MA_STR("") };
	struct ma_str body = MA_STR("");
	json_t *front = NULL;
	char *text = NULL;
	size_t size = 0;
	ma_rc rc;

	rc = ma_fs_read(path, MA_LIMIT_CONFIG, &text, &size, err);
	if (rc && rc != MA_ENOMEM)
		err->code = rc = MA_ECONFIG; /* as one that says what it may not */
	if (!rc)
		rc = ma_yaml_front_matter(ma_str_n(text, size), path, &front, &body, err);
	if (!rc)
		rc = check_front(l, path, ma_str_n(text, size), front, err);
	if (!rc)
		rc = apply_settings(l->agents, l->opts->settings, name, front, err);
	if (!rc) {
		rc = read_agent(l->agents, front, body, name, &a, err);
		if (rc)
			(void)ma_err_wrap(err, "%s", path); /* its code is rc */
	}
	if (!rc)
		rc = digest_file(l->agents, ma_str_n(text, size), err);
	if (!rc)
		rc = add_agent(l->agents, &a, err);
	json_decref(front);
	ma_free(text);
	if (rc == MA_EINVALID)
		err->code = rc = MA_ECONFIG;
	return rc;
}

static bool load_entry(void *data, const char *name, bool is_dir)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_PATH * 16);
	struct loader *l = data;

	if (is_dir || !ma_str_ends(ma_str(name), ".md"))
		return true;
	ma_path_join(&path, ma_str(l->dir), ma_str(name));
	l->rc = ma_buf_check(&path, l->err);
	if (!l->rc)
		l->rc = load_file(l, path.p, ma_str_n(name, strlen(name) - 3), l->err);
	ma_buf_done(&path);
	return l->rc == MA_OK;
}

static ma_rc load_dir(struct loader *l, const char *dir)
{
	ma_rc rc;

	if (!ma_fs_is_dir(dir))
		return MA_OK;
	l->dir = dir;
	rc = ma_fs_list(dir, load_entry, l, l->err);
	return rc ? rc : l->rc;
}

/* The built-in ones first: a user's take their places. */
static ma_rc load_dirs(struct loader *l)
{
	struct ma_buf built_in = MA_BUF_INIT(MA_LIMIT_PATH * 32);
	size_t i;
	ma_rc rc;

	ma_path_join(&built_in, ma_str(l->opts->data_dir), MA_STR("agents"));
	rc = ma_buf_check(&built_in, l->err);
	if (!rc)
		rc = load_dir(l, built_in.p);
	for (i = 0; i < l->opts->dirs_n && !rc; i++)
		rc = load_dir(l, l->opts->dirs[i]);
	ma_buf_done(&built_in);
	return rc;
}

bool ma_agents_reserved(struct ma_str name)
{
	return ma_str_is(name, "planner") || ma_str_is(name, MA_REPAIR_AGENT) ||
		ma_str_is(name, MA_RESOLVER_AGENT);
}

static ma_rc collect_names(struct ma_agents *agents, ma_err *err)
{
	size_t i, n = 0;

	agents->names = ma_arena_new_n(&agents->arena, struct ma_str, agents->n);
	if (!agents->names)
		return ma_fail_nomem(err);
	for (i = 0; i < agents->n; i++)
		if (!ma_agents_reserved(agents->v[i].name))
			agents->names[n++] = agents->v[i].name;
	agents->names_n = n;
	return MA_OK;
}

/* Every agent that is set up is there. */
static ma_rc check_settings(const struct ma_agents *agents, const json_t *settings, ma_err *err)
{
	const char *name, *near = NULL;
	json_t *own;
	size_t i;

	json_object_foreach ((json_t *)settings, name, own) {
		if (ma_agents_find(agents, ma_str(name)))
			continue;
		for (i = 0; i < agents->n && !near; i++)
			if (ma_similar(ma_str(name), agents->v[i].name))
				near = agents->v[i].name.p;
		return ma_fail(err, MA_ECONFIG,
			"the configuration is of an agent \"%.60s\" that does not exist%s%s%s",
			name, near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	}
	return MA_OK;
}

ma_rc ma_agents_load(struct ma_agents *agents, const struct ma_agents_opts *opts, ma_err *err)
{
	struct loader l = { .agents = agents, .opts = opts, .err = err };
	ma_rc rc = ma_shipped_schema(opts->data_dir, "agent", &l.schema, err);

	*agents = (struct ma_agents){ .arena = MA_ARENA_INIT(16 * MA_MIB) };
	if (!rc)
		rc = load_dirs(&l);
	if (!rc)
		rc = collect_names(agents, err);
	if (!rc)
		rc = check_settings(agents, opts->settings, err);
	if (!rc && !ma_agents_find(agents, MA_STR("planner")))
		rc = ma_fail(err, MA_ECONFIG, "there is no agent \"planner\" in %s/agents",
			opts->data_dir);
	if (rc)
		ma_agents_done(agents);
	ma_schema_free(l.schema);
	return rc;
}

ma_rc ma_agents_add_host(
	struct ma_agents *agents, struct ma_str name, struct ma_str description, ma_err *err)
{
	struct ma_buf model = MA_BUF_INIT(MA_KIB);
	struct ma_agent a = { .host = true };
	ma_rc rc;

	ma_buf_addf(&model, MA_AGENT_HOST MA_STR_FMT, MA_STR_ARG(name));
	rc = ma_buf_check(&model, err);
	if (!rc &&
		(!keep(agents, name, &a.name) || !keep(agents, description, &a.description) ||
			!keep(agents, ma_buf_str(&model), &a.model)))
		rc = ma_fail_nomem(err);
	ma_buf_done(&model);
	if (!rc)
		rc = digest_file(agents, a.model, err);
	if (!rc)
		rc = digest_file(agents, a.description, err);
	if (!rc)
		rc = add_agent(agents, &a, err);
	return rc ? rc : collect_names(agents, err);
}

void ma_agents_done(struct ma_agents *agents)
{
	ma_free(agents->v);
	ma_arena_done(&agents->arena);
	*agents = (struct ma_agents){ .arena = MA_ARENA_INIT(0) };
}

struct ma_plan_agents ma_agents_for_plan(const struct ma_agents *agents)
{
	return (struct ma_plan_agents){ agents->names, agents->names_n };
}
