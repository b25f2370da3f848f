/* Requests to models: sections that what is inside them cannot close. */
#include "engine/prompt_parts.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/path.h"
#include "codec/json.h"
#include "engine/stitch.h"
#include "llm/style.h"

static const char *const section_names[] = { "request", "agents", "contract", "task", "artifact",
	"files", "failure", "tried", "printed", "places", "problem", "others", "conflict",
	"output" };

static bool closes_section(struct ma_str s)
{
	size_t i;

	if (!ma_str_starts(s, "</"))
		return false;
	for (i = 0; i < MA_COUNT(section_names); i++)
		if (ma_str_starts(ma_str_from(s, 2), section_names[i]))
			return true;
	return false;
}

void ma_prompt_outside(struct ma_buf *out, struct ma_str text)
{
	ptrdiff_t at;

	while ((at = ma_str_find(text, MA_STR("</"))) >= 0) {
		ma_buf_add(out, text.p, (size_t)at);
		text = ma_str_from(text, (size_t)at);
		ma_buf_adds(out, closes_section(text) ? "<\\/" : "</");
		text = ma_str_from(text, 2);
	}
	ma_buf_addv(out, text);
	if (out->n > 0 && out->p[out->n - 1] != '\n')
		ma_buf_addc(out, '\n');
}

static void add_section(struct ma_buf *out, const char *name, struct ma_str text)
{
	if (text.n == 0)
		return;
	ma_buf_addf(out, "<%s>\n", name);
	ma_prompt_outside(out, text);
	ma_buf_addf(out, "</%s>\n\n", name);
}

/* With what it usually writes, so that tasks of different agents do not meet. */
static void add_agent(struct ma_buf *out, const struct ma_agent *a)
{
	size_t i;

	ma_buf_addf(out, "- " MA_STR_FMT ": " MA_STR_FMT, MA_STR_ARG(a->name),
		MA_STR_ARG(a->description));
	for (i = 0; i < a->writes_n; i++)
		ma_buf_addf(out, "%s" MA_STR_FMT, i ? ", " : " [", MA_STR_ARG(a->writes[i]));
	ma_buf_adds(out, a->writes_n > 0 ? "]\n" : "\n");
}

static void add_agents(struct ma_buf *out, const struct ma_agents *agents)
{
	size_t i;

	ma_buf_adds(out, "<agents>\n");
	for (i = 0; i < agents->names_n; i++)
		add_agent(out, ma_agents_find(agents, agents->names[i]));
	ma_buf_adds(out, "</agents>\n\n");
}

static void add_task(struct ma_buf *out, const struct ma_prompt *p)
{
	ma_buf_addf(out, "<task id=\"" MA_STR_FMT "\" agent=\"" MA_STR_FMT "\">\n",
		MA_STR_ARG(p->task), MA_STR_ARG(p->agent->name));
	ma_prompt_outside(out, p->name);
	ma_prompt_outside(out, p->description);
	ma_buf_adds(out, "</task>\n\n");
}

static bool is_artifact(const struct ma_agent *agent, struct ma_str path)
{
	size_t i;

	for (i = 0; agent && i < agent->artifacts_n; i++)
		if (ma_path_match(agent->artifacts[i], path))
			return true;
	return false;
}

/* A path may hold what would end it, or the section. */
void ma_prompt_attribute(struct ma_buf *out, struct ma_str value)
{
	size_t i;

	for (i = 0; i < value.n; i++) {
		if (value.p[i] == '"' || value.p[i] == '<' || value.p[i] == '>' || value.p[i] == '&')
			ma_buf_addf(out, "&#%d;", value.p[i]);
		else
			ma_buf_addc(out, value.p[i]);
	}
}

void ma_prompt_artifact(
	struct ma_buf *out, struct ma_str task, struct ma_str path, struct ma_str content)
{
	ma_buf_addf(out, "<artifact task=\"" MA_STR_FMT "\" path=\"", MA_STR_ARG(task));
	ma_prompt_attribute(out, path);
	ma_buf_adds(out, "\">\n");
	ma_prompt_outside(out, content);
	ma_buf_adds(out, "</artifact>\n\n");
}

struct carried {
	const struct ma_prompt *p;
	json_t **files;       /* of each source */
	struct ma_map newest; /* path -> the file set that wrote it last */
	size_t left;          /* bytes of content that may still be carried */
	struct ma_buf listed; /* paths of what is not */
};

