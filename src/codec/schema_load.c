/* Documents of schemas: their resources, anchors and dialects. */
#include "base/limits.h"
#include "codec/schema_compiler.h"
#include "codec/schema_uri.h"

#define SCHEMA_MAX MA_LIMIT_FILE
#define DIALECTS_MAX 8 /* a meta-schema has one of its own, and so on */

/* A schema that is to be scanned. */
struct found {
	uint32_t at;
	struct found *next;
};

struct scan {
	struct found *found;
	struct resource *resource; /* of the schema whose children are being noted */
	struct source *source;
};

static const struct vocabulary {
	const char *name;
	unsigned flags;
} vocabularies[] = {
	{ "core", VOCAB_CORE },
	{ "applicator", VOCAB_APPLICATOR },
	{ "unevaluated", VOCAB_UNEVALUATED },
	{ "validation", VOCAB_VALIDATION },
	{ "meta-data", VOCAB_METADATA },
	{ "format-annotation", VOCAB_FORMAT },
	{ "format-assertion", VOCAB_FORMAT | VOCAB_ASSERT },
	{ "content", VOCAB_CONTENT },
};

static const char *const dialect_uri = "https://json-schema.org/draft/2020-12/schema";

static bool put(struct compiler *c, struct ma_map *map, struct ma_str key, void *value)
{
	if (ma_map_put(map, key, value))
		return true;
	ma_compile_nomem(c);
	return false;
}

static unsigned vocabulary_flags(struct ma_str uri)
{
	static const char prefix[] = "https://json-schema.org/draft/2020-12/vocab/";
	struct ma_str name = ma_str_from(uri, sizeof(prefix) - 1);
	size_t i;

	for (i = 0; ma_str_starts(uri, prefix) && i < MA_COUNT(vocabularies); i++)
		if (ma_str_is(name, vocabularies[i].name))
			return vocabularies[i].flags;
	return 0;
}

/* What the meta-schema `meta` says in $vocabulary; all where it says nothing. */
static unsigned read_vocabularies(struct compiler *c, const struct resource *meta)
{
	const struct ma_doc *doc = &meta->source->doc;
	bool object = doc->v[meta->root].type == MA_DOC_OBJECT;
	uint32_t list = object ? ma_doc_member(doc, meta->root, MA_STR("$vocabulary")) : 0;
	unsigned flags, all = VOCAB_CORE;
	uint32_t key;

	if (!list || doc->v[list].type != MA_DOC_OBJECT)
		return VOCAB_ALL;
	for (key = list + 1; key < doc->v[list].more; key = ma_doc_next(doc, key + 1)) {
		flags = vocabulary_flags(ma_doc_str(doc, key));
		if (!flags && doc->v[key + 1].type == MA_DOC_TRUE)
			ma_compile_fault(c, meta->source, key,
				"this vocabulary is required and not known here");
		all |= flags;
	}
	return all;
}

/* The vocabularies of the dialect that $schema at `at` names. */
static unsigned dialect(struct compiler *c, struct source *source, uint32_t at)
{
	struct ma_str fragment, uri = ma_uri_cut_fragment(ma_doc_str(&source->doc, at), &fragment);
	struct resource *meta = NULL;

	if (ma_str_is(uri, dialect_uri))
		return VOCAB_ALL;
	if (c->dialects < DIALECTS_MAX) {
		c->dialects++;
		meta = ma_load_resource(c, uri);
		c->dialects--;
	}
	if (!meta) {
		ma_compile_fault(c, source, at,
			"this dialect is not known: only draft 2020-12 is, and meta-schemas that are given");
		return VOCAB_ALL;
	}
	return read_vocabularies(c, meta);
}

static struct resource *add_resource(
	struct compiler *c, struct source *source, uint32_t at, struct ma_str uri, unsigned vocab)
{
	struct resource *r = ma_arena_new(&c->schema->arena, struct resource);

