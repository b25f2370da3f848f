/* Programs for the command line and libraries: the language, the name, what is not built of them. */
#include "base/limits.h"
#include "model/understand_parts.h"

/* Python where nothing is said: it is there on most machines, and its library reads options and CSV. */
#define USUAL_LANGUAGE "python"

static const struct {
	const char *words, *language; /* NULL: programs are not built in it */
} languages[] = {
	{ "python python3 py argparse unittest", "python" },
	{ "node node.js nodejs javascript typescript js ts npm esm", "node" },
	{ "c c99 c11 c17 c23", "c" },
	{ "c+ c++ cpp c# rust go golang java kotlin swift bash shell perl haskell ruby php scala lua fortran assembly "
	  "cobol zig ocaml erlang elixir clojure matlab objective-c dart powershell zsh crate gem",
		NULL },
};

/* "without Python", "not in C" */
static bool is_negated(const struct ma_spec *spec, size_t at)
{
	size_t i;

	for (i = at; i-- > 0 && i + 3 >= at && spec->tokens[i].kind == MA_TOKEN_WORD;)
		if (spec->tokens[i].flags & MA_W_NEG)
			return true;
	return false;
}

static ma_rc read_language(struct ma_spec *spec, ma_err *err)
{
	const struct ma_token *t;
	size_t i, k;

	for (i = 0; i < spec->tokens_n && !spec->language; i++) {
		t = &spec->tokens[i];
		for (k = 0; k < MA_COUNT(languages); k++) {
			if (t->kind != MA_TOKEN_WORD ||
				!ma_words_have(languages[k].words, t->low) || is_negated(spec, i))
				continue;
			if (!languages[k].language)
				return ma_fail(err, MA_EREFUSED,
					"without a model programs and libraries are built in Python, JavaScript (Node.js) or C, not "
					"in " MA_STR_FMT "%s",
					(int)(t->text.n < 40 ? t->text.n : 40), t->text.p,
					ma_str_is(t->low, "c+") ? "+" : "");
			spec->language = languages[k].language;
			if (ma_str_is(t->low, "typescript") || ma_str_is(t->low, "ts"))
				ma_spec_warn(spec,
					"TypeScript: the code is JavaScript without a build step; types are declared beside "
					"it where others import them");
		}
	}
	if (!spec->language)
		spec->language = USUAL_LANGUAGE;
	return MA_OK;
}

/* Databases and packages that are not used. */
static void check_techniques(struct ma_spec *spec)
{
	static const char databases[] =
		"sqlite postgres postgresql mysql mariadb mongodb redis supabase firebase";
	static const char secrets[] = "password passwords credential credentials secrets";
	static const char packages[] =
		"click typer commander yargs oclif inquirer pytest jest vitest mocha";
	size_t i;

	for (i = 0; i < spec->tokens_n; i++) {
		const struct ma_token *t = &spec->tokens[i];

		if (t->kind != MA_TOKEN_WORD || is_negated(spec, i))
			continue;
		if (ma_words_have(databases, t->low))
			ma_spec_warn(spec, MA_STR_FMT " is not used: records are kept in %s",
				(int)t->text.n, t->text.p,
				spec->kind == MA_KIND_CLI ? "a JSON file" : "memory");
		else if (ma_words_have(secrets, t->low) && !spec->operations)
			ma_spec_warn(spec, MA_STR_FMT ": what is kept is not encrypted",
				(int)t->text.n, t->text.p);
		else if (ma_words_have(packages, t->low))
			ma_spec_warn(spec,
				MA_STR_FMT " is not used: the project depends on no packages",
				(int)t->text.n, t->text.p);
	}
}

/* What says that it is a program, not what it is about. */
static bool is_packaging(struct ma_str word)
{
	static const char words[] =
		"cli command line command-line commandline terminal console tui python python3 node node.js "
		"nodejs npm javascript typescript js ts c tool program script utility package module library app "
		"application based";

	return ma_words_have(words, word);
}

/* "command line expense tracker" -> "expense tracker"; "" where nothing is left. */
static struct ma_str without_packaging(struct ma_spec *spec, struct ma_str words)
{
	struct ma_buf b = MA_BUF_INIT(MA_KIB);
	struct ma_str rest = words, word;
	char *copy;

	while (ma_str_cut(&rest, ' ', &word)) {
		if (is_packaging(word))
			continue;
		if (b.n > 0)
			ma_buf_addc(&b, ' ');
		ma_buf_addv(&b, word);
	}
	copy = b.rc ? NULL : ma_arena_dup(&spec->arena, ma_buf_str(&b));
	if (!copy)
		spec->rc = b.rc ? b.rc : MA_ENOMEM;
	words = copy ? ma_str(copy) : MA_STR("");
	ma_buf_done(&b);
	return words;
}

