/* Definitions, by the rules of each language. */
#include "vcs/definitions.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/map.h"
#include "vcs/definitions_rules.h"

#define KEY_MAX 4096
#define LABEL_MAX 120

struct reader {
	const struct ma_tree_sitter *ts;
	const struct ma_definition_rules *rules;
	struct ma_str text;
	struct ma_arena *arena;
	struct ma_definitions *out;
	struct ma_map scopes; /* -> how many have been of this label */
	bool nomem;
};

/* Where a node stands. */
struct place {
	struct ma_str scope;
	TSNode outer;   /* the node that it stands in */
	bool elsewhere; /* it is for another configuration: #[cfg(...)] */
	unsigned depth;
};

static void visit(struct reader *r, TSNode node, const struct place *at);

static struct ma_str text_of(const struct reader *r, TSNode node)
{
	uint32_t from = r->ts->node_start_byte(node), end = r->ts->node_end_byte(node);

	return ma_str_n(r->text.p + from, end - from);
}

static bool is_type(const struct reader *r, TSNode node, const char *type)
{
	return !r->ts->node_is_null(node) && strcmp(r->ts->node_type(node), type) == 0;
}

static TSNode field(const struct reader *r, TSNode node, struct ma_str name)
{
	return ma_syntax_field(r->ts, node, name);
}

static bool has_child(const struct reader *r, TSNode node, const char *type)
{
	uint32_t n = r->ts->node_child_count(node), i;

	for (i = 0; i < n && i < 16; i++)
		if (is_type(r, r->ts->node_child(node, i), type))
			return true;
	return false;
}

static const struct ma_definition_rule *rule_of(const struct reader *r, TSNode node)
{
	size_t i;

	for (i = 0; i < r->rules->n; i++)
		if (is_type(r, node, r->rules->v[i].type))
			return &r->rules->v[i];
	return NULL;
}

/* By a rule's name: "a|b", "a*", "". */
static TSNode name_node(const struct reader *r, TSNode node, struct ma_str path)
{
	TSNode found = { .id = NULL }, inner;
	struct ma_str one;

	if (path.n == 0)
		return node;
	if (ma_str_ends(path, "*")) {
		path.n--;
		while (inner = field(r, node, path), !r->ts->node_is_null(inner))
			node = inner;
		return node;
	}
	while (r->ts->node_is_null(found) && ma_str_cut(&path, '|', &one))
		found = field(r, node, one);
	return found;
}

/* What leaves a definition the only one of its name. */
static bool is_plain_decorator(struct ma_str decorator)
{
	static const char *const plain[] = { "staticmethod", "classmethod", "property",
		"cached_property", "abstractmethod", "contextmanager", "asynccontextmanager",
		"wraps", "lru_cache", "cache", "dataclass", "fixture", "final", "override" };
	struct ma_str name, part;

	(void)ma_str_cut(&decorator, '#',
		&name); /* a comment may stand behind it; it is not empty: there is an "@" */
	(void)ma_str_cut(&name, '(', &part);
	name = ma_str_trim(part);
	while (ma_str_cut(&name, '.', &part))
		;
	part = ma_str_trim(part);
	if (ma_str_starts(part, "@"))
		part = ma_str_trim(ma_str_from(part, 1));
	return MA_STR_AMONG(part, plain);
}

/*
 * "@overload", "@x.setter", "@app.route("/")": the next one of the name is no second one, as the first is kept elsewhere. What a
 * decorator does that is not known may be that.
 */
static bool allows_more(const struct reader *r, TSNode decorated)
{
	uint32_t n = r->ts->node_child_count(decorated), i;
	TSNode child;

	for (i = 0; i < n && i < 64; i++) {
		child = r->ts->node_child(decorated, i);
		if (is_type(r, child, "decorator") && !is_plain_decorator(text_of(r, child)))
			return true;
	}
	return false;
}

/* "DEFINE(int, name) { … }": whatever it defines, it is not that. */
static bool is_macro(const struct reader *r, TSNode node, TSNode name)
{
	struct ma_str text = text_of(r, name);
	size_t i;

	if (!is_type(r, node, "function_definition") || strcmp(r->rules->language, "c") != 0)
		return false;
	for (i = 0; i < text.n; i++)
		if (text.p[i] >= 'a' && text.p[i] <= 'z')
			return false;
	return true;
}

