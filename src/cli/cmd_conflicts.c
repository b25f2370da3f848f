/* meta-agent conflicts: what would collide, before anything is merged. */
#include <stddef.h>

#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/out.h"
#include "metaagent/files.h"

struct args {
	const char *path, *repo;
	int json;
};

static const struct opt opts[] = {
	{ "path", 0, OPT_TEXT, offsetof(struct args, path), "NAME",
		"of files: their name in the project, which says of what kind they are; else that of the first NEW",
		0 },
	{ "repo", 0, OPT_TEXT, offsetof(struct args, repo), "DIR",
		"BASE and NEW are commits of this git repository: ids, branches, HEAD~2", 0 },
	{ "json", 0, OPT_FLAG, offsetof(struct args, json), NULL,
		"write one JSON document: collides, collisions[{kind,path,at,what,ours,theirs}], collisions_n",
		0 },
	{ 0 },
};

/* "src/api.ts: fetchUser: …" */
static void add_line(const json_t *item, struct ma_buf *out)
{
	struct ma_str at = field_str(item, "at");

	field_show(out, field_str(item, "path"));
	ma_buf_adds(out, ": ");
	if (at.n > 0) {
		field_show(out, at);
		ma_buf_adds(out, ": ");
	}
	field_show(out, field_str(item, "what"));
	ma_buf_addf(out, " (" MA_STR_FMT ")\n", MA_STR_ARG(field_str(item, "kind")));
}

static ma_rc show(const struct args *a, const char *json, int *exit_out, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(SIZE_MAX);
	json_t *found = field_parse(json, err);
	const json_t *item;
	size_t i;
	ma_rc rc;

	if (!found)
		return err->code;
	if (a->json)
		ma_buf_addf(&out, "%s\n", json);
	else
		json_array_foreach (json_object_get(found, "collisions"), i, item)
			add_line(item, &out);
	rc = out_flush(&out, err);
	*exit_out = rc ? CMD_EXIT_BY_RC : field_int(found, "collisions_n") > 0;
	ma_buf_done(&out);
	json_decref(found);
	return rc;
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	char *json = NULL;
	const char *const *versions = (const char *const *)words->v;
	ma_rc rc = a->repo
		? ma_conflicts_of_commits(a->repo, versions, (size_t)words->n, &json, err)
		: ma_conflicts(a->path, versions, (size_t)words->n, &json, err);

	*exit_out = CMD_EXIT_BY_RC;
	if (!rc)
		rc = show(a, json, exit_out, err);
	ma_string_free(json);
	return rc;
}

const struct cmd cmd_conflicts = {
	.name = "conflicts",
	.args = "BASE NEW NEW...",
	.words_least = 3,
	.words_most = 16,
	.summary = "what would collide if versions of a base were merged",
	.about = "BASE and two or more versions of it are files, or directories, or with --repo commits. Told are places that no merge can join, a file\n"
		 "that one side removed or renamed and the other changed, a function that both gave another signature, a\n"
		 "name that one side imports and the other no longer exports, and one that both define in different files.\n"
		 "The last three need the grammars (doctor tells), and imports those of JavaScript, TypeScript or Python.\n"
		 "The exit code is 1 where something collides, 0 where nothing does.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
