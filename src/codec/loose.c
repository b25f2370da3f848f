/*
 * Replies without the envelope, in the order of their lines: fences, tags, patches, diffs, and bare
 * SEARCH/REPLACE. What is none of these is prose, and its last line may name the next file.
 */
#include "codec/loose.h"

#include "codec/envelope.h"
#include "codec/search.h"
#include "codec/thoughts.h"

static bool take_form(struct ma_loose *l, struct ma_str line, const char *at)
{
	struct ma_fence fence;

	if (ma_fence_open(line, &fence)) {
		ma_loose_fence(l, &fence);
		return true;
	}
	return ma_loose_tag(l, at) || ma_loose_v4a(l, line, at) || ma_loose_diff(l, line, at) ||
		ma_loose_search(l, line, at);
}

/* "*** Update File: x", misspelt. */
static bool is_patch_rest(struct ma_str line)
{
	return ma_str_starts(line, "***") && ma_str_find(line, MA_STR(" File:")) >= 0;
}

void ma_loose_strays(struct ma_str text, struct ma_items *items)
{
	struct ma_str line;

	while (ma_str_line(&text, &line)) {
		line = ma_str_trim(line);
		if (ma_search_closes(line) || is_patch_rest(line) || ma_loose_stray_tag(line))
			ma_items_put(items, MA_BLOCK_FILE, ma_str(""), line,
				"is the rest of something whose beginning is missing");
	}
}

/* The envelope was meant, with a nonce that is none: what is in it is not read in other ways. */
static bool tell_envelope(struct ma_loose *l, struct ma_str text)
{
	ma_items_forget(l->items);
	ma_envelope_tell(text, l->items);
	return false;
}

/* As far as it can be told what is what. False: it is the envelope. */
static bool read_forms(struct ma_loose *l)
{
	const char *at = l->rest.p;
	bool blank_before = false;
	struct ma_str line;

	for (; !l->lost && ma_str_line(&l->rest, &line); at = l->rest.p) {
		l->truncated = false;
		if (ma_envelope_opens(line))
			return false;
		if (take_form(l, line, at)) {
			if (l->is_envelope)
				return false;
			blank_before = false;
			continue;
		}
		if (ma_thoughts_end(line))
			ma_items_forget(l->items);
		ma_loose_strays(line, l->items);
		line = ma_str_trim(line);
		if (line.n > 0 || blank_before)
			l->hint = line; /* one blank line between path and content is common */
		blank_before = line.n == 0;
	}
	return true;
}

/* What follows a file without a sure end may be other files, or its own: they are not to be missed silently. */
static void tell_unread(struct ma_items *items, struct ma_str rest)
{
	struct ma_items unread = { .arena = items->arena };
	struct ma_loose l = { .items = &unread, .rest = rest };
	size_t i = 0;

	(void)read_forms(&l); /* what it finds is all that counts */
	while (i < unread.n && unread.v[i].block.path.n == 0)
		i++;
	if (unread.rc == MA_ENOMEM)
		items->rc = unread.rc;
	else if (i < unread.n)
		ma_items_put(items, MA_BLOCK_FILE, ma_str(""), rest,
			"what follows a file without a sure end was not read");
}

bool ma_loose_read(struct ma_str text, struct ma_items *items)
{
	struct ma_loose l = { .items = items, .rest = text };

	if (!read_forms(&l))
		return tell_envelope(&l, text);
	if (l.lost)
		tell_unread(items, l.rest);
	if (l.truncated && (items->n == 0 || !items->v[items->n - 1].fault))
		ma_items_put(items, MA_BLOCK_FILE, ma_str(""), ma_str(""), MA_ITEM_NO_END);
	return l.truncated;
}
