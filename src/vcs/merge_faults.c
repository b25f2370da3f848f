/*
 * What is wrong in a merge and in neither side: first what a check of any file finds (vcs/check.h), then
 * one name that both sides added, each at its place, where there may be one: lines and items go together, and of the two the last one
 * counts, or no compiler takes them. By the syntax tree, wherever a list stands, in bodies of functions too.
 *
 *   lists   members of one literal, one call, one switch, one type
 *   sorts   what two kinds of things share: a macro of C and what is declared; a field and a method of one type of Go
 *   fields  with and without a default, in one class of Python whose fields are parameters
 *   anchors of one YAML file
 *
 * It is told by its name: a name that stands twice in more lists of the merge than in those of either side.
 */
#include "vcs/merge_parts.h"

#include "base/map.h"
#include "vcs/check.h"

#define KEY_MAX 4096
#define FIELDS_MAX 64    /* of one class; others are not compared */
#define MEMBERS_MAX 1000 /* of one class that are looked at: to find the n-th takes n steps */
#define SORT_FIRST 1u
#define SORT_SECOND 2u

/* A node whose children of one type have names: a field, "" the child itself, "." its first child, "declarator*" the innermost of these fields. */
struct list_rule {
	const char *language, *list, *member, *name;
};

#define ECMA(list, member, name)                                                    \
	{ "javascript", list, member, name }, { "typescript", list, member, name }, \
	{                                                                           \
		"tsx", list, member, name                                           \
	}

static const struct list_rule rules[] = {
	ECMA("object", "pair", "key"),
	ECMA("object", "method_definition", "name"),
	ECMA("object", "shorthand_property_identifier", ""),
	ECMA("switch_body", "switch_case", "value"),
	ECMA("enum_body", "enum_assignment", "name"),
	ECMA("enum_body", "property_identifier", ""),
	ECMA("interface_body", "property_signature", "name"),
	ECMA("object_type", "property_signature", "name"),
	ECMA("jsx_opening_element", "jsx_attribute", "."),
	ECMA("jsx_self_closing_element", "jsx_attribute", "."),
	{ "python", "dictionary", "pair", "key" },
	{ "python", "argument_list", "keyword_argument", "name" },
	{ "go", "literal_value", "keyed_element", "." },
	{ "go", "field_declaration_list", "field_declaration", "name" },
	{ "go", "expression_switch_statement", "expression_case", "value" },
	{ "rust", "field_declaration_list", "field_declaration", "name" },
	{ "rust", "field_initializer_list", "field_initializer", "." },
	{ "rust", "field_initializer_list", "shorthand_field_initializer", "." },
	{ "rust", "enum_variant_list", "enum_variant", "name" },
	{ "c", "field_declaration_list", "field_declaration", "declarator*" },
	{ "c", "enumerator_list", "enumerator", "name" },
	{ "c", "initializer_list", "initializer_pair", "designator" },
	{ "c", "compound_statement", "case_statement", "value" },
};

struct tally {
	size_t again;   /* how often it stands in a list that has it already */
	unsigned sorts; /* that it is of */
	size_t pairs;   /* of two fields, of which one has a default */
};

struct known_type {
	const char *name;
	bool is_list;
};

struct reader {
	const struct ma_tree_sitter *ts;
	const char *language;
	struct known_type known[64];
	const struct list_rule *rules[MA_COUNT(rules)]; /* of the language */
	size_t rules_n;
	struct ma_str text;
	struct ma_arena *arena;
	struct ma_map *out; /* name -> struct tally */
	bool nomem;
};

static struct ma_str text_of(const struct reader *r, TSNode node)
{
	uint32_t from = r->ts->node_start_byte(node), end = r->ts->node_end_byte(node);

	return ma_str_n(r->text.p + from, end - from);
}

static bool is_type(const struct reader *r, TSNode node, const char *type)
{
	return !r->ts->node_is_null(node) && strcmp(r->ts->node_type(node), type) == 0;
}

