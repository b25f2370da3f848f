/* What the files that compile a schema share. */
#ifndef MA_CODEC_SCHEMA_COMPILER_H
#define MA_CODEC_SCHEMA_COMPILER_H

#include "codec/schema_program.h"

#define MA_SCHEMA_MEMORY_MAX ((size_t)256 << 20)
#define COMPILE_STEPS_MAX UINT64_C(100000000) /* members looked at on the way of references */

struct compiler {
	struct ma_schema *schema;
	const struct ma_schema_opts *opts;
	struct names keywords; /* their place in `v` is their enum keyword */
	struct node *todo, *all, *changed;
	struct node *current; /* that is being compiled */
	struct op *ops;       /* of the node that is being compiled */
	uint32_t ops_n, ops_cap;
	uint64_t steps;
	int dialects; /* that are being read */
	bool dynamic; /* a $dynamicRef has been seen */
	ma_err *err;
	ma_rc rc; /* the first failure; everything is skipped after it */
};

/* Where each keyword of a schema has its value, 0: nowhere. */
struct places {
	uint32_t at[KEYWORDS_N];
};

/* A fault of the schema at `at`: "plan.json: /properties/a: <...>". */
__attribute__((format(printf, 4, 5))) void ma_compile_fault(
	struct compiler *c, const struct source *source, uint32_t at, const char *fmt, ...);
void ma_compile_nomem(struct compiler *c);

/* schema_keywords.c */
bool ma_keywords_init(struct compiler *c);
/* Find the keywords of the object at `at` that `vocab` knows; check the shapes of their values. */
void ma_keywords_find(struct compiler *c, const struct source *source, uint32_t at, unsigned vocab,
	struct places *places);
/* Call fn for each schema directly below one keyword's value. */
typedef void ma_keyword_fn(struct compiler *c, struct source *source, uint32_t at, void *data);
void ma_keyword_schemas(struct compiler *c, struct source *source, enum keyword keyword,
	uint32_t at, ma_keyword_fn *fn, void *data);

/* schema_load.c */
/* Parse and scan a document of schemas. NULL after a failure. */
struct source *ma_load(struct compiler *c, struct ma_str uri, struct ma_str text, const char *what);
/* The resource with that URI: known, given beside the schema, or a meta-schema. NULL: none, or a failure. */
struct resource *ma_load_resource(struct compiler *c, struct ma_str uri);
/* Note ids and anchors of the schema at `at` and of all within. */
void ma_scan(struct compiler *c, struct source *source, uint32_t at, struct resource *resource);

/* schema_refs.c */
struct target {
	struct source *source;
	uint32_t at;
	struct ma_str dynamic; /* the name of the dynamic anchor it was found by, or p NULL */
};
/* Where a reference in a schema of `from` leads. False after a failure. */
bool ma_ref_resolve(struct compiler *c, const struct resource *from, uint32_t at,
	struct ma_str reference, struct target *out);

/* schema_meta.c: a meta-schema of the draft, NULL: no such one. Static. */
const char *ma_meta_schema(struct ma_str uri);

/* schema_compile.c: the compiled form of a schema that was scanned; made later if need be. NULL after a failure. */
struct node *ma_compile_node(struct compiler *c, struct source *source, uint32_t at);
/* The value of a count; what is beyond 2^53 is UINT64_MAX. */
uint64_t ma_compile_limit(const struct ma_doc *doc, uint32_t at);
struct op *ma_compile_op(struct compiler *c, enum keyword keyword, uint32_t at, op_fn *run);
struct ma_regex *ma_compile_regex(struct compiler *c, const struct source *source, uint32_t at);

/*
 * schema_choice.c: make one operation of those elements of an allOf that are conditionals about
 * the text of the same member; which ones in `taken`. False: there are not two of them.
 */
bool ma_compile_choice(struct compiler *c, struct node *node, uint32_t list, bool *taken);

/* schema_applicators.c, schema_assertions.c: append the operations of one keyword. */
typedef void compile_fn(
	struct compiler *c, struct node *node, const struct places *places, enum keyword keyword);
compile_fn ma_compile_members, ma_compile_items, ma_compile_contains, ma_compile_one,
	ma_compile_all, ma_compile_branches, ma_compile_if, ma_compile_ref, ma_compile_dynamic_ref,
	ma_compile_dependents;
compile_fn ma_compile_type, ma_compile_enum, ma_compile_count, ma_compile_number,
	ma_compile_pattern, ma_compile_format, ma_compile_unique, ma_compile_const;

#endif
