/*
 * What no line of a merge shows: one side takes a name away, or makes another signature of it, and the other one begins
 * to use it as it was. Each is right alone, and their lines go together.
 *
 *   names       of the outline's items, and what imports bring in. One is lost where a side has it nowhere any more, nor has
 *               the merge; it is used anew where the other side has the word more often than the base
 *   signatures  what stands between a function's name and its body. Parameters with defaults behind the others are no change
 *
 * In files of settings a name is used where it is all of a value.
 */
#include "vcs/merge_parts.h"

#include "base/map.h"
#include "vcs/signature.h"
#include "vcs/word.h"

#define NAMES_MAX 100000 /* of one text; with more nothing is said */
#define ASKED_MAX 8 /* names that are looked for one by one; for more, all words are counted once */

/* How often a word is used by the side that may use it anew, in the base and in the merge. */
struct uses {
	size_t n[3];
};

struct meaning {
	const struct ma_meaning *of;
	enum ma_side gone, other; /* who took something away, who may use it */
	struct ma_map names[2];   /* of the side `gone` and of the merge; filled when first asked */
	bool filled, nomem;
	size_t asked; /* names so far */
	struct ma_map uses; /* word -> struct uses, in the arena; filled when more than ASKED_MAX are asked for */
	const char *why; /* NULL: nothing found yet */
};

/* The next word of *rest; false at its end. */
static bool next_word(struct ma_str *rest, struct ma_str *out)
{
	size_t n = 0;

	while (rest->n > 0 && !ma_is_word_char(rest->p[0]))
		*rest = ma_str_from(*rest, 1);
	while (n < rest->n && ma_is_word_char(rest->p[n]))
		n++;
	*out = ma_str_n(rest->p, n);
	*rest = ma_str_from(*rest, n);
	return n > 0;
}

/* Words of imports that name nothing. */
static bool is_keyword(struct ma_str word)
{
	static const char *const words[] = { "import", "from", "as", "type", "typeof", "use", "pub",
		"crate", "self", "super", "static", "const", "default", "require" };

	return MA_STR_AMONG(word, words);
}

static bool is_value_end(char c)
{
	return strchr(",]}\"'\n\r", c) != NULL;
}

/* All of a scalar: "depends_on: [db]", "- db". */
static bool is_scalar(struct ma_str text, size_t at, size_t n)
{
	size_t from = at, end = at + n;

	while (from > 0 && (text.p[from - 1] == ' ' || text.p[from - 1] == '\t'))
		from--;
	return from > 0 && strchr(":-[,\"'", text.p[from - 1]) &&
		(end == text.n || is_value_end(text.p[end]));
}

static size_t count(const struct meaning *m, struct ma_str text, struct ma_str word)
{
	struct ma_str rest = text;
	size_t n = 0, at;
	ptrdiff_t found;

	while ((found = ma_str_find(rest, word)) >= 0) {
		at = (size_t)(rest.p - text.p) + (size_t)found;
		rest = ma_str_from(rest, (size_t)found + word.n);
		if ((at > 0 && ma_is_word_char(text.p[at - 1]) &&
			    !(m->of->shell && text.p[at - 1] == '$')) ||
			(rest.n > 0 && ma_is_word_char(rest.p[0])))
			continue;
		n += m->of->use == MA_USE_WORD || is_scalar(text, at, word.n);
	}
	return n;
}

static void add_uses(struct meaning *m, struct ma_str text, size_t which)
{
	struct ma_str rest = text, word;
	struct uses *u;

	while (!m->nomem && next_word(&rest, &word)) {
		while (m->of->shell && ma_str_starts(word, "$"))
			word = ma_str_from(word, 1);
		if (m->of->use != MA_USE_WORD && !is_scalar(text, (size_t)(word.p - text.p), word.n))
			continue;
		u = ma_map_get(&m->uses, word);
		if (!u && (u = ma_arena_new(m->of->arena, struct uses)))
			m->nomem |= !ma_map_put(&m->uses, word, u);
		if (u)
			u->n[which]++;
		m->nomem |= !u;
	}
}

