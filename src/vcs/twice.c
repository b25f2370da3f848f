/* Files beside each other and beside those of their directory. */
#include "vcs/twice_parts.h"

#include "base/limits.h"
#include "base/path.h"
#include "vcs/word.h"

#define WHAT_MAX (2 * MA_LIMIT_PATH)

/* Of a text of the file's language. *found_out: it parses. */
static ma_rc read_reach(struct ma_twice_look *l, struct ma_str path, struct ma_str text,
	struct ma_reach *out, bool *found_out, ma_err *err)
{
	const struct ma_language *language = ma_syntax_language(path);
	struct ma_syntax_tree tree = { .tree = NULL };
	struct ma_definitions defined = { .v = NULL };
	ma_err why = { .code = MA_OK };
	ma_rc rc = MA_EUNAVAILABLE;

	*found_out = false;
	if (l->syntax && language)
		rc = ma_syntax_parse(l->syntax, language, text, &tree, &why);
	if (!rc)
		rc = ma_definitions_read(&tree, language, text, l->arena, &defined, &why);
	ma_syntax_tree_done(&tree);
	if (!rc)
		rc = ma_reach_read(path, text, &defined, l->arena, out, &why);
	*found_out = !rc;
	return rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
}

/* "Get" of "Store.Get". */
static struct ma_str bare(struct ma_str name)
{
	struct ma_str rest = name;

	while (ma_str_cut(&rest, '.', &name))
		;
	return name;
}

/* Whether a word of the text is a name that a file of the set defines. */
static bool has_word(const struct ma_twice_look *l, struct ma_str text)
{
	size_t i, from;

	for (i = 0; i < text.n; i++) {
		for (from = i; i < text.n && ma_is_word_char(text.p[i]);)
			i++;
		if (i > from && ma_map_has(&l->words, ma_str_n(text.p + from, i - from)))
			return true;
	}
	return false;
}

static ma_rc keep(struct ma_twice_look *l, struct ma_str path, struct ma_str text,
	struct ma_twice_one **out, ma_err *err)
{
	struct ma_twice_one *one = ma_arena_new(l->arena, struct ma_twice_one);
	char *name = ma_arena_dup(l->arena, path);
	bool found = false;
	ma_rc rc;

	if (!one || !name)
		return ma_fail_nomem(err);
	*one = (struct ma_twice_one){ .text = text, .told = MA_MAP_INIT };
	rc = read_reach(l, ma_str(name), text, &one->reach, &found, err);
	if (rc)
		return rc;
	if (!ma_map_put(&l->others, path, found ? one : NULL)) {
		ma_reach_done(&one->reach);
		return ma_fail_nomem(err);
	}
	*out = found ? one : NULL;
	return MA_OK;
}

ma_rc ma_twice_other(struct ma_twice_look *l, struct ma_str path, bool always,
	struct ma_twice_one **out, ma_err *err)
{
	struct ma_edit_base base = { .exists = false };
	struct ma_twice_one *known = ma_map_get(&l->others, path);
	ma_err why = { .code = MA_OK };
	ma_rc rc;

	*out = known == &l->wordless ? NULL : known;
	if (ma_map_has(&l->by_path, path) ||
		(ma_map_has(&l->others, path) && !(always && known == &l->wordless)))
		return MA_OK;
	rc = l->tree->text(l->tree->data, path, &base, &why);
	if (rc == MA_ELIMIT || (!rc && (!base.exists || base.text.n > l->left)))
		return MA_OK;
	if (rc) {
		*err = why;
		return rc;
	}
	l->left -= base.text.n;
	if (always || has_word(l, base.text))
		return keep(l, path, base.text, out, err);
	return ma_map_put(&l->others, path, &l->wordless) ? MA_OK : ma_fail_nomem(err);
}

ma_rc ma_twice_had(struct ma_twice_look *l, const struct ma_twice_one *one, struct ma_str key,
	bool *out, ma_err *err)
{
	struct ma_reach was;
	bool found = false;
	ma_rc rc = MA_OK;

	*out = false;
	if (one->file->before.n > 0)
		rc = read_reach(l, one->reach.path, one->file->before, &was, &found, err);
	if (rc || !found)
		return rc;
	*out = ma_map_has(&was.names, key);
	ma_reach_done(&was);
	return MA_OK;
}

