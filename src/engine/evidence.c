/* The evidence of acceptance tests. */
#include "engine/evidence.h"

#include <stdio.h>

#include "base/alloc.h"
#include "codec/json.h"
#include "verify/acceptance.h"

static bool is_guarded(const struct ma_work *w)
{
	return w->guarded && !w->undone;
}

static size_t count_paths(struct ma_str paths)
{
	struct ma_str path;
	size_t n = 0;

	while (ma_str_cut(&paths, '|', &path))
		n++;
	return n;
}

/* One that is written anew is the later task's. */
static void add_file(struct ma_evidence *e, const struct ma_work *w, struct ma_str path)
{
	size_t i = 0;

	while (i < e->n && !ma_str_eq(e->v[i].path, path))
		i++;
	e->v[i] = (struct ma_evidence_file){ .work = w, .path = path };
	e->n += i == e->n;
}

ma_rc ma_evidence_find(struct ma_evidence *e, const struct ma_state *s, ma_err *err)
{
	struct ma_str rest, path;
	size_t most = 0;
	uint32_t i;

	*e = (struct ma_evidence){ .contract = s->plan->contract };
	for (i = 0; i < s->tally.total; i++)
		most += is_guarded(&s->works[i]) ? count_paths(s->works[i].paths) : 0;
	if (most == 0)
		return MA_OK;
	e->v = ma_new_n(struct ma_evidence_file, most);
	if (!e->v)
		return ma_fail_nomem(err);
	for (i = 0; i < s->tally.total; i++) {
		rest = is_guarded(&s->works[i]) ? s->works[i].paths : MA_STR("");
		while (ma_str_cut(&rest, '|', &path))
			add_file(e, &s->works[i], path);
	}
	return MA_OK;
}

/* NULL: it is not in that commit. */
static ma_rc read(struct ma_workspace *ws, const char *id, struct ma_str path, char **out,
	size_t *size_out, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	ma_rc rc = ma_workspace_read(ws, id, path, out, size_out, &why);

	if (rc == MA_ENOTFOUND)
		return MA_OK;
	if (rc)
		*err = why;
	return rc;
}

static ma_rc read_file(
	struct ma_evidence_file *f, struct ma_workspace *ws, const char *head, ma_err *err)
{
	char *written = NULL;
	size_t size = 0;
	ma_rc rc = read(ws, head, f->path, &f->content, &f->size, err);

	if (!rc)
		rc = read(ws, f->work->commit.p, f->path, &written, &size, err);
	f->changed = (f->content != NULL) != (written != NULL) ||
		!ma_str_eq(ma_str_n(f->content, f->size), ma_str_n(written, size));
	ma_free(written);
	return rc;
}

ma_rc ma_evidence_read(
	struct ma_evidence *e, struct ma_workspace *workspace, const char *head, ma_err *err)
{
	struct ma_str *parts = ma_new_n(struct ma_str, 2 * e->n + 1);
	ma_rc rc = parts ? MA_OK : ma_fail_nomem(err);
	size_t i;

	for (i = 0; i < e->n && !rc; i++) {
		rc = read_file(&e->v[i], workspace, head, err);
		parts[2 * i] = e->v[i].path;
		parts[2 * i + 1] = ma_str_n(e->v[i].content, e->v[i].size);
	}
	if (!rc && e->n > 0)
		rc = ma_hash_parts(parts, 2 * e->n, e->digest, err);
	ma_free(parts);
	return rc;
}

void ma_evidence_done(struct ma_evidence *e)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		ma_free(e->v[i].content);
	ma_free(e->v);
	*e = (struct ma_evidence){ .n = 0 };
}

static const struct ma_evidence_file *first_changed(const struct ma_evidence *e)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		if (e->v[i].changed)
			return &e->v[i];
	return NULL;
}

static void doubt(const struct ma_evidence_file *changed, size_t ran, struct ma_report *report,
	char *reason, size_t size)
{
	if (report->verdict != MA_VERDICT_VERIFIED || (!changed && ran > 0))
		return;
	report->verdict = MA_VERDICT_UNVERIFIED;
	report->reason = reason;
	if (changed)
		(void)snprintf(reason, size, "the acceptance test " MA_STR_FMT " was changed",
			MA_STR_ARG(changed->path)); /* a long path is cut */
	else
		(void)snprintf(
			reason, size, "no acceptance test was seen to be executed"); /* fits */
}

json_t *ma_evidence_conclude(
	const struct ma_evidence *e, struct ma_report *report, char *reason, size_t size)
{
	json_t *files = json_array(), *ran = json_array(), *names = json_array(), *contract = NULL;
	const struct ma_evidence_file *changed = first_changed(e);
	ma_err why = { MA_OK, 0, "" };
	bool ok = files && ran && names;
	size_t i, ran_n;

	if (e->contract.n > 0 &&
		ma_json_parse(e->contract, "contract", &contract, &why) == MA_ENOMEM)
		ok = false; /* of one that is no JSON nothing is named */
	for (i = 0; i < e->n && ok; i++) {
		struct ma_str path = e->v[i].path, content = ma_str_n(e->v[i].content, e->v[i].size);

		ok = json_array_append_new(files, json_stringn(path.p, path.n)) == 0 &&
			ma_acceptance_names(content, contract, names);
		if (ok && ma_acceptance_ran(report, path, content))
			ok = json_array_append_new(ran, json_stringn(path.p, path.n)) == 0;
	}
	ran_n = json_array_size(ran);
	json_decref(contract);
	if (!ok || e->n == 0) {
		json_decref(files);
		json_decref(ran);
		json_decref(names);
		return ok ? json_string("none") : NULL;
	}
	doubt(changed, ran_n, report, reason, size);
	return json_pack("{s:o, s:s, s:b, s:o, s:o}", "files", files, "digest", e->digest,
		"unchanged", !changed, "ran", ran, "names", names);
}
