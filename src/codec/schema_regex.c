/* Patterns, compiled and matched by PCRE2. Its memory comes from base/alloc.h. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "codec/schema_regex.h"

#include <pcre2.h>

#include "base/alloc.h"
#include "base/limits.h"

#define PATTERN_MAX (16 * MA_KIB)
#define JIT_MAX (4 * MA_KIB) /* longer ones take too long to be compiled so far */
#define HEAP_MAX_KIB 16384

struct ma_regex {
	pcre2_code *code;
	pcre2_general_context *memory;
	pcre2_match_context *usual;
	bool jit;
	struct ma_regex *next;
};

static void *take(PCRE2_SIZE n, void *data)
{
	MA_UNUSED(data);
	return ma_alloc(1, n);
}

static void give_back(void *p, void *data)
{
	MA_UNUSED(data);
	ma_free(p);
}

static pcre2_match_context *limits(pcre2_general_context *memory, uint32_t limit)
{
	pcre2_match_context *m = pcre2_match_context_create(memory);

	if (m) {
		(void)pcre2_set_match_limit(m, limit);       /* these three */
		(void)pcre2_set_depth_limit(m, limit);       /* cannot */
		(void)pcre2_set_heap_limit(m, HEAP_MAX_KIB); /* fail */
	}
	return m;
}

static ma_rc refuse(int code, ma_err *err)
{
	PCRE2_UCHAR why[128] = "";

	if (code == PCRE2_ERROR_NOMEMORY || code == 121 /* no memory while compiling */)
		return ma_fail_nomem(err);
	(void)pcre2_get_error_message(code, why, sizeof(why)); /* a long one is cut */
	return ma_fail(err, MA_EINVALID, "this pattern cannot be used: %s", (const char *)why);
}

static ma_rc compile(struct ma_regex *r, struct ma_str pcre, ma_err *err)
{
	/* As ECMA-262: $ is the very end, \1 of a group that is not there matches "", [] matches nothing. */
	const uint32_t options = PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_DOLLAR_ENDONLY |
		PCRE2_MATCH_UNSET_BACKREF | PCRE2_NEVER_BACKSLASH_C;
	pcre2_compile_context *context;
	PCRE2_SIZE at;
	int code = 0;

	r->memory = pcre2_general_context_create(take, give_back, NULL);
	r->usual = r->memory ? limits(r->memory, MA_REGEX_USUAL) : NULL;
	context = r->usual ? pcre2_compile_context_create(r->memory) : NULL;
	if (!context)
		return ma_fail_nomem(err);
	r->code = pcre2_compile(
		(PCRE2_SPTR)(pcre.p ? pcre.p : ""), pcre.n, options, &code, &at, context);
	pcre2_compile_context_free(context);
	if (!r->code)
		return refuse(code, err);
	r->jit = pcre.n <= JIT_MAX && pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE) == 0;
	return MA_OK;
}

static ma_rc translate(struct ma_regex *r, struct ma_str pattern, ma_err *err)
{
	struct ma_buf pcre = MA_BUF_INIT(PATTERN_MAX * 16);
	const char *why = ma_regex_translate(pattern, &pcre);
	ma_rc rc = ma_buf_check(&pcre, err);

	if (why)
		rc = ma_fail(err, MA_EINVALID, "this pattern is none of ECMA-262's: %s", why);
	if (!rc)
		rc = compile(r, ma_buf_str(&pcre), err);
	ma_buf_done(&pcre);
	return rc;
}

ma_rc ma_regex_new(struct ma_str pattern, struct ma_regex **out, ma_err *err)
{
	struct ma_regex *r;
	ma_rc rc;

	if (pattern.n > PATTERN_MAX)
		return ma_fail(err, MA_EINVALID, "a pattern longer than %zu bytes", PATTERN_MAX);
	r = ma_new(struct ma_regex);
	if (!r)
		return ma_fail_nomem(err);
	rc = translate(r, pattern, err);
	if (rc)
		ma_regex_free(r);
	else
		*out = r;
	return rc;
}

void ma_regex_free(struct ma_regex *regex)
{
	if (!regex)
		return;
	pcre2_code_free(regex->code);
	pcre2_match_context_free(regex->usual);
	pcre2_general_context_free(regex->memory);
	ma_free(regex);
}

struct ma_regex *ma_regex_next(const struct ma_regex *regex)
{
	return regex->next;
}

void ma_regex_link(struct ma_regex *regex, struct ma_regex *next)
{
	regex->next = next;
}

static int match(const struct ma_regex *r, struct ma_str s, pcre2_match_context *context,
	pcre2_match_data *data)
{
	PCRE2_SPTR text = (PCRE2_SPTR)(s.p ? s.p : "");
	int code = PCRE2_ERROR_JIT_STACKLIMIT;

	if (r->jit)
		code = pcre2_jit_match(r->code, text, s.n, 0, PCRE2_NO_UTF_CHECK, data, context);
	if (code == PCRE2_ERROR_JIT_STACKLIMIT) /* the interpreter has a heap */
		code = pcre2_match(
			r->code, text, s.n, 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, data, context);
	return code;
}

ma_rc ma_regex_match(const struct ma_regex *r, struct ma_regex_scratch *scratch, struct ma_str s,
	uint32_t limit, bool *out)
{
	pcre2_match_context *context = limit <= MA_REGEX_USUAL ? r->usual : limits(r->memory, limit);
	int code = PCRE2_ERROR_NOMEMORY;

	if (!scratch->data)
		scratch->data = pcre2_match_data_create(1, r->memory);
	if (context && scratch->data)
		code = match(r, s, context, scratch->data);
	if (context != r->usual)
		pcre2_match_context_free(context);
	if (code == PCRE2_ERROR_NOMEMORY)
		return MA_ENOMEM;
	if (code < 0 && code != PCRE2_ERROR_NOMATCH)
		return MA_ELIMIT; /* of turns, depth or heap */
	*out = code >= 0;
	return MA_OK;
}

void ma_regex_scratch_done(struct ma_regex_scratch *scratch)
{
	pcre2_match_data_free(scratch->data);
	scratch->data = NULL;
}

bool ma_regex_probe(const char *pcre, struct ma_str s)
{
	struct ma_regex_scratch scratch = { NULL };
	struct ma_regex r = { .code = NULL };
	ma_err err = { MA_OK, 0, "" };
	bool matches = false;

	if (!compile(&r, ma_str(pcre), &err) &&
		ma_regex_match(&r, &scratch, s, MA_REGEX_USUAL, &matches))
		matches = false;
	ma_regex_scratch_done(&scratch);
	pcre2_code_free(r.code);
	pcre2_match_context_free(r.usual);
	pcre2_general_context_free(r.memory);
	return matches;
}
