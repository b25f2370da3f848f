/*
 * Unified diffs, with line numbers or without:
 *
 *   diff --git a/path b/path       perhaps "rename from", "deleted file mode", …
 *   --- a/path                     /dev/null: a new file
 *   +++ b/path                     /dev/null: it goes
 *   @@ -1,3 +1,3 @@                or "@@ ... @@", or "@@"
 *    hunk
 *
 * In a fence the diff ends with the fence. Bare in a reply it ends where the numbers say, if they fit:
 * one that was cut off cannot be told from a shorter one otherwise.
 */
#include "codec/loose.h"
#include "codec/named.h"
#include "codec/signed.h"

#define NO_END "is a diff whose end cannot be seen"

struct diff {
	struct ma_items *items;
	struct ma_str old, new, from, to; /* from, to: of a rename */
	bool is_old_null, is_new_null, deletes, has_names;
	const char *hunks; /* where they begin, NULL: none yet */
	const char *fault;
};

/* "a/path\t2026-01-01" */
static struct ma_str path_of(struct ma_str s, const char *prefix, bool *is_null)
{
	struct ma_str path = s;

	(void)ma_str_cut(&s, '\t', &path); /* "" where there is nothing */
	path = ma_str_trim(path);
	*is_null = ma_str_is(path, "/dev/null");
	if (ma_str_starts(path, prefix))
		path = ma_str_from(path, strlen(prefix));
	return ma_named_clean(path);
}

static bool is_name(struct ma_str line)
{
	struct ma_str path = ma_str_from(line, 4);
	bool is_null;

	path = path_of(path, line.p[0] == '-' ? "a/" : "b/", &is_null);
	return is_null || ma_named_is_path(path);
}

/* "--- path" with "+++ path" in the line behind it. */
static bool is_head(struct ma_str line, struct ma_str rest)
{
	struct ma_str next;

	return ma_str_starts(line, "--- ") && is_name(line) && ma_str_line(&rest, &next) &&
		ma_str_starts(next, "+++ ") && is_name(next);
}

static bool is_git_head(struct ma_str line)
{
	return ma_str_starts(line, "diff --git ");
}

static void put_change(struct diff *d, struct ma_str hunks)
{
	struct ma_item move = { .block = { .op = MA_BLOCK_MOVE, .path = d->from, .to = d->to } };

	if (d->from.n > 0)
		ma_items_add(d->items, &move);
	else if (d->old.n > 0 && !ma_str_eq(d->old, d->new))
		d->fault = d->fault ? d->fault : MA_ITEM_TWO_NAMES;
	if (d->from.n == 0 || hunks.n > 0)
		ma_items_put(
			d->items, MA_BLOCK_EDIT, d->from.n > 0 ? d->to : d->new, hunks, d->fault);
}

/* What was read becomes an item; the next file's part begins empty. */
static void end_file(struct diff *d, const char *end)
{
	struct ma_str hunks = ma_str_n(d->hunks, d->hunks ? (size_t)(end - d->hunks) : 0);

	if (d->is_old_null && !d->is_new_null)
		ma_signed_file(d->items, d->new, hunks, d->fault);
	else if (d->is_new_null || d->deletes)
		ma_items_put(d->items, MA_BLOCK_DELETE, d->old, ma_str(""), d->fault);
	else if (d->has_names || d->from.n > 0)
		put_change(d, hunks);
	*d = (struct diff){ .items = d->items };
}

/* A line that is neither hunk nor name. */
static void take_extra(struct diff *d, struct ma_str line)
{
	if (ma_str_starts(line, "rename from "))
		d->from = ma_named_clean(ma_str_from(line, 12));
	else if (ma_str_starts(line, "rename to "))
		d->to = ma_named_clean(ma_str_from(line, 10));
	else if (ma_str_starts(line, "deleted file mode "))
		d->deletes = true;
}

/* "diff --git a/x b/x": the name is the half behind the middle. */
static void take_git_head(struct diff *d, struct ma_str line)
{
	struct ma_str both = ma_str_trim(ma_str_from(line, 11));

	if (both.n < 5 || both.n % 2 == 0)
		return;
	d->old = ma_named_clean(ma_str_from(ma_str_n(both.p, both.n / 2), 2));
	d->new = d->old;
}

static void take_names(struct diff *d, struct ma_str line, struct ma_str *rest)
{
	d->old = path_of(ma_str_from(line, 4), "a/", &d->is_old_null);
	(void)ma_str_line(rest, &line); /* is_head() has seen it */
	d->new = path_of(ma_str_from(line, 4), "b/", &d->is_new_null);
	d->has_names = true;
}

