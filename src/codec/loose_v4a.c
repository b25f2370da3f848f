/*
 * Patches in the form of apply_patch ("V4A"):
 *
 *   *** Begin Patch
 *   *** Add File: path          every line behind a '+'
 *   *** Update File: path       hunks; perhaps "*** Move to: path" first
 *   *** Delete File: path
 *   *** End Patch
 */
#include "codec/loose.h"
#include "codec/named.h"
#include "codec/signed.h"

enum section { SECTION_NONE, SECTION_ADD, SECTION_UPDATE, SECTION_DELETE };

struct v4a {
	struct ma_items *items;
	enum section section;
	struct ma_str path, to;
	const char *content;
};

static bool cut(struct ma_str *line, const char *head)
{
	if (!ma_str_starts(*line, head))
		return false;
	*line = ma_named_clean(ma_str_from(*line, strlen(head)));
	return true;
}

static enum section section_of(struct ma_str *line)
{
	if (cut(line, "*** Add File: "))
		return SECTION_ADD;
	if (cut(line, "*** Update File: "))
		return SECTION_UPDATE;
	return cut(line, "*** Delete File: ") ? SECTION_DELETE : SECTION_NONE;
}

static void add_update(struct v4a *p, struct ma_str content, const char *fault)
{
	struct ma_item move = { .block = { .op = MA_BLOCK_MOVE, .path = p->path, .to = p->to } };

	if (p->to.n > 0)
		ma_items_add(p->items, &move);
	if (p->to.n == 0 || ma_str_trim(content).n > 0 || fault)
		ma_items_put(p->items, MA_BLOCK_EDIT, p->to.n > 0 ? p->to : p->path, content, fault);
}

static void end_section(struct v4a *p, const char *end, const char *fault)
{
	struct ma_str content = ma_str_n(p->content, p->content ? (size_t)(end - p->content) : 0);

	if (p->section == SECTION_ADD)
		ma_signed_file(p->items, p->path, content, fault);
	else if (p->section == SECTION_UPDATE)
		add_update(p, content, fault);
	else if (p->section == SECTION_DELETE)
		ma_items_put(p->items, MA_BLOCK_DELETE, p->path, ma_str(""), NULL);
	p->section = SECTION_NONE;
}

/* Of a part whose header is missing. */
static bool is_rest(struct ma_str line)
{
	return line.n > 0 && strchr("+-@", line.p[0]);
}

/* Up to the end of the patch, which is cut from *rest. True when it is there. */
static bool read_patch(struct ma_str *rest, struct ma_items *items, const char *fault)
{
	struct v4a p = { .items = items };
	const char *at = rest->p;
	enum section section;
	struct ma_str line;

	for (; ma_str_line(rest, &line); at = rest->p) {
		if (ma_str_is(ma_str_trim(line), "*** End Patch")) {
			end_section(&p, at, NULL);
			return true;
		}
		if (p.section == SECTION_UPDATE && p.content == at && cut(&line, "*** Move to: ")) {
			p.to = line;
			p.content = rest->p;
			continue;
		}
		section = section_of(&line);
		if (section == SECTION_NONE) {
			if (p.section == SECTION_NONE && is_rest(line))
				ma_items_put(
					items, MA_BLOCK_EDIT, ma_str(""), line, "names no path");
			if (p.section != SECTION_NONE && ma_str_starts(line, "***"))
				ma_loose_strays(line, items);
			continue;
		}
		end_section(&p, at, NULL);
		p = (struct v4a){ items, section, line, ma_str(""), rest->p };
	}
	end_section(&p, rest->p ? rest->p : at, fault);
	return false;
}

static bool begins(struct ma_str line)
{
	return ma_str_is(ma_str_trim(line), "*** Begin Patch") || section_of(&line) != SECTION_NONE;
}

bool ma_loose_v4a(struct ma_loose *l, struct ma_str line, const char *at)
{
	struct ma_str rest;

	if (!begins(line))
		return false;
	rest = ma_str_n(at, (size_t)(l->rest.p + l->rest.n - at));
	l->truncated = !read_patch(&rest, l->items, MA_ITEM_NO_END);
	l->rest = rest;
	l->hint = ma_str("");
	return true;
}

bool ma_v4a_read(struct ma_str content, struct ma_items *items)
{
	struct ma_str rest = content, line;
	const char *at = content.p;
	bool found = false;

	while (ma_str_line(&rest, &line)) {
		if (begins(line)) {
			rest = ma_str_n(at, (size_t)(content.p + content.n - at));
			/* the end of the fence is the end of the patch */
			(void)read_patch(&rest, items, NULL);
			found = true;
		}
		at = rest.p;
	}
	return found;
}
