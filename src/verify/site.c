/*
 * A site of files. First all files are listed and all pages read; then each address is looked up among them, which is
 * exact in case whatever the file system thinks of it.
 */
#include "verify/site.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/path.h"
#include "sys/fs.h"
#include "verify/address.h"
#include "verify/css.h"
#include "verify/faults.h"
#include "verify/html.h"
#include "verify/outcome.h"

#define FILES_MAX 20000
#define PAGES_MAX 2000
#define LINKS_MAX 50000
#define LEVELS_MAX 24
#define TOLD_MAX 500 /* lines of the output */

struct link {
	const char *page;
	int64_t line;
	const char *address;
};

struct site {
	const char *root; /* of the site, on disk */
	const struct ma_step *step;
	struct ma_arena *arena;
	struct ma_map files;   /* below the root -> the same, in the arena */
	struct ma_map ids;     /* "page#id" */
	struct ma_map outside; /* addresses elsewhere */
	struct link *links;
	size_t links_n, pages_n, sheets_n;
	const char *page, *base; /* that is read: its path, and what its addresses are relative to */
	int64_t wrong;           /* in it */
	int64_t passed, failed, lacking;
	struct ma_buf out;
	size_t told;
	struct ma_faults *faults;
	const char *limit; /* what there is too much of, or NULL */
	ma_rc rc;
	ma_err *err;
};

static const char *keep(struct site *s, struct ma_str text)
{
	const char *kept = ma_arena_dup(s->arena, text);

	if (!kept && !s->rc)
		s->rc = ma_fail_nomem(s->err);
	return kept ? kept : "";
}

static void put(struct site *s, struct ma_map *map, struct ma_str key, const char *value)
{
	if (!ma_map_put(map, key, (void *)value) && !s->rc)
		s->rc = ma_fail_nomem(s->err);
}

/* As the tree calls it. */
static void add_path(const struct site *s, const char *path, struct ma_buf *out)
{
	if (strcmp(s->step->package, ".") != 0)
		ma_buf_addf(out, "%s/", s->step->package);
	ma_buf_adds(out, path);
}

static void tell(
	struct site *s, const char *page, int64_t line, const char *kind, struct ma_str text)
{
	if (s->told++ >= TOLD_MAX)
		return;
	add_path(s, page, &s->out);
	ma_buf_addf(&s->out, ":%lld:1: %s: ", (long long)line, kind);
	ma_buf_add_visible(&s->out, ma_str_clip(text, 300));
	ma_buf_addc(&s->out, '\n');
}

static void complain(struct site *s, const char *page, int64_t line, struct ma_str text)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG), message = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_fault *f = &s->faults->v[s->faults->n];

	tell(s, page, line, "error", text);
	if (s->faults->count++ >= MA_FAULTS_MAX)
		return;
	add_path(s, page, &path);
	ma_buf_add_visible(&message, ma_str_clip(text, 300));
	*f = (struct ma_fault){ .path = ma_str(keep(s, ma_buf_str(&path))),
		.line = line,
		.message = ma_str(keep(s, ma_buf_str(&message))) };
	s->faults->n += ma_str_utf8(f->path); /* reports are text */
	ma_buf_done(&path);
	ma_buf_done(&message);
}

/* Listing. */

static void list_below(struct site *s, const char *dir, int levels);

struct listing {
	struct site *site;
	const char *dir; /* "" for the root */
	int levels;
};

static bool on_entry(void *data, const char *name, bool is_dir)
{
	struct listing *l = data;
	struct site *s = l->site;
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const char *kept;

	if (name[0] == '.' || strcmp(name, "node_modules") == 0)
		return true;
	ma_path_join(&path, ma_str(l->dir), ma_str(name));
	if (path.rc && !s->rc)
		s->rc = ma_fail_nomem(s->err);
	kept = keep(s, ma_buf_str(&path));
	ma_buf_done(&path);
	if (is_dir)
		list_below(s, kept, l->levels - 1);
	else if (s->files.n == FILES_MAX)
		s->limit = "there are more than 20000 files";
	else
		put(s, &s->files, ma_str(kept), kept);
	return !s->rc && !s->limit;
}

static void list_below(struct site *s, const char *dir, int levels)
{
	struct listing l = { s, dir, levels };
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_rc rc;

	if (levels == 0)
		return;
	ma_path_join(&path, ma_str(s->root), ma_str(dir));
	rc = path.rc ? ma_fail_nomem(s->err) : ma_fs_list(path.p, on_entry, &l, s->err);
	if (rc && !s->rc)
		s->rc = rc;
	ma_buf_done(&path);
}

/* Reading. */

static void add_link(struct site *s, int64_t line, struct ma_str address)
{
	if (s->links_n == LINKS_MAX) {
		s->limit = "there are more than 50000 links";
		return;
	}
	s->links[s->links_n++] = (struct link){ s->page, line, keep(s, ma_str_trim(address)) };
}