static TSNode field(const struct reader *r, TSNode node, const char *name)
{
	return ma_syntax_field(r->ts, node, ma_str(name));
}

static struct tally *tally_of(struct reader *r, struct ma_str name)
{
	struct tally *t = ma_map_get(r->out, name);

	if (!t && (t = ma_arena_new(r->arena, struct tally)) && !ma_map_put(r->out, name, t))
		t = NULL;
	r->nomem |= !t;
	return t;
}

static void sort(struct reader *r, struct ma_str owner, struct ma_str name, unsigned which)
{
	struct ma_buf key = MA_BUF_INIT(KEY_MAX);
	struct tally *t;

	ma_buf_addv(&key, owner);
	ma_buf_addv(&key, name);
	if (!key.rc && name.n > 0 && (t = tally_of(r, ma_buf_str(&key))))
		t->sorts |= which;
	r->nomem |= key.rc == MA_ENOMEM;
	ma_buf_done(&key);
}

static TSNode innermost(const struct reader *r, TSNode node)
{
	TSNode inner;

	while (inner = field(r, node, "declarator"), !r->ts->node_is_null(inner))
		node = inner;
	return node;
}

static TSNode name_node(const struct reader *r, TSNode member, const char *name)
{
	if (!*name)
		return member;
	if (strcmp(name, ".") == 0)
		return r->ts->node_child(member, 0);
	return strcmp(name, "declarator*") == 0 ? innermost(r, member) : field(r, member, name);
}

/* Without quotes; in Python a text is no name. */
static struct ma_str bare(const struct reader *r, struct ma_str name, const char **mark_out)
{
	bool quoted = name.n >= 2 && strchr("\"'", name.p[0]) && name.p[name.n - 1] == name.p[0];

	*mark_out = quoted && strcmp(r->language, "python") == 0 ? "'" : "";
	return quoted ? ma_str_n(name.p + 1, name.n - 2) : name;
}

/* "get " or "set ", as both may stand there. */
static const char *accessor(const struct reader *r, TSNode member)
{
	struct ma_str text = text_of(r, member);

	if (!is_type(r, member, "method_definition"))
		return "";
	return ma_str_starts(text, "get ") ? "get " : ma_str_starts(text, "set ") ? "set " : "";
}

static void see(struct reader *r, TSNode member, const struct list_rule *rule, struct ma_map *seen)
{
	struct ma_buf key = MA_BUF_INIT(KEY_MAX);
	TSNode node = name_node(r, member, rule->name);
	struct ma_str name;
	const char *mark;
	struct tally *t;

	if (r->ts->node_is_null(node))
		return;
	name = bare(r, text_of(r, node), &mark);
	ma_buf_addf(&key, "%s%s", accessor(r, member), mark);
	ma_buf_addv(&key, name);
	if (!key.rc && ma_map_has(seen, ma_buf_str(&key)) && (t = tally_of(r, name)))
		t->again++;
	r->nomem |= key.rc == MA_ENOMEM || (!key.rc && !ma_map_put(seen, ma_buf_str(&key), r));
	ma_buf_done(&key);
}

static void look_at_member(struct reader *r, const char *list, TSNode member, struct ma_map *seen)
{
	size_t i;

	for (i = 0; i < r->rules_n; i++)
		if (strcmp(r->rules[i]->list, list) == 0 && is_type(r, member, r->rules[i]->member))
			see(r, member, r->rules[i], seen);
}

static void look_at_list(struct reader *r, TSNode list)
{
	const char *type = r->ts->node_type(list);
	TSTreeCursor at = r->ts->tree_cursor_new(list);
	struct ma_map seen = MA_MAP_INIT;
	bool more;

	for (more = r->ts->tree_cursor_goto_first_child(&at); more && !r->nomem;
		more = r->ts->tree_cursor_goto_next_sibling(&at))
		look_at_member(r, type, r->ts->tree_cursor_current_node(&at), &seen);
	r->ts->tree_cursor_delete(&at);
	ma_map_done(&seen);
}