	if (!r || !uri.p) {
		ma_compile_nomem(c);
		return NULL;
	}
	*r = (struct resource){ .uri = uri, .source = source, .root = at, .vocab = vocab };
	if (ma_map_has(&c->schema->resources, uri)) {
		ma_compile_fault(
			c, source, at, "the URI \"%.200s\" is taken by another schema", uri.p);
		return NULL;
	}
	return put(c, &c->schema->resources, uri, r) ? r : NULL;
}

/* The schema at `at` has an $id: a resource of its own. */
static struct resource *enter_resource(struct compiler *c, struct source *source, uint32_t at,
	uint32_t id, const struct resource *in)
{
	struct ma_str fragment, uri = ma_uri_cut_fragment(ma_doc_str(&source->doc, id), &fragment);

	if (fragment.n > 0) {
		ma_compile_fault(c, source, id, "an $id with a fragment");
		return NULL;
	}
	uri = ma_uri_resolve(&c->schema->arena, in->uri, uri);
	if (at == 0 && ma_str_eq(uri, in->uri))
		return source->resources[0];
	return add_resource(c, source, at, uri, in->vocab);
}

static void add_anchor(
	struct compiler *c, struct resource *resource, uint32_t at, uint32_t name, bool dynamic)
{
	struct ma_buf key = MA_BUF_INIT(MA_MIB);
	struct anchor *anchor = ma_arena_new(&c->schema->arena, struct anchor);

	if (!anchor) {
		ma_compile_nomem(c);
		return;
	}
	anchor->name = ma_doc_str(&resource->source->doc, name);
	anchor->resource = resource;
	anchor->at = at;
	anchor->dynamic = dynamic;
	if (dynamic) {
		anchor->next = resource->dynamic;
		resource->dynamic = anchor;
	}
	ma_buf_addv(&key, resource->uri);
	ma_buf_addc(&key, '#');
	ma_buf_addv(&key, anchor->name);
	if (key.rc)
		ma_compile_nomem(c);
	else if (ma_map_has(&c->schema->anchors, ma_buf_str(&key)))
		ma_compile_fault(c, resource->source, name, "this anchor is set twice");
	else
		(void)put(c, &c->schema->anchors, ma_buf_str(&key), anchor); /* noted in c */
	ma_buf_done(&key);
}

static void note(struct compiler *c, struct source *source, uint32_t at, void *data)
{
	struct scan *scan = data;
	struct found *f;

	if (source->resources[at])
		return;
	f = ma_arena_new(&c->schema->arena, struct found);
	if (!f) {
		ma_compile_nomem(c);
		return;
	}
	source->resources[at] = scan->resource;
	f->at = at;
	f->next = scan->found;
	scan->found = f;
}

/* Ids, dialect and anchors of one schema; its keywords as its own dialect knows them in *places. */
static struct resource *identify(struct compiler *c, struct source *source, uint32_t at,
	struct resource *resource, struct places *places)
{
	ma_keywords_find(c, source, at, resource->vocab, places);
	if (places->at[K_ID] && !c->rc)
		resource = enter_resource(c, source, at, places->at[K_ID], resource);
	if (c->rc)
		return NULL;
	source->resources[at] = resource;
	if (places->at[K_SCHEMA] && resource->root == at) {
		resource->vocab = dialect(c, source, places->at[K_SCHEMA]);
		ma_keywords_find(c, source, at, resource->vocab, places);
	}
	if (places->at[K_ANCHOR] && !c->rc)
		add_anchor(c, resource, at, places->at[K_ANCHOR], false);
	if (places->at[K_DYNAMIC_ANCHOR] && !c->rc)
		add_anchor(c, resource, at, places->at[K_DYNAMIC_ANCHOR], true);
	return resource;
}

static void scan_schema(struct compiler *c, struct source *source, uint32_t at, struct scan *scan)
{
	struct places places;
	size_t i;

	if (source->doc.v[at].type != MA_DOC_OBJECT)
		return;
	scan->resource = identify(c, source, at, source->resources[at], &places);
	for (i = 0; i < KEYWORDS_N && !c->rc; i++)
		if (places.at[i])
			ma_keyword_schemas(c, source, (enum keyword)i, places.at[i], note, scan);
}

