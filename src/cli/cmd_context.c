/* meta-agent context: the shared context from the shell. */
#include <stddef.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/prompt.h"
#include "cli/table.h"
#include "metaagent/context.h"

#define VALUE_COLUMNS 60
#define WATCH_MS 1000

struct args {
	const char *output;
	int64_t if_version, after; /* 0: not given; a 0 that is given is -1 */
	int json;
};

static const struct opt opts[] = {
	{ "output", 'o', OPT_TEXT, offsetof(struct args, output), "DIR",
		"the project's directory (default: .)", 0 },
	{ "if-version", 0, OPT_NUMBER, offsetof(struct args, if_version), "N",
		"set, remove: only if the context has this version", INT64_MAX },
	{ "after", 0, OPT_NUMBER, offsetof(struct args, after), "N",
		"events, watch: those after this version", INT64_MAX },
	{ "json", 0, OPT_FLAG, offsetof(struct args, json), NULL, "write JSON", 0 },
	{ 0 },
};

/* What an action is called with. */
struct call {
	const struct args *a;
	const struct words *words; /* the first one is the action's name */
	ma_context *context;
	int *exit_out;
	ma_err *err;
};

static const char *output_of(const struct args *a)
{
	return a->output ? a->output : ".";
}

static ma_rc print_version(const struct call *c, int64_t version)
{
	struct ma_buf text = MA_BUF_INIT(MA_KIB);
	ma_rc rc;

	ma_buf_addf(
		&text, c->a->json ? "{\"version\":%lld}\n" : "version %lld\n", (long long)version);
	rc = out_flush(&text, c->err);
	ma_buf_done(&text);
	return rc;
}

static ma_rc print_line(const char *line, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(SIZE_MAX);
	ma_rc rc;

	ma_buf_adds(&text, line);
	ma_buf_addc(&text, '\n');
	rc = out_flush(&text, err);
	ma_buf_done(&text);
	return rc;
}

static ma_rc get(const struct call *c)
{
	char *json = NULL;
	ma_rc rc = ma_context_get(c->context, c->words->v[1], &json, NULL, c->err);

	if (rc == MA_ENOTFOUND)
		*c->exit_out = 1;
	if (!rc)
		rc = print_line(json, c->err);
	ma_string_free(json);
	return rc;
}

static ma_rc write_key(const struct call *c, const char *value)
{
	int64_t version = 0, n = c->a->if_version;
	ma_rc rc = ma_context_set(c->context, c->words->v[1], value,
		n == 0            ? MA_CONTEXT_ANY
			: n == -1 ? 0
				  : n,
		&version, c->err);

	if (rc == MA_ECONFLICT)
		*c->exit_out = 1;
	if (rc == MA_EINVALID && ma_str_starts(ma_str(c->err->msg), "value:"))
		return ma_err_wrap(
			c->err, "context set: VALUE is JSON, a text has its quotes, '\"text\"'");
	return rc ? rc : print_version(c, version);
}

static ma_rc set(const struct call *c)
{
	const char *value = c->words->v[2];
	char *text = NULL;
	ma_rc rc = MA_OK;

	if (strcmp(value, "-") == 0)
		rc = prompt_read("-", MA_LIMIT_CONTEXT_VALUE, &text, c->err);
	if (!rc)
		rc = write_key(c, text ? text : value);
	ma_free(text);
	return rc;
}

static ma_rc remove_key(const struct call *c)
{
	return write_key(c, NULL);
}

static ma_rc add(const struct call *c,
	ma_rc (*how)(ma_context *context, const char *name, const char *json, int64_t *version_out,
		ma_err *err))
{
	int64_t version = 0;
	ma_rc rc = how(c->context, c->words->v[1], c->words->n > 2 ? c->words->v[2] : NULL,
		&version, c->err);

	return rc ? rc : print_version(c, version);
}

static ma_rc event(const struct call *c)
{
	return add(c, ma_context_append_event);
}

static ma_rc artifact(const struct call *c)
{
	return add(c, ma_context_add_artifact);
}

static void add_rows(struct table *t, const json_t *of, const char *kind)
{
	const char *name;
	json_t *item;
	char *value;

	json_object_foreach ((json_t *)(uintptr_t)of, name, item) {
		struct ma_buf number = MA_BUF_INIT(MA_KIB);

		value = json_dumps(json_object_get(item, "value"), JSON_ENCODE_ANY | JSON_COMPACT);
		ma_buf_addf(&number, "%lld", (long long)field_int(item, "version"));
		table_add(t, ma_str(kind));
		table_add(t, ma_str(name));
		table_add(t, ma_buf_str(&number));
		table_add(t, ma_str(value ? value : ""));
		free(value); /* jansson's */
		ma_buf_done(&number);
	}
}

static void write_list(const json_t *all, struct ma_buf *out)
{
	struct table t = TABLE_INIT(4);

	table_add(&t, MA_STR("what"));
	table_add(&t, MA_STR("name"));
	table_add(&t, MA_STR("version"));
	table_add(&t, MA_STR("value"));
	add_rows(&t, json_object_get(all, "data"), "key");
	add_rows(&t, json_object_get(all, "artifacts"), "artifact");
	table_write(&t, 0, out);
	ma_buf_addf(out, "version %lld, %lld events\n", (long long)field_int(all, "version"),
		(long long)field_int(all, "events"));
}