/* A type's name is one text of the grammar: it is compared once. */
static bool is_list(struct reader *r, const char *type)
{
	struct known_type *known = &r->known[((uintptr_t)type >> 3) % MA_COUNT(r->known)];
	size_t i;

	if (known->name == type)
		return known->is_list;
	*known = (struct known_type){ type, false };
	for (i = 0; i < r->rules_n && !known->is_list; i++)
		known->is_list = strcmp(r->rules[i]->list, type) == 0;
	return known->is_list;
}

/* Macros, and what is declared or defined with a name of its own. */
static void sort_c(struct reader *r, TSNode node)
{
	static const char *const declares[] = { "declaration", "function_definition",
		"init_declarator", "function_declarator" };
	TSNode name;
	size_t i;

	if (is_type(r, node, "preproc_def") || is_type(r, node, "preproc_function_def"))
		sort(r, MA_STR(""), text_of(r, field(r, node, "name")), SORT_FIRST);
	for (i = 0; i < MA_COUNT(declares); i++) {
		name = innermost(r, node);
		if (is_type(r, node, declares[i]) && is_type(r, name, "identifier"))
			sort(r, MA_STR(""), text_of(r, name), SORT_SECOND);
	}
}

/* "Stack." of "(s *Stack[T])". */
static struct ma_str receiver_of(const struct reader *r, TSNode method)
{
	TSNode node = field(r, method, "receiver");
	struct ma_str text = MA_STR(""), bare_type;
	size_t from;

	if (!r->ts->node_is_null(node))
		text = text_of(r, node);
	(void)ma_str_cut(&text, '[', &bare_type); /* an empty one stays empty */
	while (bare_type.n > 0 && strchr(") \t", bare_type.p[bare_type.n - 1]))
		bare_type.n--;
	for (from = bare_type.n; from > 0 && !strchr("( \t*", bare_type.p[from - 1]);)
		from--;
	return ma_str_from(bare_type, from);
}

static void sort_fields(struct reader *r, struct ma_str type, TSNode fields)
{
	TSTreeCursor at = r->ts->tree_cursor_new(fields);
	TSNode node;
	bool more;

	for (more = r->ts->tree_cursor_goto_first_child(&at); more;
		more = r->ts->tree_cursor_goto_next_sibling(&at)) {
		node = r->ts->tree_cursor_current_node(&at);
		node = is_type(r, node, "field_declaration") ? field(r, node, "name") : node;
		if (is_type(r, node, "field_identifier"))
			sort(r, type, text_of(r, node), SORT_FIRST);
	}
	r->ts->tree_cursor_delete(&at);
}

static void sort_go(struct reader *r, TSNode node)
{
	TSNode name = field(r, node, "name"), type = field(r, node, "type");
	uint32_t i;

	if (is_type(r, node, "method_declaration") && !r->ts->node_is_null(name))
		sort(r, receiver_of(r, node), text_of(r, name), SORT_SECOND);
	if (!is_type(r, node, "type_spec") || !is_type(r, type, "struct_type"))
		return;
	for (i = 0; i < r->ts->node_child_count(type) && i < 4; i++)
		if (is_type(r, r->ts->node_child(type, i), "field_declaration_list"))
			sort_fields(r, text_of(r, name), r->ts->node_child(type, i));
}

/* A field without a default and one with: which of the two comes first means something. */
static void pair(struct reader *r, TSNode one, TSNode other)
{
	bool has = !r->ts->node_is_null(field(r, one, "right"));
	TSNode without = has ? other : one, with = has ? one : other;
	struct ma_buf key = MA_BUF_INIT(KEY_MAX);
	struct tally *t;
	char *copy;

	if (has == !r->ts->node_is_null(field(r, other, "right")))
		return;
	ma_buf_addv(&key, text_of(r, field(r, without, "left")));
	ma_buf_adds(&key, "\" and \"");
	ma_buf_addv(&key, text_of(r, field(r, with, "left")));
	copy = key.rc ? NULL : ma_arena_dup(r->arena, ma_buf_str(&key));
	if (copy && (t = tally_of(r, ma_str(copy))))
		t->pairs++;
	r->nomem |= key.rc == MA_ENOMEM || (!key.rc && !copy);
	ma_buf_done(&key);
}