static void mark(struct ma_spec *spec, size_t at, size_t n, unsigned flags)
{
	for (; n > 0; n--, at++)
		spec->tokens[at].flags = flags;
}

static bool is_command(const struct ma_token *t)
{
	return t->kind == MA_TOKEN_COMMA ||
		(t->kind == MA_TOKEN_WORD && t->flags & (MA_W_VERBAL | MA_W_CONJ) &&
			!(t->flags & MA_W_WITH));
}

/* "with unit tests", "and documentation": every program has them, and keeps no records of them. */
static void mark_extras(struct ma_spec *spec)
{
	static const char *const extras[] = { "unit test", "test suite", "test", "documentation",
		"docs", "readme", "example", "makefile", "comment" };
	size_t at, to, i, n;

	for (at = 0; at + 1 < spec->tokens_n; at++) {
		if (!ma_spec_is_any(spec, at, "with including and plus"))
			continue;
		for (to = at + 1; ma_spec_is_any(spec, to, "some full good its the a complete");)
			to++;
		for (i = n = 0; i < MA_COUNT(extras) && n == 0; i++)
			n = ma_spec_match(spec, to, extras[i]);
		if (n > 0 &&
			(spec->tokens[to + n].kind != MA_TOKEN_WORD ||
				spec->tokens[to + n].flags & (MA_W_PREP | MA_W_CONJ)) &&
			spec->tokens[to + n].kind != MA_TOKEN_OPEN)
			mark(spec, to, n, MA_W_ADV);
	}
}

/* "with add, list and remove commands", "subcommands: add, list": what is done, no records. */
static void mark_commands(struct ma_spec *spec)
{
	static const char words[] =
		"command commands subcommand subcommands action actions operation operations function "
		"functions method methods option options flag flags";
	size_t at, i;

	for (at = 0; at < spec->tokens_n; at++) {
		if (spec->tokens[at].kind != MA_TOKEN_WORD ||
			!ma_words_have(words, spec->tokens[at].low))
			continue;
		for (i = at; i > 0 && is_command(&spec->tokens[i - 1]); i--)
			mark(spec, i - 1, 1, MA_W_ADV);
		mark(spec, at, 1, MA_W_ADV);
		if (at + 1 < spec->tokens_n && spec->tokens[at + 1].kind == MA_TOKEN_COLON)
			for (i = at + 2; i < spec->tokens_n && is_command(&spec->tokens[i]); i++)
				mark(spec, i, 1, MA_W_ADV);
	}
}

/* "name and price in a web app": how it is delivered ends the sentence and is no part of a field. */
static void mark_delivery(struct ma_spec *spec)
{
	static const char *const things[] = { "web app", "web application", "webapp", "website",
		"web site", "web page", "browser", "mobile app", "phone app", "desktop app" };
	size_t at, from, i, n;

	for (at = 1; at + 2 < spec->tokens_n; at++) {
		if (!ma_spec_is_any(spec, at, "in on as") ||
			!(spec->tokens[at + 1].flags & MA_W_DET))
			continue;
		from = at + 2;
		for (i = n = 0; i < MA_COUNT(things) && n == 0; i++)
			n = ma_spec_match(spec, from, things[i]);
		if (n > 0 && spec->tokens[from + n].kind == MA_TOKEN_STOP) {
			spec->tokens[at].kind = MA_TOKEN_STOP;
			mark(spec, at, from + n - at, MA_W_ADV);
		}
	}
}

static void drop_tokens(struct ma_spec *spec, size_t at, uint32_t n)
{
	size_t i;

	spec->tokens_n -= n;
	memmove(spec->tokens + at, spec->tokens + at + n,
		(spec->tokens_n - at) * sizeof(*spec->tokens));
	for (i = 0; i < spec->tokens_n; i++)
		if (spec->tokens[i].match > at)
			spec->tokens[i].match -= n;
}

/* "invoices in Node (number, total)": the list is one of invoices. */
static void drop_runtime(struct ma_spec *spec)
{
	size_t at = 0;

	while (at + 2 < spec->tokens_n &&
		!(ma_spec_is_any(spec, at, "in with using on") &&
			ma_spec_is_any(spec, at + 1, "node node.js nodejs") &&
			spec->tokens[at + 2].kind == MA_TOKEN_OPEN))
		at++;
	if (at + 2 < spec->tokens_n)
		drop_tokens(spec, at, 2);
}

