/* The plan of an application: who writes what, and in which order. */
#include "base/limits.h"
#include "codec/json.h"
#include "llm/offline_parts.h"
#include "model/plan_rows.h"
#include "model/understand.h"

#define ROWS_MAX 7

/* A list of "- name: description"; without one everybody is there. */
static bool is_listed(struct ma_str agents, const char *name)
{
	struct ma_str rest = agents, line;

	while (ma_str_line(&rest, &line))
		if (ma_str_starts(line, "- ") && ma_str_starts(ma_str_from(line, 2), name) &&
			ma_str_starts(ma_str_from(line, 2 + strlen(name)), ":"))
			return true;
	return agents.n == 0;
}

static json_t *plan_json(const struct ma_offline_kind *kind, json_t *contract, struct ma_str agents)
{
	bool there[ROWS_MAX];
	size_t i;

	MA_ASSERT(kind->rows_n <= ROWS_MAX);
	for (i = 0; i < kind->rows_n; i++)
		there[i] = is_listed(agents, kind->rows[i].agent);
	return ma_plan_rows(kind->rows, kind->rows_n, there, kind->summary, contract);
}

void ma_offline_unescape(struct ma_buf *out, struct ma_str text)
{
	ptrdiff_t at;

	while ((at = ma_str_find(text, MA_STR("<\\/"))) >= 0) {
		ma_buf_add(out, text.p, (size_t)at);
		ma_buf_adds(out, "</");
		text = ma_str_from(text, (size_t)at + 3);
	}
	ma_buf_addv(out, text);
}

/* The contract that came with the request, else what the request is understood to mean. */
static ma_rc find_contract(const struct ma_offline_request *req, json_t **out, ma_err *err)
{
	struct ma_buf prompt = MA_BUF_INIT(MA_LIMIT_PROMPT);
	ma_rc rc;

	if (ma_str_trim(req->contract).n > 0)
		return ma_json_parse(req->contract, "contract", out, err);
	ma_offline_unescape(&prompt, req->request);
	rc = ma_buf_check(&prompt, err);
	if (!rc)
		rc = ma_understand(ma_buf_str(&prompt), out, err);
	ma_buf_done(&prompt);
	return rc;
}

ma_rc ma_offline_plan(const struct ma_offline_request *req, struct ma_buf *out, ma_err *err)
{
	const struct ma_offline_kind *kind = NULL;
	json_t *contract = NULL, *plan = NULL;
	ma_rc rc = find_contract(req, &contract, err);

	if (!rc)
		rc = ma_offline_kind_of(contract, &kind, err);
	if (!rc)
		rc = ma_offline_kind_check(kind, contract, err);
	if (!rc) {
		plan = plan_json(kind, contract, req->agents);
		if (plan)
			ma_json_write(plan, 2, out);
		rc = plan ? ma_buf_check(out, err) : ma_fail_nomem(err);
	}
	json_decref(plan);
	json_decref(contract);
	return rc;
}
