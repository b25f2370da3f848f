/* Agents, loaded from their files. */
#include "engine/agents.h"

#include <jansson.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "base/similar.h"
#include "codec/json.h"
#include "codec/yaml.h"
#include "llm/style.h"
#include "sys/fs.h"

#define AGENTS_MAX 200

struct loader {
	struct ma_agents *agents;
	const char *dir;
	const json_t *settings; /* of agents, by name; NULL: none */
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

static ma_rc read_globs(struct ma_agents *agents, const json_t *front, const char *key,
	const struct ma_str **out, size_t *n_out, ma_err *err)
{
	const json_t *list = json_object_get(front, key);
	struct ma_str *globs;
	const json_t *j;
	size_t i;

	if (!list)
		return MA_OK;
	if (!json_is_array(list))
		return ma_fail(err, MA_ECONFIG, "%s: expected a list of globs", key);
	globs = ma_arena_new_n(&agents->arena, struct ma_str, json_array_size(list));
	if (!globs)
		return ma_fail_nomem(err);
	json_array_foreach (list, i, j) {
		if (!json_is_string(j))
			return ma_fail(err, MA_ECONFIG, "%s/%zu: expected a glob", key, i);
		if (!keep(agents, ma_str_n(json_string_value(j), json_string_length(j)), &globs[i]))
			return ma_fail_nomem(err);
	}
	*out = globs;
	*n_out = json_array_size(list);
	return MA_OK;
}

static ma_rc read_rules(const json_t *front, struct ma_agent *a, ma_err *err)
{
	const json_t *jobs = json_object_get(front, "jobs"),
		     *adds = json_object_get(front, "adds_tasks");

	if (jobs && (!json_is_integer(jobs) || json_integer_value(jobs) < 1))
		return ma_fail(err, MA_ECONFIG, "jobs: expected a whole number from 1 on");
	if (adds && !json_is_boolean(adds))
		return ma_fail(err, MA_ECONFIG, "adds_tasks: expected true or false");
	a->jobs = ma_json_int(front, "jobs", 0);
	a->adds_tasks = ma_json_bool(front, "adds_tasks", false);
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
			"name: expected \"" MA_STR_FMT "\", as the file is called",
			MA_STR_ARG(file_name));
	if (description.n == 0)
		return ma_fail(err, MA_ECONFIG, "description: missing");
	if (ma_str_trim(body).n == 0)
		return ma_fail(err, MA_ECONFIG, "the body, its system prompt, is empty");
	if (!keep(agents, name, &a->name) || !keep(agents, description, &a->description) ||
		!keep(agents, ma_json_str(front, "model"), &a->model) ||
		!keep(agents, ma_str_trim(body), &a->system))
		return ma_fail_nomem(err);
	rc = read_rules(front, a, err);
	if (!rc)
		rc = ma_llm_style_read(front, &a->style, err);
	if (!rc)
		rc = read_globs(agents, front, "spares", &a->spares, &a->spares_n, err);
	if (!rc)
		rc = read_globs(agents, front, "writes", &a->writes, &a->writes_n, err);
	return rc ? rc : read_globs(agents, front, "artifacts", &a->artifacts, &a->artifacts_n, err);
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

static ma_rc load_file(struct ma_agents *agents, const char *path, struct ma_str name,
	const json_t *settings, ma_err *err)
{
	struct ma_agent a = { .name = MA_STR("") };
	struct ma_str body = MA_STR("");
	json_t *front = NULL;
	char *text = NULL;
	size_t size = 0;
	ma_rc rc;

	rc = ma_fs_read(path, MA_LIMIT_CONFIG, &text, &size, err);
	if (!rc)
		rc = ma_yaml_front_matter(ma_str_n(text, size), path, &front, &body, err);
	if (!rc)
		rc = apply_settings(agents, settings, name, front, err);
	if (!rc) {
		rc = read_agent(agents, front, body, name, &a, err);
		if (rc)
			(void)ma_err_wrap(err, "%s", path); /* its code is rc */
	}
	if (!rc)
		rc = digest_file(agents, ma_str_n(text, size), err);
	if (!rc)
		rc = add_agent(agents, &a, err);
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
		l->rc = load_file(
			l->agents, path.p, ma_str_n(name, strlen(name) - 3), l->settings, l->err);
	ma_buf_done(&path);
	return l->rc == MA_OK;
}

bool ma_agents_reserved(struct ma_str name)
{
	return ma_str_is(name, "planner") || ma_str_is(name, MA_REPAIR_AGENT);
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

ma_rc ma_agents_load(struct ma_agents *agents, const char *const *dirs, size_t dirs_n,
	const json_t *settings, ma_err *err)
{
	struct loader l = { agents, NULL, settings, err, MA_OK };
	ma_rc rc = MA_OK;
	size_t i;

	*agents = (struct ma_agents){ .arena = MA_ARENA_INIT(16 * MA_MIB) };
	for (i = 0; i < dirs_n && !rc; i++) {
		l.dir = dirs[i];
		if (!ma_fs_is_dir(l.dir))
			continue;
		rc = ma_fs_list(l.dir, load_entry, &l, err);
		rc = rc ? rc : l.rc;
	}
	if (!rc)
		rc = collect_names(agents, err);
	if (!rc)
		rc = check_settings(agents, settings, err);
	if (!rc && !ma_agents_find(agents, MA_STR("planner")))
		rc = ma_fail(err, MA_ECONFIG, "there is no agent \"planner\" in %s",
			dirs_n ? dirs[0] : "(nowhere)");
	if (rc)
		ma_agents_done(agents);
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