ma_rc ma_twice_say(struct ma_twice_look *l, struct ma_twice_one *mine, struct ma_str key,
	const struct ma_definition *d, struct ma_str what, ma_err *err)
{
	struct ma_finding found = { .line = 0 };
	char *copy = ma_arena_dup(l->arena, what);

	if (!copy || !ma_map_put(&mine->told, key, l))
		return ma_fail_nomem(err);
	if (d)
		ma_check_place(mine->text, d->at, &found.line, &found.column);
	found.what = ma_str(copy);
	return l->tell(l->data, (size_t)(mine->file - l->files), &found, err);
}

static ma_rc say_twice(struct ma_twice_look *l, struct ma_twice_one *mine,
	const struct ma_twice_one *other, struct ma_str key, ma_err *err)
{
	const struct ma_definition *d = ma_map_get(&mine->reach.names, key);
	const struct ma_definition *there = ma_map_get(&other->reach.names, key);
	struct ma_buf what = MA_BUF_INIT(WHAT_MAX);
	size_t line = 0, column;
	ma_rc rc;

	ma_check_place(other->text, there->at, &line, &column);
	if (ma_str_ends(mine->reach.path, ".rs"))
		ma_buf_addf(&what, MA_STR_FMT " is there, too: the module is in one of them",
			MA_STR_ARG(other->reach.path));
	else
		ma_buf_addf(&what,
			"\"" MA_STR_FMT "\" is defined on line %zu of " MA_STR_FMT
			", too, and both are %s",
			MA_STR_ARG(ma_str_clip(d->name, 200)), line, MA_STR_ARG(other->reach.path),
			mine->reach.linked ? "linked together" : "of one package");
	rc = what.rc == MA_ELIMIT ? MA_OK : ma_buf_check(&what, err);
	if (!rc && !what.rc)
		rc = ma_twice_say(
			l, mine, key, ma_str_is(key, "module") ? NULL : d, ma_buf_str(&what), err);
	ma_buf_done(&what);
	return rc;
}

static ma_rc compare(struct ma_twice_look *l, struct ma_twice_one *mine,
	const struct ma_twice_one *other, ma_err *err)
{
	ma_rc rc = MA_OK;
	bool had;
	size_t i;

	if (!ma_reach_meets(&mine->reach, &other->reach))
		return MA_OK;
	for (i = 0; i < mine->reach.names.n && !rc; i++) {
		struct ma_str key = mine->reach.names.entries[i].key;

		if (!ma_map_has(&other->reach.names, key) || ma_map_has(&mine->told, key))
			continue;
		rc = ma_twice_had(l, mine, key, &had, err);
		if (!rc && !had)
			rc = say_twice(l, mine, other, key, err);
	}
	return rc;
}

struct beside {
	struct ma_twice_look *l;
	struct ma_twice_one *mine;
};

static ma_rc look_at_one(void *data, struct ma_str path, ma_err *err)
{
	const struct beside *b = data;
	struct ma_twice_one *other = NULL;
	ma_rc rc = MA_OK;

	if (ma_str_eq(ma_path_ext(path), ma_path_ext(b->mine->reach.path)))
		rc = ma_twice_other(b->l, path, false, &other, err);
	return rc || !other ? rc : compare(b->l, b->mine, other, err);
}

/* "a.rs" and "a/mod.rs". */
static ma_rc look_at_module(struct beside *b, ma_err *err)
{
	struct ma_str path = b->mine->reach.path;
	bool is_mod = ma_str_ends(path, "/mod.rs");
	struct ma_buf other = MA_BUF_INIT(WHAT_MAX);
	ma_rc rc;

	ma_buf_addv(&other, ma_str_n(path.p, path.n - (is_mod ? strlen("/mod.rs") : strlen(".rs"))));
	ma_buf_adds(&other, is_mod ? ".rs" : "/mod.rs");
	rc = ma_buf_check(&other, err);
	if (!rc) {
		struct ma_twice_one *there = NULL;

		rc = ma_twice_other(b->l, ma_buf_str(&other), true, &there, err);
		if (!rc && there)
			rc = compare(b->l, b->mine, there, err);
	}
	ma_buf_done(&other);
	return rc;
}

