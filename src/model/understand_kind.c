/*
 * What kind of thing is asked for: by the words of the thing itself ("a REST API for ..."), then
 * by what is wanted or refused anywhere ("... without a frontend").
 */
#include "base/limits.h"
#include "model/understand.h"
#include "model/understand_parts.h"

#define HEAD_BEGINS_WITHIN 12 /* tokens: "I would like you to please build me" */

static const char *const site_heads[] = { "landing page", "static site", "static website",
	"static page", "static web page", "static web site", "one-page site", "one-page website",
	"one page site", "one page website", "single page site", "single page website",
	"portfolio site", "portfolio website", "portfolio page", "brochure site", "brochure website",
	"home page", "homepage", "html page", "coming soon page", "marketing site",
	"marketing website", "marketing page", "product page", "sales page", "splash page",
	"web page", "webpage", "static", "one-page", "one page", "html", "resume page", "cv page",
	"personal page", "personal site", "personal website", "personal homepage", NULL };

static const char *const cli_heads[] = { "command line", "command-line", "cli", "commandline",
	"terminal", "tui", "console", "shell script", "script", "daemon", NULL };

static const char *const library_heads[] = { "npm package", "python package", "node package",
	"pip package", "sdk", "crate", "gem", "module", "header-only library", "client library",
	"framework", NULL };

static const char *const api_heads[] = { "api", "web service", "webservice", "microservice",
	"micro-service", "backend", "back-end", "back end", "api server", "http server",
	"rest server", "rest service", NULL };

static const char *const interfaces[] = { "frontend", "front-end", "front end", "ui",
	"user interface", "web interface", "gui", "web ui", "client side", "react", "vue",
	"angular", "svelte", "web app", "website", "dashboard", NULL };

static const char *const web_pages[] = { "web page", "webpage", "html page", NULL };

static const char *const servers[] = { "backend", "back-end", "back end", "server", "server side",
	NULL };

static const char *const api_only[] = { "api only", "api-only", "backend only", "backend-only",
	"back-end only", "only the api", "only an api", "only a rest api", "only the backend",
	"only a backend", "just the api", "just an api", "just a rest api", "just the backend",
	"headless", "rest only", "only rest", NULL };

static const char *const pages_only[] = { "frontend only", "frontend-only", "front-end only",
	"only the frontend", "only a frontend", "just the frontend", "just a frontend",
	"client-side only", "client side only", NULL };

static const char *const delivery[] = { "docker", "dockerfile", "docker compose", "container",
	"containerise", "containerize", "kubernetes", "ci", "ci/cd", "cd", "github action",
	"continuous integration", "deploy", "deployment", "deployable", NULL };

static const char *const tests[] = { "test", "testing", "unit test", "test suite", NULL };

static const char *const guides[] = { "documentation", "docs", "readme", NULL };

/* How many tokens one of the phrases takes at `at`; 0: none does. */
static size_t any_at(const struct ma_spec *spec, size_t at, const char *const *phrases)
{
	size_t n = 0;

	for (; *phrases && n == 0; phrases++)
		n = ma_spec_match(spec, at, *phrases);
	return n;
}

/* "a CLI to create notes" at "create", "a library that generates": it is what the thing does. */
static bool is_purpose(const struct ma_spec *spec, size_t at)
{
	if (at > 1 && ma_spec_is_any(spec, at - 1, "that which"))
		return true;
	return at > 1 && ma_spec_is_any(spec, at - 1, "to") &&
		(any_at(spec, at - 2, cli_heads) > 0 || any_at(spec, at - 2, api_heads) > 0 ||
			ma_spec_is_a(spec, at - 2, MA_W_CONTAINER));
}

/* Behind the last "build", "write", "need" with which the prompt begins. */
static size_t head_begin(const struct ma_spec *spec)
{
	size_t begin = 0, i;

	for (i = 0; i < HEAD_BEGINS_WITHIN && i < spec->tokens_n; i++) {
		if (spec->tokens[i].kind != MA_TOKEN_WORD || is_purpose(spec, i))
			break;
		if (ma_spec_is_a(spec, i, MA_W_BUILD) && !ma_spec_is_a(spec, i, MA_W_CONTAINER) &&
			!ma_str_ends(spec->tokens[i].low, "s")) /* "for coupon codes" */
			begin = i + 1;
		else if (begin > 0 && !ma_spec_is_a(spec, i, MA_W_CLOSED))
			break;
	}
	while (ma_spec_is_a(spec, begin, MA_W_PRON | MA_W_MODAL | MA_W_ADV | MA_W_PREP))
		begin++; /* "I would like" */
	return begin;
}

