/* Back to how the output was before a run: the history goes on, and nothing of it is lost. */
#include "vcs/commit_text.h"
#include "vcs/state.h"

#define SUBJECT_MAX 72

static ma_rc refuse(
	struct ma_workspace *ws, const git_oid *id, struct ma_str message, bool ours, ma_err *err)
{
	struct ma_buf shown = MA_BUF_INIT(16 * SUBJECT_MAX);
	struct ma_str subject = MA_STR("");
	char hex[MA_COMMIT_ID_SIZE];

	(void)ma_str_line(&message, &subject); /* no line: no subject */
	ma_buf_add_visible(
		&shown, ma_str_n(subject.p, subject.n < SUBJECT_MAX ? subject.n : SUBJECT_MAX));
	(void)ma_fail(err, MA_EREFUSED, "commit %.12s (%s) was made since by %s",
		ws->git.oid_tostr(hex, sizeof(hex), id), shown.p && !shown.rc ? shown.p : "",
		ours ? "another run" : "somebody else"); /* below */
	ma_buf_done(&shown);
	return err->code;
}

static ma_rc look_at(
	struct ma_workspace *ws, const git_oid *id, ma_known_run_fn *known, void *data, ma_err *err)
{
	git_commit *c = NULL;
	int code = ws->git.commit_lookup(&c, ws->repo, id);
	struct ma_str message;
	ma_rc rc = MA_OK;
	bool ours;

	if (code < 0)
		return ma_git_fail(&ws->git, code, err, "%s", ws->dir);
	message = ma_str(ws->git.commit_message(c));
	ours = ma_commit_is_ours(ws, c);
	if (!ours || !known(data, ma_commit_trailer(message, "Meta-Agent-Run")))
		rc = refuse(ws, id, message, ours, err);
	ws->git.commit_free(c);
	return rc;
}

static ma_rc parse_base(struct ma_workspace *ws, const char *base, git_oid *out, ma_err *err)
{
	git_commit *c = NULL;
	ma_rc rc = ma_repo_commit(ws, base, &c, err);

	ws->git.commit_free(c);
	if (!rc && ws->git.oid_fromstr(out, base) < 0)
		rc = ma_fail(err, MA_EINVALID, "\"%.60s\" is no commit id", base);
	return rc;
}

/* Every commit since. */
static ma_rc look_through(struct ma_workspace *ws, const char *base, const git_oid *head,
	ma_known_run_fn *known, void *data, ma_err *err)
{
	git_revwalk *walk = NULL;
	git_oid id;
	ma_rc rc = MA_OK;
	int code = ws->git.revwalk_new(&walk, ws->repo);

	if (code >= 0)
		code = ws->git.revwalk_push(walk, head);
	if (code >= 0 && base[0])
		rc = parse_base(ws, base, &id, err);
	if (!rc && code >= 0 && base[0])
		code = ws->git.revwalk_hide(walk, &id);
	while (code >= 0 && !rc) {
		code = ws->git.revwalk_next(&id, walk);
		if (code >= 0)
			rc = look_at(ws, &id, known, data, err);
	}
	if (!rc && code < 0 && code != GIT_ITEROVER)
		rc = ma_git_fail(&ws->git, code, err, "%s", ws->dir);
	ws->git.revwalk_free(walk);
	return rc;
}

/* Somebody's repository: the new branch begins at their HEAD, which is where the run began. */
static ma_rc check_theirs(struct ma_workspace *ws, const char *base, ma_err *err)
{
	char is[MA_COMMIT_ID_SIZE];
	git_oid head;
	int code = ws->git.reference_name_to_id(&head, ws->repo, "HEAD");

	if (code < 0)
		return ma_git_fail(&ws->git, code, err, "HEAD of %s", ws->dir);
	if (strcmp(ws->git.oid_tostr(is, sizeof(is), &head), base) != 0)
		return ma_fail(err, MA_EREFUSED,
			"%s: HEAD is at %.12s, and the run began at %.12s: git switch --detach %.12s",
			ws->dir, is, base, base);
	return MA_OK;
}

/* What is on the branch since `base`. */
static ma_rc check_since(struct ma_workspace *ws, const char *base, ma_known_run_fn *known,
	void *data, char head_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	bool found = false;
	git_oid head;
	ma_rc rc = ma_repo_head(ws, &head, &found, err);

	head_out[0] = '\0';
	if (!rc && found) {
		(void)ws->git.oid_tostr(head_out, MA_COMMIT_ID_SIZE, &head); /* gives head_out */
		rc = look_through(ws, base, &head, known, data, err);
	}
	return rc;
}

static bool is_run(void *data, struct ma_str run)
{
	const char *const *id = data;

	return ma_str_is(run, *id);
}

ma_rc ma_workspace_check_since(struct ma_workspace *ws, const char *base, const char *run,
	char head_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	return check_since(ws, base, is_run, &run, head_out, err);
}

static ma_rc check(
	struct ma_workspace *ws, const char *base, ma_known_run_fn *known, void *data, ma_err *err)
{
	char head[MA_COMMIT_ID_SIZE];
	ma_err why = { .code = MA_OK };
	ma_rc rc = ma_state_load(ws, err);

	if (rc)
		return rc;
	if (!ws->follows)
		return check_theirs(ws, base, err);
	rc = check_since(ws, base, known, data, head, &why);
	if (rc == MA_EREFUSED)
		return ma_fail(err, rc, "%s: %s, and would not be a part of it", ws->dir, why.msg);
	if (rc)
		*err = why;
	return rc;
}

ma_rc ma_workspace_may_go_back(
	const char *dir, const char *base, ma_known_run_fn *known, void *data, ma_err *err)
{
	struct ma_workspace *ws = NULL;
	ma_rc rc = ma_workspace_open_reading(dir, &ws, err);

	if (!rc)
		rc = check(ws, base, known, data, err);
	ma_workspace_free(ws);
	return rc;
}

ma_rc ma_workspace_go_back(struct ma_workspace *ws, const char *base, struct ma_commit *c,
	char id_out[MA_COMMIT_ID_SIZE], ma_err *err)
{
	bool found = false;
	git_oid head;
	ma_rc rc = ma_repo_head(ws, &head, &found, err);

	id_out[0] = '\0';
	if (rc || !found || !ws->follows)
		return rc;
	c->restore = base;
	return ma_workspace_commit(ws, c, id_out, err);
}