static bool counts(const struct reader *r, TSNode node, const struct ma_definition_rule *rule,
	const struct place *at)
{
	TSNode name = name_node(r, node, ma_str(rule->name));

	switch (rule->only) {
	case MA_IF_ALWAYS:
		return true;
	case MA_IF_BODY:
		return !r->ts->node_is_null(field(r, node, MA_STR("body")));
	case MA_IF_PLAIN:
		return is_type(r, name, "identifier") && !is_macro(r, node, name);
	case MA_IF_VALUE:
		return !has_child(r, node, "type") && !has_child(r, node, "typeof");
	case MA_IF_IMPORTED:
		return is_type(r, at->outer, "import_clause");
	case MA_IF_DECORATED:
		if (ma_str_is(text_of(r, name), "_"))
			return false;
		return !is_type(r, at->outer, "decorated_definition") || !allows_more(r, at->outer);
	case MA_IF_ANY_NAME:
		return true; /* by the name itself */
	}
	return true;
}

/* "String a[]" is a "String[] a". */
static void add_dimensions(const struct reader *r, TSNode param, struct ma_buf *out)
{
	TSNode dimensions = field(r, param, MA_STR("dimensions"));
	struct ma_str text;

	if (r->ts->node_is_null(dimensions))
		return;
	for (text = text_of(r, dimensions); text.n > 0; text = ma_str_from(text, 1))
		if (text.p[0] == '[' || text.p[0] == ']')
			ma_buf_addc(out, text.p[0]);
}

/* "int a, final List<B> c" becomes "int,List<B>". */
static void add_types(const struct reader *r, TSNode params, struct ma_buf *out)
{
	uint32_t n = r->ts->node_child_count(params), i;
	struct ma_str type;
	TSNode node, param;
	size_t k, first = out->n;

	for (i = 0; i < n && i < 256; i++) {
		node = r->ts->node_child(params, i);
		if (!r->ts->node_is_named(node) || r->ts->node_is_extra(node))
			continue;
		param = node;
		if (out->n > first)
			ma_buf_addc(out, ',');
		if (is_type(r, node, "spread_parameter"))
			ma_buf_adds(out, "...");
		else if (!r->ts->node_is_null(field(r, node, MA_STR("type"))))
			node = field(r, node, MA_STR("type"));
		type = text_of(r, node);
		for (k = 0; k < type.n; k++)
			if (!isspace((unsigned char)type.p[k]))
				ma_buf_addc(out, type.p[k]);
		add_dimensions(r, param, out);
	}
}

/* The type of "(s *Stack[T])". */
static void add_receiver(const struct reader *r, TSNode receiver, struct ma_buf *out)
{
	struct ma_str text = text_of(r, receiver), bare;
	size_t end;

	text = ma_str_trim(text);
	if (text.n >= 2)
		text = ma_str_n(text.p + 1, text.n - 2);
	(void)ma_str_cut(&text, '[', &bare); /* an empty one stays empty */
	for (end = bare.n; end > 0 &&
		(isalnum((unsigned char)bare.p[end - 1]) || bare.p[end - 1] == '_' ||
			bare.p[end - 1] & 0x80);)
		end--;
	ma_buf_addv(out, ma_str_from(bare, end));
	ma_buf_addc(out, '.');
}

/* "<T extends A>": one of the same parameters with another bound is another one, as what is left of T is the bound. */
static void add_bounds(const struct reader *r, TSNode node, struct ma_buf *out)
{
	TSNode bounds = field(r, node, MA_STR("type_parameters"));

	if (!r->ts->node_is_null(bounds) && ma_str_find(text_of(r, bounds), MA_STR("extends")) >= 0)
		ma_buf_addv(out, text_of(r, bounds));
}