/* Artifacts are carried from any upstream task; other files from direct dependencies, while there is room. */
static void add_source(struct ma_buf *out, const struct ma_prompt_source *s, const json_t *files,
	bool named, struct carried *b)
{
	const json_t *file;
	size_t i;

	json_array_foreach (files, i, file) {
		struct ma_str path = ma_json_str(file, "path"),
			      content = ma_json_str(file, "content");

		if (ma_map_get(&b->newest, path) != files || ma_json_bool(file, "remove", false) ||
			ma_str_lists(b->p->named, '|', path) != named)
			continue; /* a later task wrote it again, or it is gone, or comes another time */
		if (b->p->blind && !named && !is_artifact(s->agent, path))
			continue; /* not even that it is there */
		if ((is_artifact(s->agent, path) && b->p->failures_n == 0) ||
			(s->direct && content.n <= b->left)) {
			ma_prompt_artifact(out, s->task, path, content);
			b->left -= content.n < b->left ? content.n : b->left;
		} else {
			ma_buf_addv(&b->listed, path);
			ma_buf_addc(&b->listed, '\n');
		}
	}
}

static ma_rc read_source(
	const struct ma_prompt_source *s, json_t **files, struct carried *c, ma_err *err)
{
	const json_t *file;
	size_t i;
	ma_rc rc = ma_json_parse(s->files, "file set", files, err);

	json_array_foreach (*files, i, file)
		if (!rc && !ma_map_put(&c->newest, ma_json_str(file, "path"), *files))
			rc = ma_fail_nomem(err);
	return rc;
}

static ma_rc add_sources(struct ma_buf *out, const struct ma_prompt *p, ma_err *err)
{
	struct carried c = { p, ma_new_n(json_t *, p->sources_n), MA_MAP_INIT,
		p->failures_n > 0 ? MA_PROMPT_MENDED_MAX : MA_PROMPT_FILES_MAX,
		MA_BUF_INIT(MA_LIMIT_PROMPT) };
	ma_rc rc = c.files ? MA_OK : ma_fail_nomem(err);
	size_t i;

	for (i = 0; i < p->sources_n && !rc; i++)
		rc = read_source(&p->sources[i], &c.files[i], &c, err);
	for (i = 0; i < p->sources_n && !rc && p->named.n > 0; i++)
		add_source(out, &p->sources[i], c.files[i], true, &c);
	for (i = 0; i < p->sources_n && !rc; i++)
		add_source(out, &p->sources[i], c.files[i], false, &c);
	if (!rc)
		rc = ma_buf_check(&c.listed, err);
	add_section(out, "files", ma_buf_str(&c.listed));
	for (i = 0; c.files && i < p->sources_n; i++)
		json_decref(c.files[i]);
	ma_free(c.files);
	ma_map_done(&c.newest);
	ma_buf_done(&c.listed);
	return rc;
}

static void add_tasks_format(struct ma_buf *out, const char *nonce)
{
	ma_buf_addf(out,
		"Only where the work is too large for the tasks that are planned, more tasks may be asked for as well:\n"
		"=== TASKS %s\n"
		"{\"tasks\": [{\"id\", \"name\", \"agent\", \"description\", \"depends_on\": [ids of this list], \"writes\": [globs]}]}\n"
		"=== END %s\n"
		"They begin when this task is done, and whatever waits for this task waits for them too.\n",
		nonce, nonce);
}

/* Where files are there: how to change little of them. */
void ma_prompt_edits_format(struct ma_buf *out, const char *nonce, bool moves)
{
	ma_buf_addf(out,
		"Where little of a file changes, give only that, in as many hunks as it takes:\n"
		"=== EDIT %s path/to/file\n"
		"<<<<<<< SEARCH\n"
		"lines of the file as they are, word for word, enough of them to be there only once\n"
		"=======\n"
		"what stands in their place\n"
		">>>>>>> REPLACE\n"
		"=== END %s\n",
		nonce, nonce);
	if (!moves)
		return;
	ma_buf_addf(out,
		"A file that goes or gets another name, each in a line of its own:\n"
		"=== DELETE %s path/to/file\n"
		"=== MOVE %s path/to/file -> its/new/path\n",
		nonce, nonce);
}

static void add_output(struct ma_buf *out, const struct ma_prompt *p)
{
	ma_buf_addf(out, "<output nonce=\"%s\">\n", p->nonce);
	if (p->conflicts_n > 0) {
		ma_prompt_resolution(out, p);
	} else if (p->plans) {
		ma_buf_adds(out, "Answer with the plan: one JSON object and nothing else.\n");
	} else {
		ma_buf_addf(out,
			"Answer with whole files, each between two marker lines, and nothing else:\n"
			"=== FILE %s path/to/file\n"
			"the complete content of the file, verbatim, without fences\n"
			"=== END %s\n"
			"Paths are relative to the project's root. Leave nothing out and abbreviate nothing.\n",
			p->nonce, p->nonce);
		if (p->edits)
			ma_prompt_edits_format(out, p->nonce, true);
		if (p->agent->adds_tasks)
			add_tasks_format(out, p->nonce);
		if (p->kept)
			ma_buf_adds(out,
				"All else of your last answer is kept: give what the problem names, and nothing more.\n");
	}
	ma_buf_adds(out, "</output>\n");
}

