/* Replies to a conflict: only its files, each of them, and nothing of either side lost. */
#include "codec/json.h"
#include "engine/reply_parts.h"
#include "vcs/resolve.h"

bool ma_checker_may_resolve(
	const struct ma_checker *c, const struct ma_block *b, const char **why_out)
{
	const struct ma_reply_resolve *r = c->ask->resolve;

	if (b->op != MA_BLOCK_FILE && b->op != MA_BLOCK_EDIT)
		*why_out = "a conflict is resolved by the text of its files alone";
	else if (!r->conflicts(r->data, b->path))
		*why_out = "it is none of the files that conflict";
	else
		return true;
	return false;
}

bool ma_checker_resolves(struct ma_checker *c, const struct ma_file_change *f)
{
	const struct ma_reply_resolve *r = c->ask->resolve;
	const struct ma_merge_opts opts = { MA_MERGE_SMART, f->path, false,
		{ "what was shown", "the branch", "the change" }, c->ask->syntax };
	struct ma_resolution found = { .why = NULL };
	struct ma_str side[MA_SIDES_N];
	ma_rc rc = r->sides(r->data, f->path, side, &c->o->err);

	if (!rc)
		rc = ma_resolution_check(side, &opts, f->content, &c->o->arena, &found, &c->o->err);
	if (rc)
		return false; /* the run's failure */
	if (found.why)
		ma_checker_fault(c, f->path, ma_str(found.why), "");
	else if (found.chosen)
		ma_checker_doubt(c, f->path,
			MA_STR("both sides changed the same lines, and one was chosen: not all that both wrote there is in it"));
	return !found.why;
}

void ma_checker_rest(struct ma_checker *c, const struct ma_file_change *made, size_t n)
{
	const struct ma_reply_resolve *r = c->ask->resolve;
	struct ma_file_change rest;
	const json_t *file;
	size_t i, k;

	json_array_foreach (r->files, i, file) {
		rest = (struct ma_file_change){ .path = ma_json_str(file, "path"),
			.content = ma_json_str(file, "content"),
			.remove = ma_json_bool(file, "remove", false) };
		for (k = 0; k < n && !ma_str_eq(made[k].path, rest.path); k++)
			;
		if (k < n)
			continue;
		if (!r->conflicts(r->data, rest.path))
			ma_checker_add(c, &rest);
		else if (!ma_map_has(&c->failed, rest.path))
			ma_checker_fault(c, rest.path, MA_STR("nothing is given for it"), "");
	}
}