/* "coupons, no web pages: code, discount": the list is one of coupons. */
static void drop_refused_pages(struct ma_spec *spec)
{
	static const char *const pages[] = { "web page", "webpage", "page", "ui", "frontend",
		"front-end", "user interface", "web interface", "gui" };
	size_t at, i, n;

	for (at = 0; at + 3 < spec->tokens_n; at++) {
		if (spec->tokens[at].kind != MA_TOKEN_COMMA ||
			!ma_spec_is_any(spec, at + 1, "no without"))
			continue;
		for (i = n = 0; i < MA_COUNT(pages) && n == 0; i++)
			n = ma_spec_match(spec, at + 2, pages[i]);
		if (n > 0 && at + 2 + n < spec->tokens_n &&
			spec->tokens[at + 2 + n].kind == MA_TOKEN_COLON)
			drop_tokens(spec, at, (uint32_t)n + 2);
	}
}

/* "import my old list from a CSV": what is moved in or out is what the application keeps anyhow. */
static void mark_moved(struct ma_spec *spec)
{
	size_t at, i;

	for (at = 0; at < spec->tokens_n; at++) {
		if (!ma_spec_is_any(spec, at, "import importing imported export exporting"))
			continue;
		i = at + 1;
		while (i < spec->tokens_n && spec->tokens[i].kind == MA_TOKEN_WORD &&
			spec->tokens[i].flags & (MA_W_DET | MA_W_PRON | MA_W_ADJ))
			i++;
		if (i > at + 1 && ma_spec_is_any(spec, i, "list sheet spreadsheet") &&
			ma_spec_is_any(spec, i + 1, "from as to in into out"))
			mark(spec, i, 1, MA_W_ADV);
	}
}

void ma_spec_mark_packaging(struct ma_spec *spec)
{
	static const char *const programs[] = { "command line", "command-line", "commandline",
		"cli", "tui", "terminal", "console", "script", "package", "module", "sdk" };
	static const char *const sites[] = { "static", "landing", "one-page", "single-page",
		"onepage", "brochure", "marketing", "html" };
	size_t at, i, n;

	mark_delivery(spec);
	if (spec->kind == MA_KIND_APP || spec->kind == MA_KIND_API) {
		drop_runtime(spec);
		drop_refused_pages(spec);
		ma_spec_mark_paths(spec);
		mark_moved(spec);
		return;
	}
	if (spec->kind == MA_KIND_CLI)
		ma_spec_mark_commands(spec);
	for (at = 0; at < spec->tokens_n; at++) {
		for (i = 0; i < MA_COUNT(programs) && spec->kind != MA_KIND_SITE; i++) {
			n = ma_spec_match(spec, at, programs[i]);
			if (n > 0 && at > 1 && ma_spec_is_any(spec, at - 1, "the") &&
				ma_spec_is_any(spec, at - 2, "on from in at for"))
				mark(spec, at - 2, n + 2, MA_W_ADV); /* where, and not what */
			else
				mark(spec, at, n, MA_W_CONTAINER | MA_W_TECH);
		}
		for (i = 0; i < MA_COUNT(sites) && spec->kind == MA_KIND_SITE; i++)
			mark(spec, at, ma_spec_match(spec, at, sites[i]), MA_W_ADJ);
	}
	if (spec->kind != MA_KIND_SITE) {
		mark_commands(spec);
		mark_extras(spec);
	}
}

static const char worked_on[] =
	"Word Line File Text String Character Letter Byte Number Input Statistic";

/* The thing asked for itself: "a library with fuzzy search", "a password generator with a length". */
static bool is_program_itself(struct ma_spec *spec, struct ma_str name)
{
	const struct ma_token *head;
	struct ma_str self;

	if (spec->asked_to == 0)
		return false;
	head = &spec->tokens[spec->asked_to - 1];
	if (!ma_words_have("library package module", head->low) &&
		(head->flags & MA_W_CONTAINER ||
			!(ma_str_ends(head->low, "or") || ma_str_ends(head->low, "er"))))
		return false;
	self = ma_spec_name(spec, head->low, MA_CASE_PASCAL, true);
	return self.n > 0 && ma_str_ends(name, self.p);
}

/* "a library that validates numbers and converts them": what it does is none of its records. */
static bool is_work(const struct ma_spec *spec, struct ma_str name)
{
	static const char verbs[] =
		"convert validate verify parse compute calculate generate encode decode transform translate render "
		"normalize normalise detect extract compare encrypt decrypt compress decompress";
	struct ma_str low;
	size_t at;

	for (at = 1; at < spec->tokens_n; at++) {
		low = spec->tokens[at].low;
		if (!ma_spec_is_any(spec, at - 1, "that which to and"))
			continue;
		low.n -= low.n > 1 && low.p[low.n - 1] == 's';
		if (ma_words_have(verbs, low) && ma_str_eq_nocase(low, name))
			return true;
	}
	return false;
}