/* "x: int" and "y: int = 0", the parameters of what makes one of the class. */
static void look_at_fields(struct reader *r, TSNode body)
{
	TSNode fields[FIELDS_MAX], node;
	uint32_t n = r->ts->node_child_count(body), i;
	size_t used = 0, k;

	for (i = 0; i < n && i < MEMBERS_MAX && used < FIELDS_MAX; i++) {
		node = r->ts->node_child(body, i);
		if (r->ts->node_child_count(node) > 0)
			node = r->ts->node_child(node, 0);
		if (!is_type(r, node, "assignment") || r->ts->node_is_null(field(r, node, "type")))
			continue;
		for (k = 0; k < used; k++)
			pair(r, fields[k], node);
		fields[used++] = node;
	}
}

/* Classes whose fields are parameters, in their order. */
static void look_at_class(struct reader *r, TSNode node)
{
	TSNode class = field(r, node, "definition"), base;

	if (is_type(r, node, "decorated_definition") && is_type(r, class, "class_definition") &&
		ma_str_find(ma_str_clip(text_of(r, node), 200), MA_STR("dataclass")) >= 0)
		look_at_fields(r, field(r, class, "body"));
	base = field(r, node, "superclasses");
	if (is_type(r, node, "class_definition") && !r->ts->node_is_null(base) &&
		ma_str_find(text_of(r, base), MA_STR("NamedTuple")) >= 0)
		look_at_fields(r, field(r, node, "body"));
}

static void look_at(struct reader *r, TSNode node)
{
	if (is_list(r, r->ts->node_type(node)))
		look_at_list(r, node);
	if (strcmp(r->language, "c") == 0)
		sort_c(r, node);
	else if (strcmp(r->language, "go") == 0)
		sort_go(r, node);
	else if (strcmp(r->language, "python") == 0)
		look_at_class(r, node);
}

static void walk(struct reader *r, const struct ma_syntax_tree *tree)
{
	const struct ma_tree_sitter *ts = tree->ts;
	TSTreeCursor at = ts->tree_cursor_new(ts->tree_root_node(tree->tree));
	bool more = true;
	size_t i;

	for (i = 0; i < MA_COUNT(rules); i++)
		if (strcmp(rules[i].language, r->language) == 0)
			r->rules[r->rules_n++] = &rules[i];
	while (more && !r->nomem) {
		look_at(r, ts->tree_cursor_current_node(&at));
		if (ts->tree_cursor_goto_first_child(&at))
			continue;
		while (more && !ts->tree_cursor_goto_next_sibling(&at))
			more = ts->tree_cursor_goto_parent(&at);
	}
	ts->tree_cursor_delete(&at);
}

/* "key: &name", "- &name", "[&name a]". */
static void read_anchors(struct reader *r)
{
	struct ma_str text = r->text;
	struct tally *t;
	size_t i, n;

	for (i = 1; i < text.n && !r->nomem; i++) {
		if (text.p[i] != '&' || !strchr(" \t\n[{,", text.p[i - 1]))
			continue;
		for (n = 0; i + 1 + n < text.n && !strchr(" \t\r\n,[]{}", text.p[i + 1 + n]);)
			n++;
		if (n > 0 && (t = tally_of(r, ma_str_n(text.p + i, n + 1))))
			t->again++;
	}
}

static ma_rc read_text(struct reader *r, struct ma_syntax *syntax, struct ma_str path,
	struct ma_str text, ma_err *err)
{
	const struct ma_language *language = ma_syntax_language_of(path, text);
	struct ma_syntax_tree tree = { .tree = NULL };
	ma_err why = { .code = MA_OK };
	ma_rc rc;