static bool is_used_anew(struct meaning *m, struct ma_str word)
{
	const struct ma_str *text = m->of->text;
	const struct uses *u;

	if (m->asked++ < ASKED_MAX)
		return count(m, text[m->other], word) > count(m, text[MA_BASE], word) &&
			count(m, text[MA_SIDES_N], word) > 0;
	if (m->uses.n == 0) {
		add_uses(m, text[m->other], 0);
		add_uses(m, text[MA_BASE], 1);
		add_uses(m, text[MA_SIDES_N], 2);
	}
	u = ma_map_get(&m->uses, word);
	return u && u->n[0] > u->n[1] && u->n[2] > 0;
}

static void tell(struct meaning *m, struct ma_str name, const char *what)
{
	struct ma_buf line = MA_BUF_INIT(1024);

	ma_buf_addf(&line, "\"" MA_STR_FMT "\" %s", MA_STR_ARG(ma_str_clip(name, 200)), what);
	m->why = line.rc ? NULL : ma_arena_dup(m->of->arena, ma_buf_str(&line));
	m->nomem |= !m->why;
	ma_buf_done(&line);
}

static bool is_kind(struct ma_str key, const char *const *kinds, size_t n)
{
	struct ma_str kind;

	(void)ma_str_cut(&key, ' ', &kind); /* a key is not empty */
	return ma_str_among(kind, kinds, n);
}

/* What it brings in stands in its text. */
static bool is_import(const struct ma_item *item)
{
	static const char *const kinds[] = { "import", "from", "use" };

	return is_kind(item->key, kinds, MA_COUNT(kinds));
}

/* Without the module that `import … from "…"` names. */
static struct ma_str brought_in(const struct ma_item *item)
{
	ptrdiff_t from = ma_str_find(item->text, MA_STR(" from"));

	return ma_str_starts(item->key, "import ") && from > 0
		? ma_str_n(item->text.p, (size_t)from)
		: item->text;
}

/*
 * The words of an item's key that are its name: "value load", "method load (int id)", "method (*Store) Add". *exact_out: the
 * parameters belong to it.
 */
static struct ma_str name_of(const struct meaning *m, const struct ma_item *item, bool *exact_out)
{
	static const char *const kinds[] = { "value", "type", "member", "method", "name", "define",
		"tag", "declared", "mod", "macro" };
	struct ma_str name = item->key, kind, head;
	ptrdiff_t at;

	*exact_out = false;
	if (m->of->use != MA_USE_WORD || !m->of->code)
		return name;
	if (is_import(item))
		return brought_in(item);
	if (!is_kind(name, kinds, MA_COUNT(kinds)))
		return MA_STR("");
	(void)ma_str_cut(&name, ' ', &kind); /* it has one */
	if (ma_str_starts(name, "(") && (at = ma_str_find(name, MA_STR(")"))) > 0)
		return ma_str_from(name, (size_t)at + 1);
	at = ma_str_find(name, MA_STR(" ("));
	if (at < 0)
		return name;
	head = ma_str_n(name.p, (size_t)at);
	*exact_out = true;
	return head;
}

static void put_names(struct meaning *m, const struct ma_outline *list, struct ma_map *out)
{
	struct ma_str name, word;
	bool exact;
	size_t i;

	for (i = 0; i < list->n && !m->nomem && out->n < NAMES_MAX; i++) {
		name = name_of(m, &list->items[i], &exact);
		while (next_word(&name, &word))
			m->nomem |= !ma_map_put(out, word, m);
		if (list->items[i].inside)
			put_names(m, list->items[i].inside, out);
	}
}

/* Whether the side that took it away, or the merge, has it somewhere else. */
static bool is_named(struct meaning *m, struct ma_str word)
{
	if (!m->filled) {
		put_names(m, m->of->list[m->gone], &m->names[0]);
		put_names(m, m->of->list[MA_SIDES_N], &m->names[1]);
		m->filled = true;
	}
	return ma_map_has(&m->names[0], word) || ma_map_has(&m->names[1], word);
}