static void drop_program_itself(struct ma_spec *spec)
{
	struct ma_spec_entity *e, *next;

	for (e = spec->entities; e; e = next) {
		next = e->next;
		if (is_program_itself(spec, e->name) || is_work(spec, e->name))
			ma_spec_remove(spec, e);
	}
}

/* What programs work on is none of their records. */
static void drop_worked_on(struct ma_spec *spec)
{
	struct ma_spec_entity *e, *next;

	for (e = spec->entities; e; e = next) {
		next = e->next;
		if (ma_words_have(worked_on, e->name))
			ma_spec_remove(spec, e);
	}
}

const char *ma_spec_data_structure(const struct ma_spec *spec)
{
	static const char *const names[] = { "ring buffer", "circular buffer", "linked list",
		"hash map", "hash table", "dynamic array", "priority queue", "binary tree",
		"binary search tree", "red-black tree", "bloom filter", "skip list", "lru cache",
		"queue", "stack", "heap", "trie", "deque", "matrix", "vector", "graph" };
	size_t at, i;

	for (at = 0; at < spec->tokens_n && spec->tokens[at].kind != MA_TOKEN_STOP; at++)
		for (i = 0; i < MA_COUNT(names); i++)
			if (ma_spec_match(spec, at, names[i]) > 0)
				return names[i];
	return NULL;
}

/* Records are what the prompt is about, and words like "search" are about them. */
static bool is_about_records(const struct ma_spec *spec)
{
	struct ma_str last = ma_words_last(spec->topic);
	const struct ma_spec_entity *e;
	size_t i;

	for (e = spec->entities; e; e = e->next) /* "counts words, with a verbose mode" keeps none */
		if (e->given && !ma_words_have(worked_on, e->name))
			return true;
	for (i = 0; i < spec->tokens_n; i++)
		if (ma_words_have(
			    "track tracks tracking manage manages managing tracker manager planner "
			    "organizer journal diary todo todos crm inventory",
			    spec->tokens[i].low))
			return true;
	return last.n > 0 &&
		ma_words_have("notes note contacts contact bookmarks bookmark expenses expense "
			      "recipes books tasks task habits habit",
			last);
}

/* A rating that nobody gives but who keeps the record is a number of it. */
static void keep_rating(struct ma_spec *spec)
{
	uint64_t ratings = MA_FEATURE(ma_feature_find(MA_STR("ratings")));
	struct ma_spec_entity *e;
	struct ma_spec_field *f;

	for (e = spec->entities; e && !e->given;)
		e = e->next;
	if (!e || !(spec->features & ratings))
		return;
	spec->features &= ~ratings;
	f = ma_spec_add_field(spec, e, MA_STR("rating"));
	if (f && !f->known) {
		f->type = MA_FIELD_INTEGER;
		f->known = f->said = true;
	}
}

ma_rc ma_spec_read_program(struct ma_spec *spec, ma_err *err)
{
	ma_rc rc = read_language(spec, err);
	bool records;

	if (rc)
		return rc;
	drop_program_itself(spec);
	records = is_about_records(spec);
	if (records) {
		keep_rating(spec);
	} else {
		drop_worked_on(spec);
		ma_spec_find_operations(spec);
	}
	if (spec->kind == MA_KIND_CLI)
		ma_spec_read_commands(spec, records || (!spec->operations && spec->entities));
	if (strcmp(spec->language, "c") == 0)
		ma_spec_keep_operations_in_c(spec);
	check_techniques(spec);
	spec->name = without_packaging(spec, spec->name);
	spec->topic = without_packaging(spec, spec->topic);
	return MA_OK;
}

bool ma_spec_builds(const struct ma_spec *spec, int feature)
{
	static const char *const built[MA_KINDS_N] = {
		[MA_KIND_API] = "api_docs docker",
		[MA_KIND_CLI] = "search filter sort export_csv",
		[MA_KIND_LIBRARY] = "search filter sort",
		[MA_KIND_SITE] = "dark_mode",
	};
	static const char pages[] = "dashboard charts calendar dark_mode i18n drag_drop markdown";
	struct ma_str name = ma_str(ma_understand_features()[feature]);

	if (spec->kind == MA_KIND_APP)
		return ma_feature_built(feature);
	if (ma_words_have(built[spec->kind], name))
		return true;
	return spec->kind == MA_KIND_API && ma_feature_built(feature) && !ma_words_have(pages, name);
}