static ma_rc list(const struct call *c)
{
	struct ma_buf text = MA_BUF_INIT(SIZE_MAX);
	json_t *all = NULL;
	char *json = NULL;
	ma_rc rc = ma_context_list(c->context, &json, c->err);

	if (!rc && c->a->json)
		rc = print_line(json, c->err);
	else if (!rc && (all = field_parse(json, c->err))) {
		write_list(all, &text);
		rc = out_flush(&text, c->err);
	} else if (!rc) {
		rc = c->err->code;
	}
	json_decref(all);
	ma_buf_done(&text);
	ma_string_free(json);
	return rc;
}

struct printer {
	ma_err err;
	int64_t seen;
};

static int print_event(void *data, const char *event_json)
{
	struct printer *p = data;
	json_t *all = field_parse(event_json, &p->err);

	if (!all)
		return 1;
	p->seen = field_int(all, "version");
	json_decref(all);
	return print_line(event_json, &p->err) != MA_OK;
}

static ma_rc print_events(const struct call *c, struct printer *p)
{
	ma_rc rc = ma_context_events(c->context, p->seen, print_event, p, c->err);

	if (rc || !p->err.code)
		return rc;
	*c->err = p->err;
	return p->err.code;
}

static ma_rc events(const struct call *c)
{
	struct printer p = { .seen = c->a->after > 0 ? c->a->after : 0 };

	return print_events(c, &p);
}

/* From now on, or from --after, until it is stopped. */
static ma_rc watch(const struct call *c)
{
	struct printer p = { .seen = c->a->after > 0 ? c->a->after : 0 };
	int64_t version = 0;
	ma_rc rc = c->a->after ? MA_OK : ma_context_version(c->context, &p.seen, c->err);

	while (!rc) {
		rc = ma_context_watch(c->context, p.seen, WATCH_MS, &version, c->err);
		if (!rc && version > p.seen)
			rc = print_events(c, &p);
		else if (!rc)
			rc = out_check(c->err);
	}
	return rc;
}

static const char *file_of(const struct call *c)
{
	return c->words->n > 1 ? c->words->v[1] : NULL;
}

static ma_rc export(const struct call *c)
{
	return ma_context_save(c->context, file_of(c), c->err);
}

static ma_rc import(const struct call *c)
{
	int64_t version = 0;
	ma_rc rc = ma_context_load(c->context, file_of(c), &version, c->err);

	return rc ? rc : print_version(c, version);
}

static const struct action {
	const char *name, *args;
	int least, most; /* words behind the name */
	int makes;       /* the output, when it is missing */
	ma_rc (*run)(const struct call *c);
} actions[] = {
	{ "get", "KEY", 1, 1, 0, get },
	{ "set", "KEY VALUE", 2, 2, 1, set },
	{ "remove", "KEY", 1, 1, 0, remove_key },
	{ "list", "", 0, 0, 0, list },
	{ "event", "NAME [VALUE]", 1, 2, 1, event },
	{ "artifact", "NAME [VALUE]", 1, 2, 1, artifact },
	{ "events", "", 0, 0, 0, events },
	{ "watch", "", 0, 0, 0, watch },
	{ "export", "[FILE]", 0, 1, 0, export },
	{ "import", "[FILE]", 0, 1, 1, import },
};

static ma_rc find(const struct words *words, const struct action **out, ma_err *err)
{
	size_t i = 0;

	while (i < MA_COUNT(actions) && strcmp(actions[i].name, words->v[0]) != 0)
		i++;
	if (i == MA_COUNT(actions))
		return ma_fail(err, MA_EMISUSE,
			"context: there is no \"%.40s\"; see meta-agent help context", words->v[0]);
	if (words->n - 1 < actions[i].least || words->n - 1 > actions[i].most)
		return ma_fail(err, MA_EMISUSE, "context: usage: meta-agent context %s %s [-o DIR]",
			actions[i].name, actions[i].args);
	*out = &actions[i];
	return MA_OK;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	struct call c = { args, words, NULL, exit_out, err };
	const struct action *action = NULL;
	ma_rc rc = find(words, &action, err);

	if (!rc)
		rc = ma_context_open(output_of(c.a), action->makes, &c.context, err);
	if (!rc)
		rc = action->run(&c);
	ma_context_free(c.context);
	return rc;
}

const struct cmd cmd_context = {
	.name = "context",
	.args = "WHAT...",
	.words_least = 1,
	.words_most = 3,
	.summary = "read and write what runs, agents and programs share: get, set, list, watch, ...",
	.about = "get KEY, set KEY VALUE, remove KEY, list, event NAME [VALUE], artifact NAME [VALUE], events, watch,\n"
		 "export [FILE], import [FILE]. VALUE is JSON: a text has its quotes, \"-\" reads it from standard input.\n"
		 "Every change has a version, the number of its event; nothing is lost, however many processes write.\n"
		 "FILE is DIR/.meta-agent/context.json unless it is named. The exit code of get is 1 when there is no such\n"
		 "key, that of set and remove when the context has another version than --if-version.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
