/* Requests to a live run. */
#include "model/ask.h"

#include <stdio.h>

#include "base/clock.h"
#include "codec/json.h"

static const char *const names[] = {
	[MA_ASK_PAUSE] = "pause",
	[MA_ASK_CONTINUE] = "continue",
	[MA_ASK_CANCEL] = "cancel",
	[MA_ASK_RETRY] = "retry",
};

bool ma_ask_parse(struct ma_str name, enum ma_ask_kind *out)
{
	size_t i;

	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_str_is(name, names[i])) {
			*out = (enum ma_ask_kind)i;
			return true;
		}
	return false;
}

void ma_ask_encode(const struct ma_ask *r, struct ma_buf *out)
{
	char at[MA_CLOCK_TEXT_SIZE];

	ma_clock_format(r->at_ms, at);
	ma_buf_addf(out, "{\"v\":1,\"at\":\"%s\",\"kind\":\"run.asked\",\"what\":\"%s\",\"by\":", at,
		names[r->kind]);
	ma_json_add_string(out, ma_str(r->by));
	if (r->task[0]) {
		ma_buf_adds(out, ",\"task\":");
		ma_json_add_string(out, ma_str(r->task));
	}
	ma_buf_addc(out, '}');
}

ma_rc ma_ask_decode(struct ma_str json, struct ma_ask *out, ma_err *err)
{
	struct ma_ask r = { .by = "" };
	json_t *j = NULL;
	struct ma_str by, task;
	ma_rc rc = ma_json_parse(json, "request", &j, err);

	if (rc)
		return rc;
	by = ma_json_str(j, "by");
	task = ma_json_str(j, "task");
	if (ma_json_int(j, "v", 0) != 1 || !ma_str_is(ma_json_str(j, "kind"), "run.asked") ||
		!ma_ask_parse(ma_json_str(j, "what"), &r.kind) ||
		!ma_clock_parse(ma_json_str(j, "at"), &r.at_ms) || by.n >= sizeof(r.by) ||
		(r.kind == MA_ASK_RETRY) != (task.n > 0) || task.n >= sizeof(r.task))
		rc = ma_fail(err, MA_EINVALID,
			"request: it is none that this meta-agent knows, or not one at all");
	if (!rc) {
		(void)snprintf(r.by, sizeof(r.by), MA_STR_FMT, MA_STR_ARG(by));       /* fits */
		(void)snprintf(r.task, sizeof(r.task), MA_STR_FMT, MA_STR_ARG(task)); /* fits */
		*out = r;
	}
	json_decref(j);
	return rc;
}
