/* meta-agent accept, undo: what a run made comes into the user's branch, or is taken back. */
#include "cli/cmd.h"
#include "cli/exits.h"
#include "cli/field.h"
#include "cli/reading.h"
#include "metaagent/metaagent.h"

struct args {
	struct reading reading; /* first: its options know where */
	int force;
};

static const struct opt accept_opts[] = {
	READING_OUTPUT,
	{ "force", 0, OPT_FLAG, offsetof(struct args, force), NULL,
		"also what failed, or has not ended", 0 },
	READING_JSON,
	{ 0 },
};

static const struct opt undo_opts[] = {
	READING_OUTPUT,
	READING_JSON,
	{ 0 },
};

static void add_commit(const json_t *j, const char *key, struct ma_buf *out)
{
	struct ma_str id = field_str(j, key);

	ma_buf_addf(out, "%.*s", id.n > 7 ? 7 : (int)id.n, id.p);
}

static void write_conflicts(const json_t *j, struct ma_buf *out)
{
	const json_t *list = json_object_get(j, "conflicts"), *path;
	size_t i;

	ma_buf_adds(out, "not accepted: ");
	field_show(out, field_str(j, "branch"));
	ma_buf_adds(out, " has moved on since, and these files do not go together with it:\n");
	json_array_foreach (list, i, path) {
		ma_buf_adds(out, "  ");
		field_show(out, ma_str(json_string_value(path)));
		ma_buf_addc(out, '\n');
	}
	ma_buf_adds(out, "Nothing was touched. By hand: git merge ");
	field_show(out, field_str(j, "from"));
	ma_buf_addc(out, '\n');
}

static void write_accepted(const json_t *j, struct ma_buf *out)
{
	struct ma_str how = field_str(j, "how");

	if (ma_str_is(how, "conflict")) {
		write_conflicts(j, out);
		return;
	}
	ma_buf_adds(out, "run ");
	field_show(out, field_str(j, "run"));
	if (ma_str_is(how, "already")) {
		ma_buf_adds(out, ": ");
		field_show(out, field_str(j, "branch"));
		ma_buf_adds(out, " has all of its commits already");
		if (field_str(j, "undone").n > 0) {
			ma_buf_adds(out, ", and they were taken back by commit ");
			add_commit(j, "undone", out);
			ma_buf_adds(out, ": git revert it to have them again");
		}
		ma_buf_addc(out, '\n');
		return;
	}
	ma_buf_adds(out, " is accepted: ");
	field_show(out, field_str(j, "branch"));
	ma_buf_adds(out, ma_str_is(how, "merged") ? " is merged with it, from " : " goes from ");
	add_commit(j, "before", out);
	ma_buf_adds(out, " to ");
	add_commit(j, "commit", out);
	ma_buf_addc(out, '\n');
	if (!ma_str_is(field_str(j, "verdict"), "verified")) {
		ma_buf_adds(out, "its verdict is: ");
		field_show(out, field_str(j, "verdict"));
		ma_buf_addc(out, '\n');
	}
}

static void write_undone(const json_t *j, struct ma_buf *out)
{
	int64_t n = field_int(j, "files");

	ma_buf_adds(out, "run ");
	field_show(out, field_str(j, "run"));
	ma_buf_addf(out, " is taken back: %lld file%s in commit ", (long long)n, n == 1 ? "" : "s");
	add_commit(j, "commit", out);
	ma_buf_adds(out, " on ");
	field_show(out, field_str(j, "branch"));
	ma_buf_addc(out, '\n');
}

static ma_rc run_accept(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	char *json = NULL;
	int accepted = 0;
	ma_rc rc = ma_accept(reading_output(&a->reading), words->n > 0 ? words->v[0] : NULL,
		a->force, &accepted, &json, err);

	if (rc && exit_is_unwritable(err))
		*exit_out = EXIT_REFUSED;
	if (rc)
		return rc;
	*exit_out = !accepted;
	return reading_print(&a->reading, json, write_accepted, err);
}

static ma_rc run_undo(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	char *json = NULL;
	ma_rc rc = ma_undo(
		reading_output(&a->reading), words->n > 0 ? words->v[0] : NULL, &json, err);

	if (rc && exit_is_unwritable(err))
		*exit_out = EXIT_REFUSED;
	return rc ? rc : reading_print(&a->reading, json, write_undone, err);
}

const struct cmd cmd_accept = {
	.name = "accept",
	.args = "[RUN]",
	.words_most = 1,
	.summary = "bring what a run made into the branch that is checked out",
	.about = "In a repository that was there before, a run commits to the branch meta-agent/RUN. It comes into yours by fast-forward,\n"
		 "or, where yours has moved on, as one merge commit; files that do not go together are named, nothing is touched and the\n"
		 "exit code is 1. Uncommitted work in other files stays as it is; in a file that would change it is refused (9).\n"
		 "No hook or filter is run. Stopped or killed, it is finished by the same command. RUN is the beginning of a run's id\n"
		 "(default: the newest).",
	.opts = accept_opts,
	.args_size = sizeof(struct args),
	.run = run_accept,
};

const struct cmd cmd_undo = {
	.name = "undo",
	.args = "[RUN]",
	.words_most = 1,
	.summary = "take back what a run committed, by one more commit",
	.about = "Its files become as they were before it; nothing leaves the history, and `git revert` of that commit brings all back.\n"
		 "Where others have changed one of its files since, it is refused and they are named (9). A run that was\n"
		 "accepted is taken back on that branch. RUN is the beginning of a run's id (default: the newest).",
	.opts = undo_opts,
	.args_size = sizeof(struct args),
	.run = run_undo,
};
