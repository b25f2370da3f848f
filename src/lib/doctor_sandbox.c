/* Whether the sandbox holds on this machine, in the form of the other checks. */
#include <stdio.h>

#include "base/buf.h"
#include "base/limits.h"
#include "lib/ctx.h"
#include "metaagent/verify.h"
#include "sys/cgroup.h"
#include "sys/registry.h"
#include "sys/sandbox_escape.h"

struct exam {
	json_t *checks;
	const char *prefix; /* of the names: which walls they are tried against */
	bool nomem;
};

static json_t *text(struct ma_str s)
{
	return json_stringn(s.p, s.n);
}

static void add(struct exam *x, struct ma_str name, bool ok, bool needed, struct ma_str found,
	const char *why)
{
	json_t *check = json_pack("{s:o, s:b, s:b, s:o, s:s, s:s}", "name",
		json_sprintf("%s" MA_STR_FMT, x->prefix, MA_STR_ARG(name)), "ok", ok, "needed",
		needed, "found", text(found), "why", why, "mend", "");

	x->nomem |= json_array_append_new(x->checks, check) != 0;
}

static void on_attempt(void *data, bool escaped, struct ma_str what, struct ma_str refusal)
{
	add(data, what, !escaped, true, escaped ? MA_STR("it can be done") : refusal,
		escaped ? "what a model wrote could do so: do not run it here" : "");
}

/* Each kind of wall by itself, as the second one stands where the first cannot. */
static const struct {
	enum ma_sandbox_mode mode;
	const char *name, *prefix;
} modes[] = {
	{ MA_SANDBOX_BWRAP, "bubblewrap", "" },
	{ MA_SANDBOX_LANDLOCK, "Landlock alone", "Landlock alone: " },
};

static ma_rc try_mode(struct exam *x, size_t i, char *describe, size_t size, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	char found[256] = "";
	ma_rc rc;

	x->prefix = modes[i].prefix;
	rc = ma_sandbox_try_escapes(modes[i].mode, on_attempt, x, found, sizeof(found), &why);
	x->prefix = "";
	if (rc && rc != MA_EUNAVAILABLE) {
		*err = why;
		return rc;
	}
	if (!rc && !describe[0])
		(void)snprintf(describe, size, "%s", found); /* the first is what is used; it fits */
	add(x, ma_str(modes[i].name), !rc, false, ma_str(rc ? "cannot be used here" : found),
		rc ? why.msg : "");
	if (rc && !err->code)
		*err = why;
	return MA_OK;
}

static ma_rc try_all(struct exam *x, char *describe, size_t size, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < MA_COUNT(modes) && !rc; i++)
		rc = try_mode(x, i, describe, size, &why);
	if (!rc && !describe[0])
		rc = why.code;
	if (rc)
		*err = why;
	return rc;
}

/* Whether what runs is bounded as a whole; without, each process is. */
static ma_rc look_for_groups(struct exam *x, ma_err *err)
{
	struct ma_cgroups groups = { .path = NULL };
	ma_err why = { MA_OK, 0, "" };
	ma_rc rc = ma_cgroups_find(NULL, &groups, &why);

	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	add(x, MA_STR("control groups"), !rc, false,
		rc ? MA_STR("not delegated") : ma_str(groups.path), rc ? why.msg : "");
	ma_cgroups_done(&groups);
	return MA_OK;
}

/* What is added to requests for packages outside of the sandbox: of which registry, and where it stands; never itself. */
static void describe_registry(
	enum ma_registry_tool tool, const struct ma_registry *r, struct ma_buf *out)
{
	size_t i;

	if (r->urls_n > 0)
		ma_buf_adds(out, r->urls[0]);
	else
		ma_buf_addf(out, "what %s is asked for", ma_registry_program(tool));
	for (i = 0; i < r->grants_n; i++)
		if (r->grants[i].authorization)
			ma_buf_addf(out, "%s%s has what %s wants", i > 0 ? ", " : ": ",
				r->grants[i].from, r->grants[i].url);
	if (r->grants_n > 0)
		ma_buf_adds(out, "; our proxy adds it, to GET and HEAD alone");
}

static ma_rc look_at_registry(
	struct exam *x, enum ma_registry_tool tool, const char *name, ma_err *err)
{
	struct ma_arena arena = MA_ARENA_INIT(MA_LIMIT_CONFIG);
	struct ma_buf found = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_registry r = { .urls_n = 0 };
	ma_err why = { MA_OK, 0, "" };
	bool whole;
	ma_rc rc = ma_registry_read(tool, &arena, &r, &whole, &why);

	if (rc == MA_ENOMEM) {
		*err = why;
	} else {
		describe_registry(tool, &r, &found);
		add(x, ma_str(name), !rc, false, rc ? MA_STR("cannot be used") : ma_buf_str(&found),
			rc ? why.msg : "");
	}
	ma_buf_done(&found);
	ma_arena_done(&arena);
	return rc == MA_ENOMEM ? rc : MA_OK;
}

ma_rc ma_doctor_sandbox(char **json_out, ma_err *err)
{
	struct exam x = { .checks = json_array(), .prefix = "" };
	char describe[256] = "";
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!json_out) {
		json_decref(x.checks);
		return ma_fail(err, MA_EMISUSE, "ma_doctor_sandbox: a missing argument");
	}
	rc = x.checks ? try_all(&x, describe, sizeof(describe), err) : ma_fail_nomem(err);
	if (!rc)
		rc = look_for_groups(&x, err);
	if (!rc)
		rc = look_at_registry(&x, MA_REGISTRY_NPM, "npm's registry", err);
	if (!rc)
		rc = look_at_registry(&x, MA_REGISTRY_PIP, "pip's index", err);
	if (!rc)
		rc = look_at_registry(&x, MA_REGISTRY_CARGO, "cargo's registries", err);
	if (!rc)
		rc = look_at_registry(&x, MA_REGISTRY_MAVEN, "Maven's repository", err);
	if (!rc && x.nomem)
		rc = ma_fail_nomem(err);
	if (!rc)
		return ma_give_json(json_pack("{s:s, s:o}", "sandbox", describe, "checks", x.checks),
			json_out, err);
	json_decref(x.checks);
	return rc;
}
