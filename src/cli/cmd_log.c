/* meta-agent log: the events of a run. */
#include <poll.h>
#include <unistd.h>

#include "base/limits.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/out.h"
#include "cli/reading.h"
#include "cli/signals.h"
#include "metaagent/metaagent.h"

struct args {
	struct reading reading; /* first: its options know where */
	const char *record;
	int64_t since;
	int check, follow;
};

static const struct opt opts[] = {
	READING_OUTPUT,
	READING_RUN,
	READING_JSON,
	{ "record", 0, OPT_TEXT, offsetof(struct args, record), "FILE",
		"print nothing: write what the models were asked and answered to this cassette", 0 },
	{ "since", 0, OPT_NUMBER, offsetof(struct args, since), "SEQ",
		"only the events after this one", INT64_MAX },
	{ "follow", 'f', OPT_FLAG, offsetof(struct args, follow), NULL,
		"go on printing events as they come, until the run has finished", 0 },
	{ "check", 0, OPT_FLAG, offsetof(struct args, check), NULL,
		"print whether each event fits its schema, instead of the events", 0 },
	{ 0 },
};

struct printer {
	bool json;
	struct ma_buf line;
	ma_err err; /* of the printing */
};

/* Hashes and ids are long; their beginnings tell them apart. */
static void add_value(struct ma_buf *out, const json_t *value)
{
	struct ma_str s = { json_string_value(value), json_string_length(value) };
	char *text;

	if (!json_is_string(value)) {
		text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
		ma_buf_adds(out, text ? text : "");
		free(text); /* jansson's */
		return;
	}
	if (s.n >= 32 && strspn(s.p, "0123456789abcdef") == s.n)
		s.n = 12;
	if (s.n == 0 || memchr(s.p, ' ', s.n)) {
		ma_buf_addc(out, '"');
		field_show(out, s);
		ma_buf_addc(out, '"');
	} else {
		field_show(out, s);
	}
}

static bool stands_in_front(const char *key)
{
	static const char *const front[] = { "v", "seq", "at", "run", "kind" };

	return MA_STR_AMONG(ma_str(key), front);
}

static void add_line(struct ma_buf *out, json_t *event)
{
	struct ma_str at = field_str(event, "at"), kind = field_str(event, "kind");
	const char *key;
	json_t *value;

	ma_buf_addf(out, "%4lld  " MA_STR_FMT "  %-15.*s", (long long)field_int(event, "seq"),
		MA_STR_ARG(at), (int)kind.n, kind.p);
	json_object_foreach (event, key, value) {
		if (stands_in_front(key))
			continue;
		ma_buf_addf(out, "  %s=", key);
		add_value(out, value);
	}
	ma_buf_addc(out, '\n');
}

static int print_event(void *data, const char *event_json)
{
	struct printer *p = data;
	json_t *event;

	if (p->json) {
		ma_buf_addf(&p->line, "%s\n", event_json);
		return out_flush(&p->line, &p->err) != MA_OK;
	}
	event = field_parse(event_json, &p->err);
	if (!event)
		return 1;
	add_line(&p->line, event);
	json_decref(event);
	return out_flush(&p->line, &p->err) != MA_OK;
}

static void write_check(const json_t *value, struct ma_buf *out)
{
	const json_t *error;
	char name[48];
	size_t i;

	json_array_foreach (json_object_get(value, "errors"), i, error) {
		(void)snprintf(name, sizeof(name), "event %lld",
			(long long)field_int(error, "seq")); /* fits */
		field_error(out, name, error);
	}
	if (json_is_true(json_object_get(value, "valid")))
		ma_buf_addf(out, "%lld events, valid\n", (long long)field_int(value, "events"));
}

static ma_rc check(const struct reading *r, int *exit_out, ma_err *err)
{
	char *json = NULL;
	int valid = 0;
	ma_rc rc = ma_log_check(reading_output(r), r->run, &valid, &json, err);

	if (!rc)
		rc = reading_print(r, json, write_check, err);
	if (!rc)
		*exit_out = !valid;
	return rc;
}

static ma_rc print(const struct args *a, int64_t since, struct printer *p, ma_err *err)
{
	return ma_log_read(reading_output(&a->reading), a->reading.run, since, print_event, p, err);
}

/* Until there is something to look at, a signal (its number) or nobody to print for. */
static int wait_for_more(const ma_follow *f, int signals, struct printer *p)
{
	struct pollfd fds[] = {
		{ .fd = ma_follow_fd(f), .events = POLLIN }, { .fd = signals, .events = POLLIN },
		{ .fd = STDOUT_FILENO }, /* only its end is of interest */
	};

	(void)poll(fds, MA_COUNT(fds), ma_follow_timeout_ms(f)); /* else it looks too early */
	if (fds[2].revents)
		(void)out_check(&p->err); /* it is kept there */
	return signals_next(signals, NULL);
}

static ma_rc follow_to_the_end(
	ma_follow *f, int signals, struct printer *p, int *exit_out, ma_err *err)
{
	int over = 0, signo = 0;
	ma_rc rc = MA_OK;

	while (!rc && !over && !signo && !p->err.code) {
		rc = ma_follow_look(f, print_event, p, &over, err);
		if (!rc && !over && !p->err.code)
			signo = wait_for_more(f, signals, p);
	}
	if (signo)
		*exit_out = 128 + signo;
	return rc;
}

static ma_rc follow(
	const struct args *a, int64_t since, struct printer *p, int *exit_out, ma_err *err)
{
	ma_follow *f = NULL;
	int signals = -1;
	ma_rc rc = signals_watch(&signals, err);

	if (!rc)
		rc = ma_follow_new(reading_output(&a->reading), a->reading.run, since, &f, err);
	if (!rc)
		rc = follow_to_the_end(f, signals, p, exit_out, err);
	ma_follow_free(f);
	if (signals >= 0)
		(void)close(signals); /* nothing was written to it */
	return rc;
}

static ma_rc check_args(const struct args *a, ma_err *err)
{
	if (a->check && a->record)
		return ma_fail(err, MA_EMISUSE, "log: --check and --record: give one");
	if ((a->check || a->record) && (a->follow || a->since != 0))
		return ma_fail(err, MA_EMISUSE,
			"log: --follow and --since are for printing, not for --check or --record");
	return MA_OK;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	const struct reading *r = &a->reading;
	struct printer p = { r->json, MA_BUF_INIT(16 * MA_LIMIT_EVENT), { MA_OK, 0, "" } };
	int64_t since = a->since > 0 ? a->since : 0; /* -1: a 0 that was given */
	ma_rc rc = check_args(a, err);

	MA_UNUSED(words);
	if (rc)
		return rc;
	if (a->check)
		return check(r, exit_out, err);
	if (a->record)
		return ma_record(reading_output(r), r->run, a->record, err);
	rc = a->follow ? follow(a, since, &p, exit_out, err) : print(a, since, &p, err);
	ma_buf_done(&p.line);
	if (!rc && p.err.code) {
		*err = p.err;
		rc = err->code;
	}
	return rc;
}

const struct cmd cmd_log = {
	.name = "log",
	.args = "",
	.summary = "print the events of a run, one per line",
	.about = "Works while the run is live, too. Long hashes are shortened; with --json the events are\n"
		 "printed as they are stored. With --follow they are printed as they come, whichever process works on\n"
		 "the run and whoever goes on with it when that one was killed; Ctrl-C leaves. With --check the\n"
		 "exit code is 1 when an event does not fit.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