static size_t head_end(const struct ma_spec *spec, size_t begin)
{
	size_t i = begin;

	while (i < spec->tokens_n && spec->tokens[i].kind == MA_TOKEN_WORD &&
		(i == begin ||
			!ma_spec_is_a(spec, i,
				MA_W_PREP | MA_W_WITH | MA_W_REL | MA_W_HAVE | MA_W_CONJ |
					MA_W_MODAL | MA_W_NEG)))
		i++;
	return i;
}

static bool head_has(
	const struct ma_spec *spec, size_t begin, size_t end, const char *const *phrases)
{
	size_t i;

	for (i = begin; i < end; i++)
		if (any_at(spec, i, phrases) > 0)
			return true;
	return false;
}

/* Said, or said with "no" or "without" before it. */
struct said {
	bool wanted, refused;
};

/* "(name, website)": a list of fields asks for none of them. */
bool ma_spec_is_field_list(const struct ma_spec *spec, size_t at)
{
	size_t i;

	if (spec->tokens[at].kind != MA_TOKEN_OPEN ||
		ma_spec_is_a(spec, at + 1, MA_W_NEG | MA_W_ADV | MA_W_PREP | MA_W_WITH))
		return false;
	for (i = at; i < spec->tokens[at].match; i++)
		if (spec->tokens[i].kind == MA_TOKEN_COMMA)
			return true;
	return false;
}

static struct said look_for(const struct ma_spec *spec, const char *const *phrases)
{
	struct said said = { false, false };
	bool negated = false;
	size_t i;

	for (i = 0; i < spec->tokens_n; i++) {
		const struct ma_token *t = &spec->tokens[i];

		if (ma_spec_is_field_list(spec, i)) {
			i = t->match;
			continue;
		}
		if (t->kind == MA_TOKEN_STOP || t->kind == MA_TOKEN_COMMA ||
			(t->kind == MA_TOKEN_WORD && ma_str_is(t->low, "but")))
			negated = false;
		else if (t->kind == MA_TOKEN_WORD && t->flags & MA_W_NEG)
			negated = i == 0 || !ma_spec_is_any(spec, i - 1, "or"); /* "paid or not" */
		if (any_at(spec, i, phrases) == 0)
			continue;
		said.refused |= negated;
		said.wanted |= !negated;
	}
	return said;
}

/* A library is a place with books, too, unless a language or technique is named, or the head ends in "library for". */
static bool is_library(const struct ma_spec *spec, size_t begin, size_t end)
{
	size_t i;

	if (end > begin && ma_spec_is_a(spec, end - 1, MA_W_CONTAINER))
		return false;
	if (head_has(spec, begin, end, library_heads))
		return true;
	if (end == begin || !ma_str_is(spec->tokens[end - 1].low, "library"))
		return false;
	for (i = 0; i < spec->tokens_n; i++)
		if (ma_spec_is_a(spec, i, MA_W_LANGUAGE | MA_W_TECH))
			return true;
	return ma_spec_is_a(spec, end, MA_W_PREP) &&
		ma_spec_is_a(spec, end + 1, MA_W_ING | MA_W_VERB);
}

/* "Convert CSV to JSON tool": the head is what it does. */
static bool begins_with_work(const struct ma_spec *spec, size_t end)
{
	size_t i;

	if (!ma_spec_is_a(spec, 0, MA_W_VERB) || ma_spec_is_a(spec, 0, MA_W_BUILD | MA_W_KEEP))
		return false;
	for (i = end; i < spec->tokens_n && spec->tokens[i].kind == MA_TOKEN_WORD; i++)
		if (ma_words_have("tool program utility", spec->tokens[i].low))
			return true;
	return false;
}

