/* What has to be known before the first command of a verification is run. */
#include "verify/command_parts.h"

#include "verify/needs.h"
#include "verify/quick.h"

/* What happened is why steps are skipped, no failure. */
static ma_rc unable(struct ma_command *c, const char **why)
{
	*why = ma_arena_dup(&c->arena, ma_str(c->err.msg));
	c->err = (ma_err){ .code = MA_OK };
	return *why ? MA_OK : ma_fail_nomem(&c->err);
}

static ma_rc look_up(struct ma_command *c)
{
	return ma_reuse_open(&c->reuse, c->evidence_dir, c->dir, c->skips, c->steps, c->steps_n,
		c->sandbox_text, c->node, c->fresh, &c->arena, &c->err);
}

/* Without a sandbox, as nothing is to be run in it. */
static ma_rc recall(struct ma_command *c)
{
	char text[128] = "";
	ma_rc rc = MA_OK;

	if (c->evidence_dir && !c->off)
		ma_recall_sandbox(c->evidence_dir, text, sizeof(text));
	c->sandbox_text = ma_arena_dup(&c->arena, ma_str(text));
	if (!c->sandbox_text)
		return ma_fail_nomem(&c->err);
	if (text[0])
		rc = look_up(c);
	if (!rc && !ma_reuse_is_all(&c->reuse))
		rc = ma_fail(&c->err, MA_ENOTFOUND, "%s: something has to be run", c->dir);
	return rc;
}

static ma_rc make_sandbox(struct ma_command *c)
{
	struct ma_sandbox_opts opts = {
		.off = c->off, .slot = &c->slot, .found = &c->found, .node_dir = c->node
	};
	ma_rc rc = ma_sandbox_new(c->loop, &opts, &c->sandbox, &c->err);

	if (rc == MA_EUNAVAILABLE && !c->must_confine)
		rc = unable(c, &c->missing);
	if (!c->sandbox)
		return rc;
	c->sandbox_text = ma_sandbox_describe(c->sandbox);
	ma_packages_init(&c->packages, c->dir, c->cache_dir, c->sandbox, &c->arena);
	if (!c->evidence_dir || c->off || c->quick)
		return MA_OK;
	ma_recall_note(c->evidence_dir, c->sandbox_text);
	return look_up(c);
}

void ma_command_prepare(void *data)
{
	struct ma_command *c = data;
	struct ma_detect_how how = { c->settings, c->check_settings, c->check_data, c->scripts };

	c->rc = ma_detect(c->dir, &how, &c->arena, &c->steps, &c->steps_n, &c->err);
	if (!c->rc && c->quick)
		c->rc = ma_quick_choose(
			c->dir, c->quick, &c->arena, &c->steps, &c->steps_n, &c->err);
	if (c->rc == MA_ELIMIT) /* the tree's doing, and no reason to lose the run */
		c->rc = unable(c, &c->missing);
	if (!c->rc && c->steps_n == 0 && c->recalls)
		c->rc = ma_fail(&c->err, MA_ENOTFOUND, "%s: there is nothing to check", c->dir);
	if (c->rc || c->steps_n == 0)
		return;
	c->checks = ma_arena_new_n(&c->arena, struct ma_check, c->steps_n);
	if (!c->checks) {
		c->rc = ma_fail_nomem(&c->err);
		return;
	}
	c->rc = ma_needs_find(
		c->steps, c->steps_n, ma_verify_uid(&c->base), &c->arena, &c->node, &c->err);
	if (!c->rc)
		c->rc = c->recalls ? recall(c) : make_sandbox(c);
}