void ma_scan(struct compiler *c, struct source *source, uint32_t at, struct resource *resource)
{
	struct scan scan = { .resource = resource, .source = source };

	note(c, source, at, &scan);
	while (scan.found && !c->rc) {
		at = scan.found->at;
		scan.found = scan.found->next;
		scan_schema(c, source, at, &scan);
	}
}

static bool prepare(struct compiler *c, struct source *source, struct ma_str text)
{
	struct ma_arena *arena = &c->schema->arena;
	char *copy;

	if (text.n > SCHEMA_MAX) {
		c->rc = ma_fail(
			c->err, MA_ELIMIT, "%s: longer than %zu bytes", source->what, SCHEMA_MAX);
		return false;
	}
	copy = ma_arena_dup(arena, text);
	if (copy)
		c->rc = ma_doc_parse(&source->doc, ma_str_n(copy, text.n), source->what, c->err);
	if (!copy)
		ma_compile_nomem(c);
	if (c->rc)
		return false;
	source->resources = ma_arena_new_n(arena, struct resource *, source->doc.n);
	source->nodes = ma_arena_new_n(arena, struct node *, source->doc.n);
	if (!source->resources || !source->nodes)
		ma_compile_nomem(c);
	return !c->rc;
}

struct source *ma_load(struct compiler *c, struct ma_str uri, struct ma_str text, const char *what)
{
	struct source *source = ma_arena_new(&c->schema->arena, struct source);
	char *name = ma_arena_dup(&c->schema->arena, ma_str(what));
	struct resource *root;

	if (!source || !name || c->rc) {
		ma_compile_nomem(c);
		return NULL;
	}
	source->what = name;
	source->uri = uri;
	source->next = c->schema->sources;
	c->schema->sources = source;
	if (!prepare(c, source, text))
		return NULL;
	if (source->doc.v[0].type != MA_DOC_OBJECT && source->doc.v[0].type != MA_DOC_TRUE &&
		source->doc.v[0].type != MA_DOC_FALSE)
		ma_compile_fault(c, source, 0, "a schema is an object, true or false");
	root = c->rc ? NULL : add_resource(c, source, 0, uri, VOCAB_ALL);
	if (root)
		ma_scan(c, source, 0, root);
	return c->rc ? NULL : source;
}

/* Load what was given under `uri`; with `all`, everything that is not loaded yet. */
static void load_given(struct compiler *c, struct ma_str uri, bool all)
{
	size_t i;

	for (i = 0; i < c->opts->refs_n && !c->rc; i++) {
		const struct ma_schema_ref *ref = &c->opts->refs[i];
		struct ma_str fragment;
		struct ma_str own = ma_uri_resolve(&c->schema->arena, MA_STR(MA_SCHEMA_BASE),
			ma_uri_cut_fragment(ref->uri, &fragment));

		if ((all || ma_str_eq(own, uri)) && !ma_map_has(&c->schema->resources, own))
			(void)ma_load(c, own, ref->text, ref->what); /* noted in c */
	}
}

/* A document that says an $id of its own at its root is that resource, wherever it was found. */
static struct resource *known(struct compiler *c, struct ma_str uri)
{
	struct resource *r = ma_map_get(&c->schema->resources, uri);

	return r && r->source->resources[r->root] ? r->source->resources[r->root] : r;
}

struct resource *ma_load_resource(struct compiler *c, struct ma_str uri)
{
	struct resource *r = known(c, uri);
	const char *meta;

	if (r || c->rc)
		return r;
	load_given(c, uri, false);
	meta = ma_meta_schema(uri);
	if (meta && !c->rc && !ma_map_has(&c->schema->resources, uri))
		(void)ma_load(c, uri, ma_str(meta), uri.p); /* noted in c */
	r = known(c, uri);
	if (!r && !c->rc) {
		load_given(c, uri, true); /* one of them may have it as its $id */
		r = known(c, uri);
	}
	return c->rc ? NULL : r;
}