static void add_id(struct site *s, int64_t line, struct ma_str id)
{
	struct ma_buf key = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&key, "%s#", s->page);
	ma_buf_addv(&key, ma_str_clip(id, MA_KIB));
	if (ma_map_has(&s->ids, ma_buf_str(&key))) {
		s->wrong++;
		ma_buf_clear(&key);
		ma_buf_adds(&key, "a second place is called ");
		ma_buf_addv(&key, ma_str_clip(id, 100));
		complain(s, s->page, line, ma_buf_str(&key));
	} else {
		put(s, &s->ids, ma_buf_str(&key), s->page);
	}
	ma_buf_done(&key);
}

static void on_found(void *data, enum ma_html_found what, int64_t line, struct ma_str text)
{
	struct site *s = data;

	switch (what) {
	case MA_HTML_WRONG:
		s->wrong++;
		complain(s, s->page, line, text);
		break;
	case MA_HTML_LACKING:
		s->lacking++;
		tell(s, s->page, line, "warning", text);
		break;
	case MA_HTML_ID:
		if (text.n > 0)
			add_id(s, line, text);
		break;
	case MA_HTML_LINK:
	case MA_HTML_LOADS:
		add_link(s, line, text);
		break;
	case MA_HTML_BASE:
		s->base = keep(s, text);
		break;
	}
}

static bool is_page(const char *path)
{
	return ma_str_ends(ma_str(path), ".html") || ma_str_ends(ma_str(path), ".htm");
}

static void count(struct site *s, bool good)
{
	s->passed += good;
	s->failed += !good;
}

static void read_page(struct site *s, const char *path)
{
	ma_err err = { .code = MA_OK };
	char *text = NULL;
	size_t n = 0, first = s->links_n;

	s->page = path;
	s->base = NULL;
	s->wrong = 0;
	if (s->pages_n++ == PAGES_MAX) {
		s->limit = "there are more than 2000 pages";
	} else if (ma_fs_read_beneath(s->root, path, MA_LIMIT_FILE, &text, &n, &err)) {
		s->wrong++;
		complain(s, path, 1, ma_str(err.msg));
	} else {
		ma_html_read(ma_str_n(text, n), on_found, s);
		count(s, s->wrong == 0);
	}
	if (s->base) /* where it leads then is not for us to know */
		s->links_n = first;
	ma_free(text);
}

static bool is_sheet(const char *path)
{
	return ma_str_ends(ma_str(path), ".css");
}

/* It is no test of its own; where it leads to is. */
static void read_sheet(struct site *s, const char *path)
{
	ma_err err = { .code = MA_OK };
	char *text = NULL;
	size_t n = 0;

	s->page = path;
	if (s->sheets_n++ == PAGES_MAX)
		s->limit = "there are more than 2000 stylesheets";
	else if (ma_fs_read_beneath(s->root, path, MA_LIMIT_FILE, &text, &n, &err))
		tell(s, path, 1, "warning", ma_str(err.msg));
	else
		ma_css_read(ma_str_n(text, n), 1, on_found, s);
	ma_free(text);
}

/* Looking up. */

/* The file that a path leads to: itself, or the index of a directory, or NULL. */
static const char *find_file(const struct site *s, struct ma_buf *path)
{
	const char *found = ma_map_get(&s->files, ma_buf_str(path));
	size_t n = path->n;

	if (found)
		return found;
	if (path->n > 0)
		ma_buf_addc(path, '/');
	ma_buf_adds(path, "index.html");
	found = ma_map_get(&s->files, ma_buf_str(path));
	path->n = n;
	return found;
}

/* The same name in another case, or NULL. */
static const char *find_like(const struct site *s, struct ma_str path)
{
	size_t i;

	for (i = 0; i < s->files.n; i++)
		if (ma_str_eq_nocase(s->files.entries[i].key, path))
			return s->files.entries[i].value;
	return NULL;
}

static bool is_place(const struct site *s, const char *page, struct ma_str place)
{
	struct ma_buf key = MA_BUF_INIT(MA_LIMIT_CONFIG);
	bool found;

	if (place.n == 0 || ma_str_is(place, "top") || !is_page(page) || place.p[0] == '/' ||
		place.p[0] == '!' || ma_str_starts(place, ":~:")) /* routes of scripts, texts */
		return true;
	ma_buf_addf(&key, "%s#", page);
	ma_address_decode(&key, ma_str_clip(place, MA_KIB));
	found = ma_map_has(&s->ids, ma_buf_str(&key));
	ma_buf_done(&key);
	return found;
}

static void fail_link(struct site *s, const struct link *l, const char *why, const char *more)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addv(&text, ma_str_clip(ma_str(l->address), 150));
	ma_buf_addf(&text, " %s%s", why, more);
	complain(s, l->page, l->line, ma_buf_str(&text));
	ma_buf_done(&text);
	count(s, false);
}