static ma_rc look_beside(struct ma_twice_look *l, struct ma_twice_one *mine, ma_err *err)
{
	struct beside b = { l, mine };

	if (mine->reach.scope.n == 0)
		return MA_OK;
	if (ma_str_ends(mine->reach.path, ".rs"))
		return look_at_module(&b, err);
	return l->tree->list
		? l->tree->list(l->tree->data, ma_path_dir(mine->reach.path), look_at_one, &b, err)
		: MA_OK;
}

static bool take_words(struct ma_twice_look *l, const struct ma_reach *r)
{
	const struct ma_definition *d;
	size_t i;

	for (i = 0; i < r->names.n; i++) {
		d = r->names.entries[i].value;
		if (!ma_map_put(&l->words, bare(d->name), l))
			return false;
	}
	return true;
}

static ma_rc take_files(struct ma_twice_look *l, ma_err *err)
{
	ma_rc rc = MA_OK;
	size_t i;

	l->mine = ma_arena_new_n(l->arena, struct ma_twice_one, l->n);
	if (!l->mine && l->n > 0)
		return ma_fail_nomem(err);
	for (i = 0; i < l->n && !rc; i++) {
		const struct ma_twice_file *f = &l->files[i];
		struct ma_twice_one *one = &l->mine[i];

		*one = (struct ma_twice_one){ .file = f,
			.text = f->after,
			.reach = { .path = f->path, .names = MA_MAP_INIT },
			.told = MA_MAP_INIT };
		if (!f->gone && f->defined)
			rc = ma_reach_read(
				f->path, f->after, f->defined, l->arena, &one->reach, err);
		if (!rc &&
			(!take_words(l, &one->reach) || !ma_map_put(&l->by_path, f->path, one) ||
				(one->reach.modules &&
					!ma_map_put(&l->by_module, ma_reach_module(f->path), one))))
			rc = ma_fail_nomem(err);
	}
	return rc;
}

static void look_done(struct ma_twice_look *l)
{
	struct ma_twice_one *one;
	size_t i;

	for (i = 0; l->mine && i < l->n; i++) {
		ma_reach_done(&l->mine[i].reach);
		ma_map_done(&l->mine[i].told);
	}
	for (i = 0; i < l->others.n; i++) {
		one = l->others.entries[i].value;
		if (one && one != &l->wordless)
			ma_reach_done(&one->reach);
	}
	ma_map_done(&l->by_path);
	ma_map_done(&l->by_module);
	ma_map_done(&l->words);
	ma_map_done(&l->others);
}

ma_rc ma_twice(const struct ma_twice_file *files, size_t n, const struct ma_twice_tree *tree,
	struct ma_syntax *syntax, struct ma_arena *arena, ma_twice_tell_fn *tell, void *data,
	ma_err *err)
{
	struct ma_twice_look l = { .tree = tree,
		.syntax = syntax,
		.arena = arena,
		.files = files,
		.n = n,
		.by_path = MA_MAP_INIT,
		.by_module = MA_MAP_INIT,
		.words = MA_MAP_INIT,
		.others = MA_MAP_INIT,
		.left = MA_TWICE_READ_MAX,
		.tell = tell,
		.data = data };
	ma_rc rc = take_files(&l, err);
	size_t i, k;

	for (i = 0; i < n && !rc; i++) {
		for (k = 0; k < i && !rc; k++)
			rc = compare(&l, &l.mine[i], &l.mine[k], err);
		if (!rc)
			rc = look_beside(&l, &l.mine[i], err);
	}
	if (!rc)
		rc = ma_twice_modules(&l, err);
	look_done(&l);
	return rc;
}
