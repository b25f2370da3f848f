/* The checker: verifications, and rounds of repairs. What is better is reckoned here anew, without the core. */
#include "engine/simulate_check.h"

/* A verification as the log tells it. */
static struct sim_verified *newest(struct sim_checker *k)
{
	return k->verified_n > 0 ? &k->verifications[k->verified_n - 1] : NULL;
}

/* The newest of that tree that is over. */
static struct sim_verified *of_tree(struct sim_checker *k, const char *tree)
{
	uint32_t i = k->verified_n;

	while (i-- > 0)
		if (tree[0] && strcmp(k->verifications[i].tree, tree) == 0 &&
			k->verifications[i].done)
			return &k->verifications[i];
	return NULL;
}

/* Whether a check of `b` did better than the same one of `a`. */
static bool has_lost(const struct sim_verified *a, const struct sim_verified *b)
{
	int i;

	for (i = 0; i < MA_SIM_CHECKS; i++) {
		const struct sim_found *now = &a->checks[i], *was = &b->checks[i];

		if (was->state != MA_CHECK_PASSED && was->state != MA_CHECK_FAILED)
			continue;
		if ((now->state != MA_CHECK_PASSED && now->state != MA_CHECK_FAILED) ||
			(now->state == MA_CHECK_FAILED && was->state == MA_CHECK_PASSED) ||
			now->passed + now->failed < was->passed + was->failed)
			return true;
	}
	return false;
}

/* What counts, most first. */
static void reckon(const struct sim_verified *v, int64_t out[4])
{
	int i;

	memset(out, 0, 4 * sizeof(*out));
	for (i = 0; i < MA_SIM_CHECKS; i++) {
		out[0] += v->checks[i].state == MA_CHECK_PASSED;
		out[1] -= v->checks[i].state == MA_CHECK_FAILED;
		out[2] += v->checks[i].passed;
		out[3] -= v->checks[i].failed;
	}
}

/* 1: a is better, -1: it is worse, 0: neither. */
static int compare(const struct sim_verified *a, const struct sim_verified *b)
{
	int64_t of_a[4], of_b[4];
	int i;

	if (has_lost(a, b))
		return -1;
	reckon(a, of_a);
	reckon(b, of_b);
	for (i = 0; i < 4; i++)
		if (of_a[i] != of_b[i])
			return of_a[i] > of_b[i] ? 1 : -1;
	return 0;
}

static bool same_failures(const struct sim_verified *a, const struct sim_verified *b)
{
	int i;

	for (i = 0; i < MA_SIM_CHECKS; i++) {
		bool fails = a->checks[i].state == MA_CHECK_FAILED;

		if (fails != (b->checks[i].state == MA_CHECK_FAILED) ||
			(fails &&
				(a->checks[i].failed != b->checks[i].failed ||
					a->checks[i].key != b->checks[i].key)))
			return false;
	}
	return true;
}

void ma_sim_see_verify_started(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	struct sim_verified *v;

	(void)t;
	if (k->phase != SIM_WORKING || k->interrupted || k->cancelled || ma_sim_has_failure(k) ||
		k->c->no_verify)
		ma_sim_complain(k, "nothing may be verified now");
	if (of_tree(k, k->tree) || (newest(k) && strcmp(k->head, newest(k)->head) == 0))
		ma_sim_complain(k, "what was verified already is verified again");
	if (k->verified_n == MA_SIM_VERIFICATIONS) {
		ma_sim_complain(k, "there is no end of verifications");
		return;
	}
	v = &k->verifications[k->verified_n++];
	memset(v, 0, sizeof(*v));
	memcpy(v->head, k->head, sizeof(k->head));
	memcpy(v->tree, k->tree, sizeof(k->tree));
	k->phase = SIM_VERIFYING;
	k->verified = false;
	ma_sim_copy(k, k->verify, sizeof(k->verify), e->effect);
}

void ma_sim_forget_checks(struct sim_checker *k)
{
	if (newest(k) && !newest(k)->done)
		memset(newest(k)->checks, 0, sizeof(newest(k)->checks));
}

void ma_sim_see_check_finished(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	struct sim_verified *v = newest(k);
	struct sim_found *c;
	int i = 0;

	(void)t;
	while (i < MA_SIM_CHECKS && !ma_str_is(e->name, ma_sim_check_name(i)))
		i++;
	if (!v || v->done || i == MA_SIM_CHECKS)
		return;
	c = &v->checks[i];
	(void)ma_check_state_parse(e->verdict, &c->state); /* the world knows them */
	c->passed = e->tests_passed;
	c->failed = e->tests_failed;
	c->key = e->key.n > 0 ? e->key.p[e->key.n - 1] : 0;
}

void ma_sim_see_verify_finished(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	struct sim_verified *v = newest(k);

	(void)t;
	if (k->phase != SIM_VERIFYING || k->verified || !ma_str_is(e->effect, k->verify))
		return;
	k->verified = v->done = true;
	if (!ma_verdict_parse(e->verdict, &v->verdict))
		ma_sim_complain(k, "there is no verdict " MA_STR_FMT, MA_STR_ARG(e->verdict));
	if (k->repairs == k->judged)
		k->best = v;
}

