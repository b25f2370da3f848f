/* Whether the sandbox holds on this machine, in the form of the other checks. */
#include "lib/ctx.h"
#include "metaagent/verify.h"
#include "sys/sandbox_escape.h"

struct exam {
	json_t *checks;
	bool nomem;
};

static json_t *text(struct ma_str s)
{
	return json_stringn(s.p, s.n);
}

static void add(struct exam *x, struct ma_str name, bool ok, struct ma_str found, const char *why)
{
	json_t *check = json_pack("{s:o, s:b, s:b, s:o, s:s, s:s}", "name", text(name), "ok", ok,
		"needed", true, "found", text(found), "why", why, "mend", "");

	x->nomem |= json_array_append_new(x->checks, check) != 0;
}

static void on_attempt(void *data, bool escaped, struct ma_str what, struct ma_str refusal)
{
	add(data, what, !escaped, escaped ? MA_STR("it can be done") : refusal,
		escaped ? "what a model wrote could do so: do not run it here" : "");
}

ma_rc ma_doctor_sandbox(char **json_out, ma_err *err)
{
	struct exam x = { .checks = json_array() };
	char describe[256];
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!json_out) {
		json_decref(x.checks);
		return ma_fail(err, MA_EMISUSE, "ma_doctor_sandbox: a missing argument");
	}
	rc = x.checks ? ma_sandbox_try_escapes(on_attempt, &x, describe, sizeof(describe), err)
		      : ma_fail_nomem(err);
	if (!rc && x.nomem)
		rc = ma_fail_nomem(err);
	if (!rc)
		return ma_give_json(json_pack("{s:s, s:o}", "sandbox", describe, "checks", x.checks),
			json_out, err);
	json_decref(x.checks);
	return rc;
}
