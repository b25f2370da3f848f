/* The story of a run, from its log. */
#include "cli/story.h"

#include <stdio.h>

#include "cli/field.h"
#include "metaagent/metaagent.h"

static void spend(struct story *s, struct ma_str kind, int64_t at_ms)
{
	if (s->last_ms > 0 && at_ms > s->last_ms && !ma_str_is(kind, "run.resumed"))
		s->took_ms[s->phase] += at_ms - s->last_ms;
	s->last_ms = at_ms;
}

static void note_check(struct story *s, const json_t *event)
{
	struct ma_str blob = field_str(event, "blob");

	if (!s->evidence[0] && ma_str_is(field_str(event, "verdict"), "failed"))
		(void)snprintf(
			s->evidence, sizeof(s->evidence), MA_STR_FMT, MA_STR_ARG(blob)); /* fits */
}

/* Where the files were already as a fork begins with them, there is no commit. */
static void note_head(struct story *s, struct ma_str kind, struct ma_str head)
{
	if (ma_str_is(kind, "run.started"))
		(void)snprintf(s->head, sizeof(s->head), MA_STR_FMT, MA_STR_ARG(head)); /* fits */
	else if (ma_str_is(kind, "files.rewound"))
		s->went_back = !ma_str_is(head, s->head);
}

void story_event(struct story *s, const json_t *event)
{
	struct ma_str kind = field_str(event, "kind"), model = field_str(event, "model");

	spend(s, kind, field_at_ms(event));
	note_head(s, kind, field_str(event, "head"));
	if (!ma_str_is(kind, "run.interrupted"))
		s->idle = ma_str_is(kind, "run.resumed");
	if (ma_str_is(kind, "plan.accepted") || ma_str_is(kind, "repair.started") ||
		ma_str_is(kind, "repair.finished"))
		s->phase = STORY_GENERATION;
	else if (ma_str_is(kind, "verify.started"))
		s->phase = STORY_VERIFICATION;
	else if (ma_str_is(kind, "check.finished"))
		note_check(s, event);
	if (json_is_true(json_object_get(event, "unpriced")) && !s->unpriced[0])
		(void)snprintf(s->unpriced, sizeof(s->unpriced), MA_STR_FMT,
			MA_STR_ARG(model)); /* may be cut */
}

static int add_event(void *data, const char *event_json)
{
	ma_err err = { MA_OK, 0, "" };
	json_t *event = field_parse(event_json, &err);

	if (event)
		story_event(data, event);
	json_decref(event);
	return event == NULL;
}

ma_rc story_read(const char *output, const char *run, struct story *out, ma_err *err)
{
	*out = (struct story){ .phase = STORY_PLANNING };
	return ma_log_read(output, run, 0, add_event, out, err);
}
