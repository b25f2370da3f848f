/* What becomes of a run's commits: they come into the user's own branch, or are taken back. */
#include <stdio.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "engine/run.h"
#include "lib/ctx.h"
#include "lib/output.h"
#include "lib/owner.h"
#include "lib/places.h"
#include "vcs/accept.h"

#define SUBJECT_MAX 72

/* One run, held alone: nobody works on any run of the output meanwhile. */
struct landing {
	const char *output;
	struct ma_owner owner;
	struct ma_store *store;
	struct ma_state s;
	struct ma_syntax *syntax;
	struct ma_workspace *ws;
	char run[MA_ID_SIZE];
	char effect[MA_EFFECT_ID_SIZE], message[MA_ID_SIZE + SUBJECT_MAX + 32];
};

static ma_rc hold(struct landing *l, const char *output, const char *run, ma_err *err)
{
	ma_rc rc;

	*l = (struct landing){ .output = output };
	ma_owner_init(&l->owner);
	ma_state_init(&l->s);
	rc = ma_output_open_run(output, run, &l->store, l->run, err);
	if (!rc)
		rc = ma_owner_lock(&l->owner, output, err);
	if (!rc)
		rc = ma_owner_alone(&l->owner, err);
	return rc ? rc : ma_engine_load(l->store, l->run, &l->s, err);
}

static void let_go(struct landing *l)
{
	ma_workspace_free(l->ws);
	ma_syntax_free(l->syntax);
	ma_state_done(&l->s);
	ma_store_free(l->store);
	ma_owner_release(&l->owner);
}

static ma_rc open_branch(struct landing *l, ma_err *err)
{
	ma_rc rc = ma_places_syntax(&l->syntax, err);

	if (!rc)
		rc = ma_workspace_open_head(l->output, &l->ws, err);
	if (!rc)
		ma_workspace_merge_by(l->ws, l->syntax);
	return rc;
}

/* "Merge run 0193…: Build a todo app" */
static ma_rc fill_commit(struct landing *l, const char *verb, struct ma_commit *c, ma_err *err)
{
	struct ma_clock *clock = ma_clock_system();
	char hash[MA_HASH_HEX_SIZE] = "", *prompt = NULL;
	ma_err unread = { MA_OK, 0, "" };
	struct ma_str rest, line = MA_STR("");
	size_t size = 0;
	ma_rc rc = ma_effect_id(ma_str(l->run), MA_STR(""), verb, 1, l->effect, err);

	if (!rc && l->s.prompt.n == sizeof(hash) - 1) {
		memcpy(hash, l->s.prompt.p, l->s.prompt.n);
		/* without it the message says less: what is landed are files */
		if (ma_store_blob(l->store, hash, &prompt, &size, &unread) == MA_ENOMEM)
			rc = ma_fail_nomem(err);
	}
	if (rc)
		return rc;
	rest = ma_str_n(prompt, prompt ? size : 0);
	(void)ma_str_line(&rest, &line); /* no line: no prompt */
	if (line.n > SUBJECT_MAX)
		for (line.n = SUBJECT_MAX;
			line.n > 0 && ((unsigned char)line.p[line.n] & 0xc0) == 0x80;)
			line.n--; /* not within a character */
	(void)snprintf(l->message, sizeof(l->message), "%s run %s%s" MA_STR_FMT, verb, l->run,
		line.n > 0 ? ": " : "", MA_STR_ARG(line)); /* fits */
	ma_free(prompt);
	*c = (struct ma_commit){ .message = l->message,
		.author_name = "meta-agent",
		.author_email = "meta-agent@localhost",
		.when_ms = clock->wall_ms(clock),
		.run = l->run,
		.task = "",
		.model = "",
		.effect = l->effect };
	return MA_OK;
}

static ma_rc say(struct landing *l, struct ma_event e, ma_err *err)
{
	ma_rc rc = ma_owner_take(&l->owner, l->output, l->store, l->run, err);

	return rc ? rc : ma_owner_say(&l->owner, l->store, &l->s, &e, err);
}

/* Whether a user may be thought to want it as it is. */
static ma_rc check_verdict(const struct landing *l, ma_err *err)
{
	if (l->s.phase != MA_RUN_FINISHED)
		return ma_fail(err, MA_EREFUSED,
			"run %s has not ended: go on with `meta-agent resume -o %s`, or take what is there with --force",
			l->run, l->output);
	if (l->s.verdict == MA_VERDICT_VERIFIED || l->s.verdict == MA_VERDICT_UNVERIFIED)
		return MA_OK;
	return ma_fail(err, MA_EREFUSED,
		"run %s %s: look at it with `meta-agent diff %s -o %s`, and take it all the same with --force",
		l->run, l->s.verdict == MA_VERDICT_FAILED ? "failed" : "did not come to its end",
		l->run, l->output);
}

static json_t *list_lines(struct ma_str text)
{
	json_t *list = json_array();
	struct ma_str line;

	while (list && ma_str_line(&text, &line))
		(void)json_array_append_new(list, json_stringn(line.p, line.n));
	return list;
}

static ma_rc copy_id(struct ma_str id, char out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	out[0] = '\0';
	if (id.n >= MA_COMMIT_ID_SIZE)
		return ma_fail(err, MA_EIO, "the log names no commits");
	memcpy(out, id.p ? id.p : "", id.n);
	out[id.n] = '\0';
	return MA_OK;
}