static bool is_hunk_head(struct ma_str line)
{
	return ma_str_starts(line, "@@");
}

static bool is_signed(struct ma_str line)
{
	return line.n > 0 && (line.p[0] == '+' || line.p[0] == '-');
}

bool ma_diff_read(struct ma_str content, struct ma_str hint, bool labelled, struct ma_items *items)
{
	struct diff d = { .items = items, .old = hint, .new = hint, .has_names = hint.n > 0 };
	struct ma_str rest = content, line;
	const char *at = content.p;
	bool found = false, changes = false;

	for (; ma_str_line(&rest, &line); at = rest.p) {
		if (is_head(line, rest) || is_git_head(line)) {
			if (found && (is_git_head(line) || d.hunks || d.has_names))
				end_file(&d, at);
			found = true;
			if (is_git_head(line))
				take_git_head(&d, line);
			else
				take_names(&d, line, &rest);
		} else if (!d.hunks && (is_hunk_head(line) || (labelled && hint.n > 0 && !found))) {
			found |= is_hunk_head(line);
			d.hunks = at;
			d.has_names = true;
		} else if (!d.hunks) {
			take_extra(&d, line);
		}
		changes |= labelled && is_signed(line);
	}
	if (!found && !(changes && labelled && hint.n > 0))
		return false;
	end_file(&d, content.p + content.n);
	return true;
}

/* How many lines of each side "@@ -1,3 +1,4 @@" announces; false where it says nothing. */
static bool counts_of(struct ma_str line, uint64_t *old, uint64_t *new)
{
	struct ma_str sides[2], head;
	uint64_t *out[2] = { old, new }, start;
	size_t i;

	line = ma_str_trim(ma_str_from(line, 2));
	if (!ma_str_cut(&line, ' ', &sides[0]) || !ma_str_cut(&line, ' ', &sides[1]))
		return false;
	for (i = 0; i < 2; i++) {
		if (sides[i].n < 2 || sides[i].p[0] != "-+"[i])
			return false;
		sides[i] = ma_str_from(sides[i], 1);
		(void)ma_str_cut(&sides[i], ',', &head); /* not empty */
		*out[i] = 1;
		if (!ma_str_to_u64(head, &start) ||
			(sides[i].n > 0 && !ma_str_to_u64(sides[i], out[i])))
			return false;
	}
	return true;
}

/* The lines that the header counted; false where others stand there. */
static bool take_counted(struct ma_str head, struct ma_str *rest)
{
	uint64_t old, new;
	struct ma_str line, after;

	if (!counts_of(head, &old, &new))
		return false;
	while (old + new > 0 && ma_str_line(rest, &line)) {
		char sign = line.n > 0 ? line.p[0] : ' ';

		if (sign == '\\')
			continue;
		if ((sign != ' ' && sign != '-' && sign != '+') || (sign != '+' && old == 0) ||
			(sign != '-' && new == 0))
			return false;
		old -= sign != '+';
		new -= sign != '-';
	}
	after = *rest;
	if (ma_str_line(&after, &line) && ma_str_starts(line, "\\"))
		*rest = after;
	after = *rest;
	return old + new == 0 &&
		!(ma_str_line(&after, &line) && is_signed(line) && !is_head(line, after));
}

/* The hunks of one file of a bare diff; *rest begins behind them. */
static void take_bare_hunks(struct diff *d, struct ma_str *rest)
{
	struct ma_str line, after = *rest;

	d->hunks = rest->p;
	while (!d->fault && ma_str_line(&after, &line) && is_hunk_head(line)) {
		if (!take_counted(line, &after))
			d->fault = NO_END;
		*rest = after;
	}
}

bool ma_loose_diff(struct ma_loose *l, struct ma_str line, const char *at)
{
	struct diff d = { .items = l->items };
	struct ma_str rest = l->rest;

	MA_UNUSED(at);
	if (is_git_head(line)) {
		take_git_head(&d, line);
		while (ma_str_line(&rest, &line) && !is_head(line, rest) &&
			ma_str_trim(line).n > 0 && !is_git_head(line)) {
			take_extra(&d, line);
			l->rest = rest;
		}
	}
	if (is_head(line, rest)) {
		take_names(&d, line, &rest);
		take_bare_hunks(&d, &rest);
		l->rest = rest;
	} else if (d.from.n == 0 && !d.deletes) {
		return false;
	}
	end_file(&d, l->rest.p);
	l->hint = ma_str("");
	return true;
}