	r->text = text;
	if (language && syntax) {
		rc = ma_syntax_parse(syntax, language, text, &tree, &why);
		if (rc)
			return rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
		r->ts = tree.ts;
		r->language = ma_language_name(language);
		walk(r, &tree);
		ma_syntax_tree_done(&tree);
	} else if (ma_str_ends(path, ".yml") || ma_str_ends(path, ".yaml")) {
		read_anchors(r);
	}
	return r->nomem ? ma_fail_nomem(err) : MA_OK;
}

static size_t wrongs(const struct tally *t, struct ma_str name)
{
	size_t once = name.n > 0 && name.p[0] == '&'; /* an anchor is counted wherever it stands */

	return t ? (t->again > once ? t->again - once : 0) +
			(t->sorts == (SORT_FIRST | SORT_SECOND)) + t->pairs
		 : 0;
}

static bool is_wrong(const struct ma_map *names)
{
	size_t i;

	for (i = 0; i < names->n; i++)
		if (wrongs(names->entries[i].value, names->entries[i].key) > 0)
			return true;
	return false;
}

/* The first name that is there more often than either side has it; "" for none. */
static struct ma_str compare(const struct ma_map names[MA_SIDES_N])
{
	const struct ma_map *merged = &names[MA_BASE];
	struct ma_str name;
	size_t i, n;

	for (i = 0; i < merged->n; i++) {
		name = merged->entries[i].key;
		n = wrongs(merged->entries[i].value, name);
		if (n > wrongs(ma_map_get(&names[MA_OURS], name), name) &&
			n > wrongs(ma_map_get(&names[MA_THEIRS], name), name))
			return name;
	}
	return MA_STR("");
}

static ma_rc find_twice(const struct ma_merge_opts *opts, const struct ma_str side[MA_SIDES_N],
	struct ma_str merged, struct ma_arena *arena, const char **why_out, ma_err *err)
{
	struct ma_map names[MA_SIDES_N] = { MA_MAP_INIT, MA_MAP_INIT, MA_MAP_INIT };
	struct ma_buf line = MA_BUF_INIT(1024);
	struct ma_str name = MA_STR("");
	bool pairs;
	ma_rc rc = MA_OK;
	int s;

	/* The merge's own stand where the base's would: of the base none are asked for. */
	for (s = MA_BASE; s <= MA_THEIRS && !rc && (s == MA_BASE || is_wrong(&names[0])); s++) {
		struct reader r = { .language = "", .arena = arena, .out = &names[s] };

		rc = read_text(&r, opts->syntax, opts->path, s == MA_BASE ? merged : side[s], err);
	}
	if (!rc)
		name = compare(names);
	if (name.n > 0) {
		pairs = ((const struct tally *)ma_map_get(&names[MA_BASE], name))->pairs > 0;
		ma_buf_addf(&line, "\"" MA_STR_FMT "\" %s", MA_STR_ARG(ma_str_clip(name, 200)),
			pairs ? "are fields of one class from both sides, of which one has a default"
			      : "is there twice, by one side and the other");
		*why_out = line.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&line));
		rc = *why_out ? MA_OK : ma_fail_nomem(err);
	}
	for (s = 0; s < MA_SIDES_N; s++)
		ma_map_done(&names[s]);
	ma_buf_done(&line);
	return rc;
}

ma_rc ma_merge_faults(const struct ma_merge_opts *opts, const struct ma_str side[MA_SIDES_N],
	struct ma_str merged, struct ma_arena *arena, const char **why_out, ma_err *err)
{
	struct ma_findings found = { .count = 1 };
	ma_rc rc = MA_OK;
	int s;

	for (s = MA_OURS; s <= MA_THEIRS && !rc && found.count > 0; s++)
		rc = ma_check_file(opts->syntax, opts->path, side[s], merged, arena, &found, err);
	if (rc || found.count == 0)
		return rc ? rc : find_twice(opts, side, merged, arena, why_out, err);
	*why_out = "something is there twice, or is no longer right";
	return MA_OK;
}