static void look_up(struct site *s, const struct link *l)
{
	struct ma_str place = ma_str(l->address), address = MA_STR(""), path = MA_STR("");
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG), steps = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const char *file = l->page, *like;
	bool inside = true;

	(void)ma_str_cut(&place, '#', &address); /* nothing to cut: the page itself */
	(void)ma_str_cut(&address, '?', &path);
	ma_address_decode(&text, path);
	if (text.n > 0) {
		if (text.p[0] != '/')
			inside = ma_address_steps(&steps, ma_path_dir(ma_str(l->page)));
		inside = inside && ma_address_steps(&steps, ma_buf_str(&text));
		file = inside ? find_file(s, &steps) : NULL;
	}
	/* the search is for people, who do not read more than these */
	like = file || !inside || s->faults->count > TOLD_MAX ? NULL
							      : find_like(s, ma_buf_str(&steps));
	if (!inside)
		fail_link(s, l, "leads out of the site", "");
	else if (!file)
		fail_link(s, l, like ? "is not there, but this is: " : "is not there",
			like ? like : "");
	else if (!is_place(s, file, place))
		fail_link(s, l, "names a place that is not in ", file);
	else
		count(s, true);
	ma_buf_done(&text);
	ma_buf_done(&steps);
}

/* "https:", "mailto:", "//host". */
static bool is_elsewhere(const char *address)
{
	size_t n = strspn(
		address, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-");

	return (n > 0 && address[n] == ':') || strncmp(address, "//", 2) == 0;
}

static bool is_made_by_a_program(const char *address)
{
	return strstr(address, "{{") || strstr(address, "${") || strstr(address, "<%");
}

static void check_links(struct site *s)
{
	size_t i;

	for (i = 0; i < s->links_n && !s->rc; i++) {
		const struct link *l = &s->links[i];

		if (is_made_by_a_program(l->address))
			tell(s, l->page, l->line, "warning",
				MA_STR("an address that a program would have to fill in"));
		else if (!is_elsewhere(l->address))
			look_up(s, l);
		else if (ma_str_starts(ma_str(l->address), "http") || l->address[0] == '/')
			put(s, &s->outside, ma_str_clip(ma_str(l->address), MA_KIB), l->address);
	}
}

/* Telling. */

static void list_outside(struct site *s)
{
	size_t i;

	if (s->outside.n > 0)
		ma_buf_addf(&s->out, "%zu addresses elsewhere, not asked:\n", s->outside.n);
	for (i = 0; i < s->outside.n && i < TOLD_MAX; i++) {
		ma_buf_adds(&s->out, "  ");
		ma_buf_add_visible(&s->out, ma_str_clip(s->outside.entries[i].key, 200));
		ma_buf_addc(&s->out, '\n');
	}
}

static void conclude(struct site *s, struct ma_check *c)
{
	struct ma_buf why = MA_BUF_INIT(MA_KIB);

	list_outside(s);
	c->state = s->failed > 0 ? MA_CHECK_FAILED : s->limit ? MA_CHECK_SKIPPED : MA_CHECK_PASSED;
	c->exit_code = c->state == MA_CHECK_SKIPPED ? -1 : c->state == MA_CHECK_FAILED;
	c->tests_passed = s->passed;
	c->tests_failed = s->failed;
	c->tests_skipped = 0;
	if (s->failed > 0)
		ma_buf_addf(&why, "%lld of %lld pages and links are wrong", (long long)s->failed,
			(long long)(s->failed + s->passed));
	else if (s->limit)
		ma_buf_addf(&why, "%s: not all of it was looked at", s->limit);
	else if (s->lacking > 0)
		ma_buf_addf(&why, "%lld warnings", (long long)s->lacking);
	c->why = keep(s, ma_buf_str(&why));
	c->output = ma_str(keep(s, ma_buf_str(&s->out)));
	c->faults = s->faults->v;
	c->faults_n = c->state == MA_CHECK_FAILED ? s->faults->n : 0;
	ma_buf_done(&why);
}

static void check(struct site *s)
{
	size_t i;

	list_below(s, "", LEVELS_MAX);
	for (i = 0; i < s->files.n && !s->rc && !s->limit; i++)
		if (is_page(s->files.entries[i].value))
			read_page(s, s->files.entries[i].value);
		else if (is_sheet(s->files.entries[i].value))
			read_sheet(s, s->files.entries[i].value);
	if (!s->limit) /* what there is, is not known otherwise */
		check_links(s);
}

ma_rc ma_site_check(const char *dir, const struct ma_step *step, struct ma_arena *arena,
	struct ma_check *out, ma_err *err)
{
	struct ma_buf root = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct site s = { .step = step,
		.arena = arena,
		.out = MA_BUF_INIT(MA_MIB),
		.faults = ma_arena_new(arena, struct ma_faults),
		.links = ma_arena_new_n(arena, struct link, LINKS_MAX),
		.err = err };
	struct ma_check c = ma_outcome_start(step);

	ma_path_join(&root, ma_str(dir),
		strcmp(step->package, ".") == 0 ? MA_STR("") : ma_str(step->package));
	s.root = root.p;
	if (root.rc || !s.faults || !s.links)
		s.rc = ma_fail_nomem(err);
	else
		check(&s);
	if (!s.rc)
		conclude(&s, &c);
	if (!s.rc)
		*out = c;
	ma_map_done(&s.files);
	ma_map_done(&s.ids);
	ma_map_done(&s.outside);
	ma_buf_done(&s.out);
	ma_buf_done(&root);
	return s.rc;
}