/* "a program in C": what is written in a language is no application of the web. */
static bool is_program(const struct ma_spec *spec, size_t begin, size_t end)
{
	static const char *const heads[] = { "program", "utility", "filter", "command", "tool",
		"clone", "generator", "converter", "calculator", "parser", "counter", "formatter",
		"checker", "solver", "roller", "translator", "encoder", "decoder", "finder", NULL };
	size_t i;

	if (end == begin ||
		(any_at(spec, end - 1, heads) == 0 &&
			!(end + 1 < spec->tokens_n && begins_with_work(spec, end))))
		return false;
	for (i = begin; i < spec->tokens_n && spec->tokens[i].kind != MA_TOKEN_STOP; i++)
		if (ma_spec_is_a(spec, i, MA_W_LANGUAGE) ||
			ma_words_have("node node.js nodejs", spec->tokens[i].low))
			return true;
	return false;
}

/* "a todo app in the terminal", "a timer for the command line" */
static bool is_for_terminals(const struct ma_spec *spec)
{
	static const char *const places[] = { "terminal", "command line", "command-line",
		"commandline", "shell", "console", NULL };
	size_t i, at;

	for (i = 0; i + 2 < spec->tokens_n && spec->tokens[i].kind != MA_TOKEN_STOP; i++) {
		at = i + 1 + ma_spec_is_a(spec, i + 1, MA_W_DET | MA_W_PRON);
		if (ma_spec_is_any(spec, i, "in for on from inside") && at < spec->tokens_n &&
			any_at(spec, at, places) > 0)
			return true;
	}
	return false;
}

enum ma_kind ma_spec_kind(const struct ma_spec *spec)
{
	size_t begin = head_begin(spec), end = head_end(spec, begin);
	struct said ui = look_for(spec, interfaces), server = look_for(spec, servers);

	if (look_for(spec, api_only).wanted)
		return MA_KIND_API;
	if (look_for(spec, pages_only).wanted)
		return MA_KIND_SITE;
	if (head_has(spec, begin, end, cli_heads) || is_program(spec, begin, end) ||
		(is_for_terminals(spec) && !ui.wanted && !head_has(spec, begin, end, api_heads) &&
			!is_library(spec, begin, end)))
		return MA_KIND_CLI;
	if (is_library(spec, begin, end))
		return MA_KIND_LIBRARY;
	if ((head_has(spec, begin, end, site_heads) || ma_spec_is_brochure(spec, begin, end)) &&
		!server.wanted)
		return MA_KIND_SITE;
	if (head_has(spec, begin, end, api_heads))
		return ui.wanted && !ui.refused ? MA_KIND_APP : MA_KIND_API;
	if ((ui.refused || look_for(spec, web_pages).refused) && !server.refused)
		return MA_KIND_API;
	return server.refused && !ui.refused ? MA_KIND_SITE : MA_KIND_APP;
}

static bool is_refused(struct said said)
{
	return said.refused && !said.wanted;
}

static struct ma_wish wish_of(const struct ma_spec *spec)
{
	struct said deliver = look_for(spec, delivery);

	return (struct ma_wish){ .kind = ma_spec_kind(spec),
		.delivery = deliver.wanted,
		.no_delivery = is_refused(deliver),
		.no_tests = is_refused(look_for(spec, tests)),
		.no_guide = is_refused(look_for(spec, guides)) };
}

ma_rc ma_understand_wish(struct ma_str prompt, struct ma_wish *out, ma_err *err)
{
	struct ma_spec spec = { .arena = MA_ARENA_INIT(MA_LIMIT_ARENA) };
	ma_rc rc = MA_OK;

	if (!ma_str_utf8(prompt))
		return ma_fail(err, MA_EINVALID, "the prompt is not UTF-8");
	spec.lexicon = ma_lexicon_new(&spec.arena);
	spec.asks = ma_asks_new(&spec.arena);
	if (spec.lexicon && spec.asks)
		ma_spec_read_tokens(&spec, prompt);
	if (!spec.lexicon || !spec.asks || spec.rc)
		rc = ma_fail_nomem(err);
	else
		*out = wish_of(&spec);
	ma_arena_done(&spec.arena);
	return rc;
}

const char *ma_kind_name(enum ma_kind kind)
{
	static const char *const names[] = { "app", "api", "cli", "library", "site" };

	return names[kind];
}