/* What is wrong, before the files that it is in. */
static void add_failure(struct ma_buf *out, const struct ma_prompt_failure *f)
{
	ma_buf_adds(out, "<failure check=\"");
	ma_prompt_attribute(out, f->check);
	ma_buf_adds(out, "\">\n");
	add_section(out, "places", f->places);
	add_section(out, "printed", f->printed);
	ma_buf_adds(out, "</failure>\n\n");
}

ma_rc ma_prompt_write(const struct ma_prompt *p, struct ma_buf *out, ma_err *err)
{
	size_t i;
	ma_rc rc;

	if (p->agent->host)
		return ma_prompt_write_task(p, out, err);
	add_section(out, "request", p->request);
	if (p->agents)
		add_agents(out, p->agents);
	add_section(out, "contract", p->contract);
	add_task(out, p);
	for (i = 0; i < p->failures_n; i++)
		add_failure(out, &p->failures[i]);
	add_section(out, "tried", p->tried);
	rc = add_sources(out, p, err);
	ma_prompt_conflicts(out, p);
	add_section(out, "problem", p->problem);
	add_output(out, p);
	return rc ? rc : ma_buf_check(out, err);
}

/* Only where there is something to say, so that requests of agents without a style stay as they are. */
static void add_style(const struct ma_llm_style *style, struct ma_buf *out)
{
	json_t *json = ma_llm_style_json(style);

	if (!json) {
		out->rc = MA_ENOMEM;
		return;
	}
	if (json_object_size(json) > 0) {
		ma_buf_adds(out, ",\"style\":");
		ma_json_write(json, 0, out);
	}
	json_decref(json);
}

void ma_request_encode(const struct ma_request *r, struct ma_buf *out)
{
	ma_buf_adds(out, "{\"system\":");
	ma_json_add_string(out, r->system);
	ma_buf_adds(out, ",\"user\":");
	ma_json_add_string(out, r->user);
	ma_buf_adds(out, ",\"model\":");
	ma_json_add_string(out, r->model);
	if (r->said.n > 0) {
		ma_buf_adds(out, ",\"said\":");
		ma_json_add_string(out, r->said);
	}
	if (r->output_tokens_max > 0)
		ma_buf_addf(out, ",\"output_tokens_max\":%lld", (long long)r->output_tokens_max);
	if (r->schema) {
		ma_buf_adds(out, ",\"schema\":");
		ma_json_write(r->schema, 0, out);
	}
	add_style(&r->style, out);
	ma_buf_adds(out, r->json ? ",\"json\":true}" : ",\"json\":false}");
}

ma_rc ma_request_decode(struct ma_str text, struct ma_request *out, json_t **value, ma_err *err)
{
	ma_rc rc = ma_json_parse(text, "request", value, err);

	if (rc)
		return rc;
	out->system = ma_json_str(*value, "system");
	out->user = ma_json_str(*value, "user");
	out->model = ma_json_str(*value, "model");
	out->said = ma_json_str(*value, "said");
	out->output_tokens_max = ma_json_int(*value, "output_tokens_max", 0);
	out->json = ma_json_bool(*value, "json", false);
	out->schema = json_object_get(*value, "schema");
	out->style = (struct ma_llm_style){ .has_temperature = false };
	return ma_llm_style_read(json_object_get(*value, "style"), &out->style, err);
}

struct ma_llm_req ma_request_llm(
	const struct ma_request *r, struct ma_llm_msg msgs[MA_REQUEST_MSGS_MAX])
{
	struct ma_llm_req req = { .model = r->model,
		.system = r->system,
		.msgs = msgs,
		.msgs_n = r->said.n > 0 ? 3 : 1,
		.output_tokens_max = r->output_tokens_max,
		.temperature = -1,
		.json = r->json,
		.schema = r->schema };

	msgs[0] = (struct ma_llm_msg){ .role = MA_LLM_USER, .text = r->user };
	msgs[1] = (struct ma_llm_msg){ .role = MA_LLM_ASSISTANT, .text = r->said };
	msgs[2] = (struct ma_llm_msg){ .role = MA_LLM_USER, .text = MA_STR(MA_STITCH_ASK) };
	ma_llm_style_apply(&r->style, &req);
	return req;
}