static void add_shown(const struct reader *r, TSNode node, TSNode name,
	const struct ma_definition_rule *rule, struct ma_buf *out)
{
	static const char *const modifiers[] = { "static", "get", "set" };
	TSNode of;
	size_t i;

	for (i = 0; rule->space[0] == 'm' && i < MA_COUNT(modifiers); i++)
		if (has_child(r, node, modifiers[i]))
			ma_buf_addf(out, "%s ", modifiers[i]);
	of = rule->with ? field(r, node, ma_str(rule->with)) : (TSNode){ .id = NULL };
	if (!r->ts->node_is_null(of))
		add_receiver(r, of, out);
	ma_buf_addv(out, text_of(r, name));
	of = rule->params ? field(r, node, ma_str(rule->params)) : (TSNode){ .id = NULL };
	if (r->ts->node_is_null(of))
		return;
	add_bounds(r, node, out);
	ma_buf_addc(out, '(');
	add_types(r, of, out);
	ma_buf_addc(out, ')');
}

static struct ma_definition *grow(struct reader *r)
{
	struct ma_definitions *d = r->out;
	size_t cap = d->cap ? 2 * d->cap : 32;
	struct ma_definition *more;

	if (d->n < d->cap)
		return &d->v[d->n++];
	more = ma_arena_new_n(r->arena, struct ma_definition, cap);
	if (!more)
		return NULL;
	if (d->n > 0)
		memcpy(more, d->v, d->n * sizeof(*more));
	d->v = more;
	d->cap = cap;
	return &d->v[d->n++];
}

static void add(struct reader *r, TSNode node, TSNode name, const struct ma_definition_rule *rule,
	const struct place *at)
{
	struct ma_buf key = MA_BUF_INIT(KEY_MAX);
	struct ma_definition *d;
	const char *space;
	size_t head;
	char *copy;

	for (space = rule->space; *space; space++) {
		ma_buf_clear(&key);
		ma_buf_addv(&key, at->scope);
		ma_buf_addf(&key, "|%c ", *space);
		head = key.n;
		add_shown(r, node, name, rule, &key);
		if (key.rc == MA_ELIMIT)
			break; /* nobody writes such a name twice */
		copy = key.rc ? NULL : ma_arena_dup(r->arena, ma_buf_str(&key));
		d = copy ? grow(r) : NULL;
		r->nomem |= !d;
		if (d)
			*d = (struct ma_definition){ ma_str_n(copy, key.n),
				ma_str_n(copy + head, key.n - head), r->ts->node_start_byte(name),
				rule->kind };
	}
	ma_buf_done(&key);
}

static void define(struct reader *r, TSNode node, const struct ma_definition_rule *rule,
	const struct place *at)
{
	TSNode name = name_node(r, node, ma_str(rule->name));
	struct ma_str text;

	if (r->ts->node_is_null(name))
		return;
	text = text_of(r, name);
	if (rule->only == MA_IF_ANY_NAME && (ma_str_is(text, "_") || ma_str_is(text, "init")))
		return;
	if (text.n > 0)
		add(r, node, name, rule, at);
}

/* Of several names in one node: ".identifier". */
static void define_each(struct reader *r, TSNode node, const struct ma_definition_rule *rule,
	const struct place *at)
{
	struct ma_definition_rule one = *rule;
	uint32_t n = r->ts->node_child_count(node), i;

	one.name = "";
	for (i = 0; i < n && i < 256; i++)
		if (is_type(r, r->ts->node_child(node, i), rule->name + 1))
			define(r, r->ts->node_child(node, i), &one, at);
}

/* A scope's name is that of the one around it and how it begins, and of several its number. False: memory is out. */
static bool name_scope(struct reader *r, TSNode node, struct ma_str outer, struct ma_str *out)
{
	struct ma_buf name = MA_BUF_INIT(KEY_MAX);
	struct ma_str rest = text_of(r, node), line = MA_STR("");
	uintptr_t n;
	char *copy;

	(void)ma_str_line(&rest, &line); /* an empty one has none */
	ma_buf_addv(&name, outer);
	ma_buf_addc(&name, '/');
	ma_buf_addv(&name, ma_str_clip(line, LABEL_MAX));
	n = name.rc ? 0 : (uintptr_t)ma_map_get(&r->scopes, ma_buf_str(&name)) + 1;
	/* The counts are kept where pointers are. */
	if (!name.rc && !ma_map_put(&r->scopes, ma_buf_str(&name), (void *)n))
		name.rc = MA_ENOMEM;
	if (n > 1)
		ma_buf_addf(&name, "#%zu", (size_t)n);
	copy = name.rc ? NULL : ma_arena_dup(r->arena, ma_buf_str(&name));
	*out = ma_str(copy);
	ma_buf_done(&name);
	return copy;
}