static bool has_failed(const struct sim_verified *v)
{
	int i = 0;

	while (i < MA_SIM_CHECKS && v->checks[i].state != MA_CHECK_FAILED)
		i++;
	return i < MA_SIM_CHECKS;
}

/* Rounds go on while they come to something, or what they came to was taken back. */
bool ma_sim_may_repair(const struct sim_checker *k)
{
	return k->best && k->best->verdict == MA_VERDICT_FAILED && has_failed(k->best) &&
		k->repairs < k->c->max_repairs &&
		(k->round_end == MA_ROUND_NONE || k->round_end == MA_ROUND_BETTER ||
			k->round_end == MA_ROUND_DIFFERENT || k->round_end == MA_ROUND_WORSE);
}

void ma_sim_see_repair_started(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	bool more = k->phase == SIM_WORKING && e->attempt == k->repairs;

	if (!more &&
		(k->phase != SIM_VERIFYING || !k->verified || k->restoring || k->cancelled ||
			k->interrupted || !ma_sim_may_repair(k) || e->attempt != k->repairs + 1))
		ma_sim_complain(k, "nothing is to be repaired by " MA_STR_FMT, MA_STR_ARG(e->task));
	if (ma_sim_number(k, t) != MA_SIM_ASKED_MAX + k->menders)
		ma_sim_complain(
			k, "another repair comes next than " MA_STR_FMT, MA_STR_ARG(e->task));
	t->exists = true;
	k->menders++;
	k->repairs = e->attempt;
	k->phase = SIM_WORKING;
}

static enum ma_round_end judge(struct sim_checker *k, const struct sim_verified *now)
{
	int compared = compare(now, k->best);
	uint32_t i;

	if (compared != 0)
		return compared > 0 ? MA_ROUND_BETTER : MA_ROUND_WORSE;
	for (i = k->verified_n - 1; i-- > 0;)
		if (same_failures(now, &k->verifications[i]))
			return &k->verifications[i] == k->best ? MA_ROUND_SAME : MA_ROUND_REPEATED;
	return MA_ROUND_DIFFERENT;
}

/* A round whose tree is known, or is not another one, is not verified. */
static enum ma_round_end judge_known(
	struct sim_checker *k, struct sim_verified **now_out, bool *worse_out)
{
	struct sim_verified *v = of_tree(k, k->tree);

	if (!v && strcmp(k->head, k->settled) != 0)
		ma_sim_complain(k, "a round is over that was not verified");
	if (!v || v == k->best || strcmp(k->head, k->settled) == 0)
		return MA_ROUND_UNCHANGED;
	*worse_out = compare(v, k->best) < 0;
	*now_out = v;
	return MA_ROUND_REPEATED;
}

void ma_sim_see_repair_finished(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	bool known = k->phase == SIM_WORKING, worse = false;
	struct sim_verified *now = known ? k->best : newest(k);
	enum ma_round_end end;

	(void)t;
	if (k->repairs == k->judged || e->attempt != k->repairs || k->interrupted ||
		!(known || (k->phase == SIM_VERIFYING && k->verified))) {
		ma_sim_complain(k, "no round of repairs is over");
		return;
	}
	end = known ? judge_known(k, &now, &worse) : judge(k, now);
	worse |= end == MA_ROUND_WORSE;
	if (!ma_str_is(e->verdict, ma_round_end_name(end)))
		ma_sim_complain(k, "a round is called " MA_STR_FMT ", and it is %s",
			MA_STR_ARG(e->verdict), ma_round_end_name(end));
	if (worse != (e->effect.n > 0) || (worse && !ma_str_is(e->head, k->best->head)))
		ma_sim_complain(k,
			worse ? "what made things worse is not taken back"
			      : "what did not make things worse is taken back");
	if (!worse)
		k->best = now;
	k->judged = k->repairs;
	k->round_end = end;
	k->restoring = worse;
	k->phase = SIM_VERIFYING;
	k->verified = true;
	memcpy(k->settled, k->head, sizeof(k->head));
	ma_sim_copy(k, k->verify, sizeof(k->verify), e->effect);
}

void ma_sim_see_files_restored(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)t;
	if (!k->restoring || !ma_str_is(e->effect, k->verify))
		return;
	k->restoring = false;
	ma_sim_copy(k, k->head, sizeof(k->head), e->commit);
	ma_sim_copy(k, k->tree, sizeof(k->tree), e->tree);
	memcpy(k->settled, k->head, sizeof(k->head));
	if (strcmp(k->tree, k->best->tree) != 0)
		ma_sim_complain(k, "other files are restored than those of before the round");
}

/* Nobody else commits here. */
void ma_sim_see_files_kept(struct sim_checker *k, struct sim_seen *t, const struct ma_event *e)
{
	(void)t;
	(void)e;
	ma_sim_complain(k, "what made things worse stays");
}

/* What is left is never worse than anything that was verified. */
void ma_sim_need_best(struct sim_checker *k)
{
	const struct sim_verified *left = of_tree(k, k->tree);
	uint32_t i;

	for (i = 0; left && i < k->verified_n; i++)
		if (k->verifications[i].done && compare(&k->verifications[i], left) > 0)
			ma_sim_complain(k, "the tree of %s was better than what is left",
				k->verifications[i].head);
}