static void look_at_name(struct meaning *m, struct ma_str word, bool exact)
{
	if (!is_keyword(word) && (exact || !is_named(m, word)) && is_used_anew(m, word))
		tell(m, word, "was taken away by one side, and the other one uses it anew");
}

/* All names of an item, and of what is inside of it. */
static void look_at_names(struct meaning *m, const struct ma_item *item)
{
	struct ma_str name, word;
	bool exact;
	size_t i;

	name = name_of(m, item, &exact);
	while (!m->why && next_word(&name, &word))
		look_at_name(m, word, exact);
	for (i = 0; item->inside && i < item->inside->n && !m->why; i++)
		look_at_names(m, &item->inside->items[i]);
}

/* The name by which a function is called: a constructor by its class's. */
static struct ma_str called_by(struct ma_str name, const struct ma_item *outer)
{
	struct ma_str rest, word;
	bool constructs = ma_str_is(name, "constructor") || ma_str_is(name, "__init__");

	if (!constructs || !outer)
		return name;
	rest = outer->key;
	while (next_word(&rest, &word))
		name = word;
	return name;
}

static void look_at_signature(struct meaning *m, const struct ma_item *was,
	const struct ma_item *is, const struct ma_item *outer)
{
	struct ma_str rest, name = MA_STR(""), word;
	bool exact;

	rest = name_of(m, was, &exact);
	while (next_word(&rest, &word))
		name = word;
	if (name.n == 0 || !ma_signature_changed(was->text, is->text, name))
		return;
	name = called_by(name, outer);
	if (is_used_anew(m, name))
		tell(m, name, "is another signature on one side, and the other one calls it anew");
}

/* The items of a list by their keys. Most are asked for in their order, and then no map is needed. */
struct finder {
	const struct ma_outline *list;
	struct ma_map keys; /* filled when an item is not where it was expected */
	size_t next;
};

static const struct ma_item *find_item(struct meaning *m, struct finder *f, struct ma_str key)
{
	const struct ma_item *item;
	size_t i;

	if (f->next < f->list->n && ma_str_eq(f->list->items[f->next].key, key))
		return &f->list->items[f->next++];
	for (i = f->keys.n; i < f->list->n && !m->nomem; i++)
		m->nomem |= !ma_map_put(&f->keys, f->list->items[i].key, &f->list->items[i]);
	item = ma_map_get(&f->keys, key);
	if (item)
		f->next = (size_t)(item - f->list->items) + 1;
	return item;
}

/* As deep as MA_OUTLINE_DEPTH. */
static void look_at_list(struct meaning *m, const struct ma_outline *base,
	const struct ma_outline *side, const struct ma_item *outer)
{
	struct finder find = { .list = side };
	const struct ma_item *is;
	size_t i;

	for (i = 0; i < base->n && !m->why && !m->nomem; i++) {
		const struct ma_item *was = &base->items[i];

		is = find_item(m, &find, was->key);
		if (is && ma_str_eq(was->text, is->text))
			continue;
		if (!is || (is_import(was) && m->of->code)) {
			look_at_names(m, was);
			continue;
		}
		if (m->of->code)
			look_at_signature(m, was, is, outer);
		if (was->inside && is->inside)
			look_at_list(m, was->inside, is->inside, was);
	}
	ma_map_done(&find.keys);
}

ma_rc ma_merge_meaning(const struct ma_meaning *of, const char **why_out, ma_err *err)
{
	struct meaning m = { .of = of };
	int s;

	for (s = MA_OURS; s <= MA_THEIRS && !m.why && !m.nomem; s++) {
		m.gone = (enum ma_side)s;
		m.other = s == MA_OURS ? MA_THEIRS : MA_OURS;
		m.filled = false;
		m.asked = 0;
		look_at_list(&m, of->list[MA_BASE], of->list[s], NULL);
		ma_map_done(&m.names[0]);
		ma_map_done(&m.names[1]);
		ma_map_done(&m.uses);
	}
	if (m.nomem)
		return ma_fail_nomem(err);
	if (m.why)
		*why_out = m.why;
	return MA_OK;
}