/* Rust's attributes stand in front of what they are about. */
static bool is_cfg(const struct reader *r, TSNode node)
{
	return is_type(r, node, "attribute_item") &&
		ma_str_find(text_of(r, node), MA_STR("cfg")) >= 0;
}

static void visit_children(struct reader *r, TSNode node, struct ma_str scope, unsigned depth)
{
	struct place at = { scope, node, false, depth };
	TSTreeCursor cursor = r->ts->tree_cursor_new(node);
	TSNode child;
	bool more;

	for (more = r->ts->tree_cursor_goto_first_child(&cursor); more && !r->nomem;
		more = r->ts->tree_cursor_goto_next_sibling(&cursor)) {
		child = r->ts->tree_cursor_current_node(&cursor);
		if (!r->ts->node_is_named(child) || r->ts->node_is_extra(child))
			continue;
		if (is_type(r, child, "attribute_item")) {
			at.elsewhere |= is_cfg(r, child);
			continue;
		}
		visit(r, child, &at);
		at.elsewhere = false;
	}
	r->ts->tree_cursor_delete(&cursor);
}

static void enter(struct reader *r, TSNode node, const char *within, const struct place *at)
{
	TSNode inside = within ? field(r, node, ma_str(within)) : node;
	struct ma_str scope;

	if (r->ts->node_is_null(inside) || at->depth >= MA_DEFINITIONS_DEPTH)
		return;
	if (name_scope(r, node, at->scope, &scope))
		visit_children(r, inside, scope, at->depth + 1);
	else if (at->scope.n + LABEL_MAX < KEY_MAX)
		r->nomem = true;
}

static void go_on(struct reader *r, TSNode node, const char *within, const struct place *at)
{
	const struct place inner = { at->scope, node, at->elsewhere, at->depth + 1 };
	TSNode next;

	if (at->depth >= MA_DEFINITIONS_DEPTH)
		return;
	if (!within) {
		visit_children(r, node, at->scope, at->depth + 1);
		return;
	}
	next = field(r, node, ma_str(within));
	if (!r->ts->node_is_null(next))
		visit(r, next, &inner);
}

static void visit(struct reader *r, TSNode node, const struct place *at)
{
	const struct ma_definition_rule *rule = rule_of(r, node);

	if (!rule || at->elsewhere || !counts(r, node, rule, at))
		return;
	switch (rule->does) {
	case MA_DEFINES_NAME:
		(rule->name[0] == '.' ? define_each : define)(r, node, rule, at);
		if (rule->within)
			enter(r, node, rule->within, at);
		break;
	case MA_DEFINES_SCOPE:
		enter(r, node, rule->within, at);
		break;
	case MA_DEFINES_WITHIN:
		go_on(r, node, rule->within, at);
		break;
	}
}

ma_rc ma_definitions_read(const struct ma_syntax_tree *tree, const struct ma_language *language,
	struct ma_str text, struct ma_arena *arena, struct ma_definitions *out, ma_err *err)
{
	struct ma_definitions found = { .v = NULL };
	struct reader r = { .ts = tree->ts,
		.rules = ma_definition_rules_of(ma_language_name(language)),
		.text = text,
		.arena = arena,
		.out = &found };

	if (!r.rules)
		return ma_fail(err, MA_EUNAVAILABLE, "nothing is known of definitions in %s",
			ma_language_name(language));
	visit_children(&r, tree->ts->tree_root_node(tree->tree), MA_STR(""), 0);
	ma_map_done(&r.scopes);
	if (r.nomem)
		return ma_fail_nomem(err);
	*out = found;
	return MA_OK;
}

/* Interfaces of one name are one, a class may have an interface of its name, and an enum may go on. */
bool ma_definitions_clash(const struct ma_definition *a, const struct ma_definition *b)
{
	bool types = (a->kind == 'i' || a->kind == 'c') && (b->kind == 'i' || b->kind == 'c');

	if (types && (a->kind == 'i' || b->kind == 'i'))
		return false;
	return a->kind != 'e' || b->kind != 'e';
}
