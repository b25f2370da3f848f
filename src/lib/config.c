/* The configuration, loaded and looked up. */
#include "lib/config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "codec/json.h"
#include "lib/places.h"
#include "lib/settings.h"
#include "lib/trust.h"
#include "llm/style.h"
#include "sys/fs.h"

#define PROJECT_FILE "meta-agent.yaml"

/* "sandbox, providers/openai/base_url" */
static void list_wants(const struct ma_config_file *f, struct ma_buf *out)
{
	const json_t *want;
	size_t i;

	json_array_foreach (f->wants, i, want)
		ma_buf_addf(out, "%s%s", i > 0 ? ", " : "", json_string_value(want));
	ma_buf_add(out, "", 0);
}

static ma_rc need_trust(struct ma_config_layer *l, ma_err *err)
{
	struct ma_buf wants = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_rc rc;

	if (json_array_size(l->file.wants) == 0)
		return MA_OK;
	rc = ma_trust_check(l->path, l->file.digest, &l->trusted, err);
	if (rc || l->trusted)
		return rc;
	list_wants(&l->file, &wants);
	rc = ma_buf_check(&wants, err);
	if (!rc)
		rc = ma_fail(err, MA_ECONFIG,
			"%s wants to set %.300s, and you have not trusted it as it stands: read it, "
			"then `meta-agent config trust`",
			l->file.path, wants.p);
	ma_buf_done(&wants);
	return rc;
}

static ma_rc read_layer(
	const struct ma_config_opts *opts, struct ma_config_layer *l, bool project, ma_err *err)
{
	ma_rc rc = ma_config_file_read(l->path, opts->data_dir, &l->file, err);

	if (rc)
		return rc;
	l->exists = true;
	rc = ma_config_file_check(&l->file, err);
	return rc || !project ? rc : need_trust(l, err);
}

/* What else than its content is wrong with the file is a problem of it too. */
static void keep_problem(struct ma_config_layer *l, const ma_err *why)
{
	l->exists = true;
	if (json_array_size(l->file.problems) == 0 && json_array_size(l->file.wants) == 0)
		(void)json_array_append_new(l->file.problems,
			json_pack("{s:s, s:i, s:s}", "at", "", "line", 0, "message",
				why->msg)); /* without memory it is missed */
}

/* A file that is not there sets nothing. */
static ma_rc load_layer(
	const struct ma_config_opts *opts, struct ma_config_layer *l, bool project, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	ma_rc rc = read_layer(opts, l, project, &why);

	if (!rc)
		return MA_OK;
	json_decref(l->file.value);
	l->file.value = NULL;
	if (rc == MA_ENOTFOUND && !l->exists)
		return MA_OK;
	if (rc == MA_ECONFIG && opts->lenient) {
		keep_problem(l, &why);
		return MA_OK;
	}
	*err = why;
	return rc;
}

static ma_rc load_files(struct ma_config *c, const struct ma_config_opts *opts, ma_err *err)
{
	struct ma_config_layer *user = &c->layers[MA_CONFIG_USER],
			       *project = &c->layers[MA_CONFIG_PROJECT];
	bool named = *opts->files != '\0';
	ma_rc rc = MA_OK;

	if (!named)
		rc = ma_places_config("config.yaml", &user->path, err);
	else if (!(user->path = ma_strdup(opts->files)))
		rc = ma_fail_nomem(err);
	if (!rc && named && !ma_fs_exists(user->path))
		rc = ma_fail(err, MA_ECONFIG, "%s: there is no such file", user->path);
	if (!rc && user->path)
		rc = load_layer(opts, user, false, err);
	if (rc || named)
		return rc;
	project->path = ma_strdup(PROJECT_FILE);
	return project->path ? load_layer(opts, project, true, err) : ma_fail_nomem(err);
}