static ma_rc accept_run(struct landing *l, int *accepted_out, char **json_out, ma_err *err)
{
	static const char *const hows[] = { "already", "forward", "merged", "conflict" };
	char branch[MA_ID_SIZE + 16], undone[MA_COMMIT_ID_SIZE] = "";
	struct ma_acceptance a = { .conflicts = MA_BUF_INIT(0) };
	struct ma_commit c;
	ma_rc rc = fill_commit(l, "Merge", &c, err);

	(void)snprintf(branch, sizeof(branch), "meta-agent/%s", l->run); /* fits */
	if (!rc)
		rc = ma_workspace_accept(l->ws, branch, &c, &a, err);
	if (!rc && a.how == MA_ACCEPTED_ALREADY &&
		ma_str_is(l->s.landed, ma_workspace_branch(l->ws)))
		rc = copy_id(l->s.undone, undone, err);
	if (!rc && a.how != MA_ACCEPTED_NOT && a.is_theirs && l->s.accepted.n == 0)
		rc = say(l,
			(struct ma_event){ .kind = MA_EVENT_RUN_ACCEPTED,
				.commit = ma_str(a.after),
				.head = a.how == MA_ACCEPTED_ALREADY && l->s.start.n > 0
					? l->s.start /* not seen when it came in */
					: ma_str(a.before),
				.name = ma_str(ma_workspace_branch(l->ws)) },
			err);
	if (!rc)
		rc = ma_give_json(
			json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:o}", "run", l->run,
				"how", hows[a.how], "verdict", ma_verdict_name(l->s.verdict),
				"from", a.is_theirs ? branch : ma_workspace_branch(l->ws), "branch",
				ma_workspace_branch(l->ws), "before", a.before, "commit",
				a.how == MA_ACCEPTED_NOT ? "" : a.after, "undone", undone,
				"conflicts", list_lines(ma_buf_str(&a.conflicts))),
			json_out, err);
	if (!rc)
		*accepted_out = a.how != MA_ACCEPTED_NOT;
	ma_buf_done(&a.conflicts);
	return rc;
}

ma_rc ma_accept(const char *output, const char *run, int force, int *accepted_out, char **json_out,
	ma_err *err)
{
	struct landing l;
	ma_rc rc;

	if (!err || !output || !accepted_out || !json_out)
		return MA_EMISUSE;
	err->code = MA_OK;
	rc = hold(&l, output, run, err);
	if (!rc && l.s.head.n == 0)
		rc = ma_fail(err, MA_EREFUSED, "run %s committed nothing", l.run);
	if (!rc && !force)
		rc = check_verdict(&l, err);
	if (!rc)
		rc = open_branch(&l, err);
	if (!rc)
		rc = accept_run(&l, accepted_out, json_out, err);
	let_go(&l);
	return rc;
}

static ma_rc check_undo(const struct landing *l, ma_err *err)
{
	if (l->s.phase != MA_RUN_FINISHED)
		return ma_fail(err, MA_EREFUSED,
			"run %s has not ended: go on with `meta-agent resume -o %s`, or give it up with `run --abandon`",
			l->run, l->output);
	if (l->s.undone.n > 0)
		return ma_fail(err, MA_EREFUSED,
			"run %s was taken back already, by commit %.12s on %.*s", l->run,
			l->s.undone.p, (int)l->s.landed.n, l->s.landed.p);
	return MA_OK;
}

/* From where its commits on the branch are looked for. */
static ma_rc find_base(struct landing *l, char out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	char accepted[MA_COMMIT_ID_SIZE] = "";
	bool has = true;
	ma_rc rc;

	if (l->s.accepted.n == 0)
		return copy_id(l->s.found_head, out, err);
	rc = copy_id(l->s.accepted, accepted, err);
	if (!rc)
		rc = ma_workspace_has(l->ws, accepted, &has, err);
	if (!rc && !has)
		rc = ma_fail(err, MA_EREFUSED,
			"run %s was accepted into %.*s, and %s is checked out: git switch %.*s",
			l->run, (int)l->s.landed.n, l->s.landed.p, ma_workspace_branch(l->ws),
			(int)l->s.landed.n, l->s.landed.p);
	return rc ? rc : copy_id(l->s.accepted_on, out, err);
}

static ma_rc undo_run(struct landing *l, char **json_out, ma_err *err)
{
	char base[MA_COMMIT_ID_SIZE] = "", id[MA_COMMIT_ID_SIZE] = "";
	struct ma_commit c;
	size_t files = 0;
	ma_rc rc = fill_commit(l, "Undo", &c, err);

	if (!rc)
		rc = find_base(l, base, err);
	if (!rc)
		rc = ma_workspace_undo(l->ws, base, &c, id, &files, err);
	if (rc == MA_ENOTFOUND)
		return ma_fail(err, MA_EREFUSED,
			"run %s has no commit on %s, so there is nothing to take back there",
			l->run, ma_workspace_branch(l->ws));
	if (!rc)
		rc = say(l,
			(struct ma_event){ .kind = MA_EVENT_RUN_UNDONE,
				.commit = ma_str(id),
				.name = ma_str(ma_workspace_branch(l->ws)) },
			err);
	if (!rc)
		rc = ma_give_json(json_pack("{s:s, s:s, s:s, s:I}", "run", l->run, "branch",
					  ma_workspace_branch(l->ws), "commit", id, "files",
					  (json_int_t)files),
			json_out, err);
	return rc;
}

ma_rc ma_undo(const char *output, const char *run, char **json_out, ma_err *err)
{
	struct landing l;
	ma_rc rc;

	if (!err || !output || !json_out)
		return MA_EMISUSE;
	err->code = MA_OK;
	rc = hold(&l, output, run, err);
	if (!rc)
		rc = check_undo(&l, err);
	if (!rc)
		rc = open_branch(&l, err);
	if (!rc)
		rc = undo_run(&l, json_out, err);
	let_go(&l);
	return rc;
}
