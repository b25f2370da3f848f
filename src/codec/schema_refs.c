/* References between schemas. */
#include "codec/schema_compiler.h"
#include "codec/schema_uri.h"

static struct ma_str unescape(struct compiler *c, struct ma_str token)
{
	char *out = ma_arena_dup(&c->schema->arena, token);
	size_t i, n = 0;

	for (i = 0; i < token.n && out; i++) {
		bool escape = token.p[i] == '~' && i + 1 < token.n &&
			(token.p[i + 1] == '0' || token.p[i + 1] == '1');

		out[n++] = token.p[i];
		if (escape)
			out[n - 1] = token.p[++i] == '0' ? '~' : '/';
	}
	if (!out)
		ma_compile_nomem(c);
	return ma_str_n(out, out ? n : 0);
}

static uint32_t array_child(const struct ma_doc *doc, uint32_t at, struct ma_str token)
{
	uint64_t i;

	if (!ma_str_to_u64(token, &i) || i >= doc->v[at].n || (token.n > 1 && token.p[0] == '0'))
		return 0;
	return ma_doc_item(doc, at, (uint32_t)i);
}

/* The child of `at` that a token of a pointer names, or 0. */
static uint32_t child(struct compiler *c, const struct ma_doc *doc, uint32_t at, struct ma_str token)
{
	c->steps += doc->v[at].n;
	if (c->steps > COMPILE_STEPS_MAX && !c->rc)
		c->rc = ma_fail(c->err, MA_ELIMIT, "the schema has too many references");
	token = unescape(c, token);
	if (c->rc)
		return 0;
	if (doc->v[at].type == MA_DOC_OBJECT)
		return ma_doc_member(doc, at, token);
	return doc->v[at].type == MA_DOC_ARRAY ? array_child(doc, at, token) : 0;
}

/* Follow a pointer from the root of a resource; whatever it passes may be in a resource of its own. */
static bool follow(
	struct compiler *c, struct resource *resource, struct ma_str pointer, uint32_t *out)
{
	struct source *source = resource->source;
	uint32_t at = resource->root;
	struct ma_str token;

	while (pointer.n > 0) {
		size_t n = 1;

		while (n < pointer.n && pointer.p[n] != '/')
			n++;
		token = ma_str_n(pointer.p + 1, n - 1);
		pointer = ma_str_from(pointer, n);
		at = child(c, &source->doc, at, token);
		if (at == 0)
			return false;
		if (source->resources[at])
			resource = source->resources[at];
	}
	if (!source->resources[at])
		ma_scan(c, source, at, resource);
	*out = at;
	return !c->rc;
}

static const struct anchor *find_anchor(
	struct compiler *c, const struct resource *resource, struct ma_str name)
{
	struct ma_buf key = MA_BUF_INIT((size_t)1 << 24);
	const struct anchor *anchor = NULL;

	ma_buf_addv(&key, resource->uri);
	ma_buf_addc(&key, '#');
	ma_buf_addv(&key, name);
	if (key.rc)
		ma_compile_nomem(c);
	else
		anchor = ma_map_get(&c->schema->anchors, ma_buf_str(&key));
	ma_buf_done(&key);
	return anchor;
}

static bool find_fragment(
	struct compiler *c, struct resource *resource, struct ma_str fragment, struct target *out)
{
	const struct anchor *anchor;

	out->source = resource->source;
	out->at = resource->root;
	if (fragment.n == 0)
		return true;
	fragment = ma_uri_decode(&c->schema->arena, fragment);
	if (!fragment.p)
		return false;
	if (fragment.p[0] == '/')
		return follow(c, resource, fragment, &out->at);
	anchor = find_anchor(c, resource, fragment);
	if (!anchor)
		return false;
	out->source = anchor->resource->source;
	out->at = anchor->at;
	if (anchor->dynamic)
		out->dynamic = anchor->name;
	return true;
}

static bool leads_to_schema(const struct target *t)
{
	uint8_t type = t->source->doc.v[t->at].type;

	return type == MA_DOC_OBJECT || type == MA_DOC_TRUE || type == MA_DOC_FALSE;
}

bool ma_ref_resolve(struct compiler *c, const struct resource *from, uint32_t at,
	struct ma_str reference, struct target *out)
{
	struct ma_str fragment, uri = ma_uri_cut_fragment(reference, &fragment);
	struct target target = { .at = 0 };
	struct resource *resource;

	uri = uri.n ? ma_uri_resolve(&c->schema->arena, from->uri, uri) : from->uri;
	if (!uri.p)
		ma_compile_nomem(c);
	resource = c->rc ? NULL : ma_load_resource(c, uri);
	if (!c->rc && !resource)
		ma_compile_fault(c, from->source, at,
			"no schema \"%.200s\" was given, and nothing is fetched", uri.p);
	if (c->rc)
		return false;
	if (!find_fragment(c, resource, fragment, &target) && !c->rc)
		ma_compile_fault(c, from->source, at, "\"" MA_STR_FMT "\" leads nowhere",
			(int)(reference.n < 200 ? reference.n : 200), reference.p);
	if (!c->rc && !leads_to_schema(&target))
		ma_compile_fault(c, from->source, at, "it leads to what is no schema");
	if (!c->rc)
		*out = target;
	return !c->rc;
}