/* Out of what the project asks for goes what is more than the user allows. */
static void narrow(struct ma_config *c)
{
	const json_t *users = c->layers[MA_CONFIG_USER].file.value;
	json_t *projects = c->layers[MA_CONFIG_PROJECT].file.value;
	const struct ma_setting *s;
	char message[256];

	for (s = ma_settings; s->name && projects; s++) {
		const json_t *least = json_object_get(users, s->name),
			     *asked = json_object_get(projects, s->name);

		if (s->scope != MA_SCOPE_RUN || s->setter != MA_SET_BY_NARROWING || !least ||
			!asked || json_number_value(asked) <= json_number_value(least))
			continue;
		(void)snprintf(message, sizeof(message),
			"%s asks for more %s than your own configuration allows: it is ignored",
			PROJECT_FILE, s->name); /* fits */
		if (c->warn)
			c->warn(c->data, message);
		(void)json_object_del(projects, s->name); /* it is there */
	}
}

static ma_rc add_variable(
	json_t *object, const struct ma_setting *s, const char *name, const char *text, ma_err *err)
{
	json_t *value;

	if (!ma_str_utf8(ma_str(text)))
		return ma_fail(err, MA_ECONFIG, "%s: its value is not UTF-8", name);
	value = ma_setting_parse(s, text);
	if (!value)
		return ma_fail(err, MA_ECONFIG, "%s: \"%.60s\" is not a number", name, text);
	if (json_is_number(value) && !(json_number_value(value) >= s->least)) {
		json_decref(value);
		return ma_fail(err, MA_ECONFIG, "%s: must be at least %g", name, s->least);
	}
	return json_object_set_new(object, s->name, value) ? ma_fail_nomem(err) : MA_OK;
}

/* `all`: the variables META_AGENT_... too. */
static ma_rc read_environment(struct ma_config *c, bool all, ma_err *err)
{
	json_t *object = json_object();
	const struct ma_setting *s;
	const char *name;
	ma_rc rc = object ? MA_OK : ma_fail_nomem(err);

	c->layers[MA_CONFIG_ENVIRONMENT].file.value = object;
	for (s = ma_settings; s->name && !rc; s++) {
		name = ma_setting_variable(s);
		if (name && (all || s->scope != MA_SCOPE_RUN))
			rc = add_variable(object, s, name, getenv(name), err);
	}
	return rc;
}

/* Put `from` over `to`, objects member by member. False: memory is out. */
static bool overlay(json_t *to, const json_t *from)
{
	const char *name;
	json_t *value, *old;
	bool good = true;

	json_object_foreach ((json_t *)from, name, value) {
		old = json_object_get(to, name);
		if (json_is_object(old) && json_is_object(value))
			good &= overlay(old, value);
		else
			good &= json_object_set_new(to, name, json_deep_copy(value)) == 0;
	}
	return good;
}

static ma_rc merge(struct ma_config *c, ma_err *err)
{
	size_t i;

	c->in_force = json_object();
	if (!c->in_force)
		return ma_fail_nomem(err);
	for (i = 0; i < MA_CONFIG_LEVELS; i++) {
		const json_t *value = c->layers[i].file.value;

		if (json_object_get(value, "provider"))
			(void)json_object_del(c->in_force, "model"); /* it need not be there */
		if (!overlay(c->in_force, value))
			return ma_fail_nomem(err);
	}
	return MA_OK;
}

ma_rc ma_config_load(const struct ma_config_opts *opts, struct ma_config **out, ma_err *err)
{
	struct ma_config *c = ma_new(struct ma_config);
	ma_rc rc;

	if (!c)
		return ma_fail_nomem(err);
	c->warn = opts->warn;
	c->data = opts->data;
	c->asked = opts->files != NULL;
	rc = opts->files ? load_files(c, opts, err) : MA_OK;
	if (!rc)
		narrow(c);
	if (!rc)
		rc = read_environment(c, opts->files != NULL, err);
	if (!rc)
		rc = merge(c, err);
	if (rc)
		ma_config_free(c);
	else
		*out = c;
	return rc;
}

