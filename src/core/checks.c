/* Which of two trees is the better one, by what verifications found. */
#include "core/checks.h"

/*
 * The check of `in` that is what `c` is of `of`; NULL: there is none. Two kinds of project in one directory have checks of
 * one name, so it is the k-th of a name that is the k-th of that name.
 */
static const struct ma_checked *counterpart(
	const struct ma_checks *in, const struct ma_checks *of, const struct ma_checked *c)
{
	const struct ma_checked *n;
	size_t k = 0;

	for (n = of->first; n != c; n = n->next)
		k += ma_str_eq(n->name, c->name);
	for (n = in->first; n; n = n->next)
		if (ma_str_eq(n->name, c->name) && k-- == 0)
			return n;
	return NULL;
}

struct ma_checks *ma_checks_of(const struct ma_state *s, struct ma_str tree)
{
	struct ma_checks *f = s->checks;

	while (f && (tree.n == 0 || !ma_str_eq(f->tree, tree)))
		f = f->before;
	return f;
}

bool ma_check_is_mendable(const struct ma_checked *c)
{
	return c->state == MA_CHECK_FAILED ||
		(c->state == MA_CHECK_SKIPPED && ma_str_is(c->why, MA_NOTHING_RECOGNISED));
}

static bool is_same(const struct ma_checked *a, const struct ma_checked *b)
{
	return b && b->state == MA_CHECK_FAILED && a->tests_failed == b->tests_failed &&
		ma_str_eq(a->key, b->key) && (a->key.n > 0 || ma_str_eq(a->why, b->why));
}

bool ma_checks_same(const struct ma_checks *a, const struct ma_checks *b)
{
	const struct ma_checked *c;

	if (a->failed != b->failed)
		return false;
	for (c = a->first; c; c = c->next)
		if (c->state == MA_CHECK_FAILED && !is_same(c, counterpart(b, a, c)))
			return false;
	return true;
}

/* What one check lost; false: nothing. */
static bool tell_loss(
	const struct ma_checked *now, const struct ma_checked *before, struct ma_buf *why)
{
	bool passed = before->state == MA_CHECK_PASSED;

	ma_buf_addf(why, "`" MA_STR_FMT "` ", MA_STR_ARG(before->name));
	if (!now)
		ma_buf_adds(why, "is not there any more");
	else if (passed && now->state == MA_CHECK_FAILED)
		ma_buf_adds(why, "passed before and fails now");
	else if (now->state == MA_CHECK_SKIPPED)
		ma_buf_addf(why, "%s before and cannot be run now", passed ? "passed" : "failed");
	else
		ma_buf_addf(why, "runs %lld tests instead of %lld", (long long)now->tests_run,
			(long long)before->tests_run);
	return true;
}

static bool has_lost(const struct ma_checks *now, const struct ma_checks *before, bool other_tests,
	struct ma_buf *why)
{
	const struct ma_checked *b, *n;

	for (b = before->first; b; b = b->next) {
		n = counterpart(now, before, b);
		if (b->state == MA_CHECK_SKIPPED)
			continue;
		if (!n || n->state == MA_CHECK_SKIPPED ||
			(b->state == MA_CHECK_PASSED && n->state == MA_CHECK_FAILED) ||
			(n->tests_run < b->tests_run && !other_tests))
			return tell_loss(n, b, why);
	}
	return false;
}

/* "2 tests fail instead of 1" */
static void tell_change(
	struct ma_buf *why, const char *noun, const char *verb, int64_t now, int64_t before)
{
	ma_buf_addf(why, "%lld %s%s %s%s instead of %lld", (long long)now, noun, now == 1 ? "" : "s",
		verb, now == 1 ? verb[0] == 'p' ? "es" : "s" : "", (long long)before);
}

enum ma_round_end ma_checks_compare(const struct ma_checks *now, const struct ma_checks *before,
	bool other_tests, struct ma_buf *why)
{
	if (has_lost(now, before, other_tests, why))
		return MA_ROUND_WORSE;
	if (before->passed + before->failed == 0 && now->failed > 0) {
		tell_change(why, "check", "run", now->passed + now->failed, 0);
		return MA_ROUND_BETTER;
	}
	if (now->passed > before->passed) {
		tell_change(why, "check", "pass", now->passed, before->passed);
		return MA_ROUND_BETTER;
	}
	if (now->failed != before->failed) {
		tell_change(why, "check", "fail", now->failed, before->failed);
		return now->failed > before->failed ? MA_ROUND_WORSE : MA_ROUND_BETTER;
	}
	if (now->tests_passed != before->tests_passed && !other_tests) {
		tell_change(why, "test", "pass", now->tests_passed, before->tests_passed);
		return now->tests_passed < before->tests_passed ? MA_ROUND_WORSE : MA_ROUND_BETTER;
	}
	if (now->tests_failed != before->tests_failed) {
		tell_change(why, "test", "fail", now->tests_failed, before->tests_failed);
		return now->tests_failed > before->tests_failed ? MA_ROUND_WORSE : MA_ROUND_BETTER;
	}
	ma_buf_adds(why, "as much fails as before, but not the same");
	return MA_ROUND_DIFFERENT;
}