/* The keys in it are wiped; of other copies libyaml's are out of reach. */
static void wipe_keys(json_t *settings)
{
	json_t *provider;
	const char *name, *key;

	json_object_foreach (json_object_get(settings, "providers"), name, provider) {
		key = json_string_value(json_object_get(provider, "key"));
		if (key)
			explicit_bzero((char *)(uintptr_t)key, strlen(key)); /* it is freed next */
	}
}

void ma_config_free(struct ma_config *c)
{
	size_t i;

	if (!c)
		return;
	wipe_keys(c->in_force);
	json_decref(c->in_force);
	for (i = 0; i < MA_CONFIG_LEVELS; i++) {
		wipe_keys(c->layers[i].file.value);
		ma_config_file_done(&c->layers[i].file);
		ma_free(c->layers[i].path);
	}
	ma_free(c);
}

void ma_config_fill_run(const struct ma_config *c, bool resumes, ma_run_opts *opts)
{
	bool has_provider = opts->provider || opts->script || opts->replay;
	const struct ma_setting *s;

	for (s = ma_settings; s->name; s++) {
		if (s->scope != MA_SCOPE_RUN || (resumes && !s->resumes))
			continue;
		if (has_provider &&
			(strcmp(s->name, "provider") == 0 || strcmp(s->name, "model") == 0))
			continue; /* the model is another provider's */
		ma_setting_put(s, json_object_get(c->in_force, s->name), opts);
	}
}

static json_t *provider_of(const struct ma_config *c, const char *provider)
{
	return json_object_get(json_object_get(c->in_force, "providers"), provider);
}

ma_rc ma_config_fill_provider(
	const struct ma_config *c, const char *provider, struct ma_llm_opts *opts, ma_err *err)
{
	const struct ma_llm_provider *p = ma_llm_provider_find(ma_str(provider));
	bool needs_key = p &&
		p->key_env[0]; /* else it is a server near by, and no proxy's business */
	const json_t *own = provider_of(c, provider);
	const struct ma_setting *s;
	ma_rc rc;

	for (s = ma_settings; s->name; s++) {
		if (s->scope != MA_SCOPE_PROVIDER)
			continue;
		ma_setting_put(s, json_object_get(own, s->name), opts);
		if (s->everywhere && (needs_key || strcmp(s->name, "proxy") != 0))
			ma_setting_put(s, json_object_get(c->in_force, s->name), opts);
	}
	rc = ma_llm_style_read(own, &opts->style, err);
	return rc ? ma_err_wrap(err, "providers/%s", provider) : MA_OK;
}

const char *ma_config_text(const struct ma_config *c, const char *provider, const char *name)
{
	return json_string_value(
		json_object_get(provider ? provider_of(c, provider) : c->in_force, name));
}

/* Variables set what stands at the top. */
static const char *variable_of(const char *name)
{
	const char *variable = ma_setting_variable(ma_setting_find(MA_SCOPE_RUN, name));

	return variable ? variable : "the environment"; /* where it has changed since */
}

const char *ma_config_from(
	const struct ma_config *c, const char *group, const char *owner, const char *name)
{
	size_t i;

	for (i = MA_CONFIG_LEVELS; i-- > 0;) {
		const struct ma_config_layer *l = &c->layers[i];
		const json_t *at = l->file.value;

		if (group)
			at = json_object_get(json_object_get(at, group), owner);
		if (json_object_get(at, name))
			return l->file.path ? l->file.path : variable_of(name);
	}
	return "default";
}

json_t *ma_config_users(const struct ma_config *c)
{
	return c ? c->layers[MA_CONFIG_USER].file.value : NULL;
}

json_t *ma_config_agents(const struct ma_config *c)
{
	return json_object_get(c->in_force, "agents");
}
