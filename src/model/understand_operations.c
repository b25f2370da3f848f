/*
 * Well-known work of programs: counting words, converting CSV to JSON. A rule is a word, and one that follows
 * it within a few words of the same sentence; earlier rows take the words that later ones would match too.
 */
#include "base/limits.h"
#include "model/understand_parts.h"

static const struct operation {
	const char *id, *name; /* name: of a program that does this alone */
} operations[] = {
	{ "count", "wordcount" },
	{ "frequency", "word-frequency" },
	{ "duplicates", "find-duplicates" },
	{ "unique", "unique-lines" },
	{ "number", "number-lines" },
	{ "sort", "sort-lines" },
	{ "reverse", "reverse-text" },
	{ "head", "first-lines" },
	{ "tail", "last-lines" },
	{ "rename", "rename-files" },
	{ "replace", "replace-text" },
	{ "search", "search-text" },
	{ "case", "change-case" },
	{ "slug", "slugify-text" },
	{ "csv_to_json", "csv-to-json" },
	{ "json_to_csv", "json-to-csv" },
	{ "json_format", "format-json" },
	{ "base64", "base64-text" },
	{ "checksum", "file-checksum" },
	{ "password", "password-generator" },
	{ "dice", "roll-dice" },
	{ "roman", "roman-numerals" },
	{ "units", "convert-units" },
	{ "primes", "prime-numbers" },
	{ "fibonacci", "fibonacci-numbers" },
	{ "fizzbuzz", "fizz-buzz" },
	{ "calculate", "calculator" },
	{ "stats", "number-statistics" },
	{ "distance", "edit-distance" },
	{ "palindrome", "palindromes" },
	{ "bases", "number-bases" },
	{ "caesar", "caesar-cipher" },
	{ "morse", "morse-code" },
	{ "gcd", "common-divisor" },
	{ "factorial", "factorials" },
	{ "factors", "prime-factors" },
	{ "leap_year", "leap-years" },
	{ "days_between", "days-between" },
	{ "luhn", "check-digits" },
	{ "hexadecimal", "hex-text" },
	{ "wrap", "wrap-text" },
	{ "duration", "durations" },
};

/* `then` within `reach` words behind one of `first`; NULL: the first alone. */
static const struct rule {
	const char *id, *first, *then;
	size_t reach;
} rules[] = {
	{ "factors", "prime", "factor factors factorization factorisation factoring", 1 },
	{ "factors", "factorize factorizes factorise factorises factorization factorisation",
		"number numbers integer integers", 4 },
	{ "days_between", "days", "between", 1 },
	{ "leap_year", "leap", "year years", 1 },
	{ "luhn", "luhn", NULL, 0 },
	{ "luhn", "validate validates validating validator check checks", "credit card", 2 },
	{ "morse", "morse", NULL, 0 },
	{ "caesar", "caesar rot13 rot-13", NULL, 0 },
	{ "distance", "levenshtein", NULL, 0 },
	{ "distance", "edit", "distance distances", 1 },
	{ "palindrome", "palindrome palindromes palindromic", NULL, 0 },
	{ "gcd", "gcd lcm", NULL, 0 },
	{ "gcd", "greatest", "divisor divisors", 2 },
	{ "gcd", "least lowest", "multiple multiples", 2 },
	{ "factorial", "factorial factorials", NULL, 0 },
	{ "bases", "binary decimal octal hexadecimal hex", "binary decimal octal hexadecimal hex",
		3 },
	{ "bases", "number", "base bases", 1 },
	{ "bases", "base", "converter conversion conversions", 1 },
	{ "hexadecimal", "hex hexadecimal",
		"encode encodes encoding encoder decode decodes decoding", 3 },
	{ "hexadecimal", "encode encodes encoding decode decodes decoding", "hex hexadecimal", 5 },
	{ "wrap", "wrap wraps wrapping", "line lines text paragraph paragraphs words word", 4 },
	{ "wrap", "word", "wrap wrapping", 1 },
	{ "duration", "duration durations",
		"convert converts parse parses parsing format formatting seconds", 5 },
	{ "duration", "convert converts converting parse parses parsing format formatting formats",
		"duration durations", 4 },
	{ "stats", "mean median", "mean median mode", 4 },
	{ "stats", "standard", "deviation deviations", 1 },
	{ "stats", "statistics", "number numbers", 5 },
	{ "calculate", "calculator calculators", NULL, 0 },
	{ "calculate", "evaluate evaluates evaluating calculate calculates",
		"expression expressions arithmetic", 4 },
	{ "frequency", "word words", "frequency frequencies", 1 },
	{ "frequency", "frequency frequencies frequent common", "word words", 3 },
	{ "duplicates", "duplicate duplicates duplicated identical",
		"file files photo photos image images", 2 },
	{ "unique", "duplicate duplicates duplicated repeated unique distinct", "line lines", 2 },
	{ "unique", "remove removes removing drop drops dropping", "duplicates repetitions", 2 },
	{ "unique", "deduplicate deduplicates dedupe dedupes deduplicating uniq", NULL, 0 },
	{ "number", "line", "numbers numbering", 1 },
	{ "number", "number numbers numbering", "line lines", 2 },
	{ "count", "count counts counting counter wc",
		"word words line lines character characters letter letters byte bytes", 6 },
	{ "count", "number", "words lines characters letters", 2 },
	{ "count", "word words line lines character characters letter",
		"count counts counter counting", 1 },
	{ "count", "wordcount wc", NULL, 0 },
	{ "head", "first", "line lines", 3 },
	{ "tail", "last", "line lines", 3 },
	{ "sort", "sort sorts sorting sorted", "line lines word words file files text input", 5 },
	{ "reverse", "reverse reverses reversing reversed",
		"line lines text string strings word words input", 4 },
	{ "rename", "rename renames renaming",
		"file files photo photos picture pictures image images", 5 },
	{ "replace", "replace replaces replacing substitute substitutes",
		"text word words string strings pattern patterns", 5 },
	{ "replace", "find", "replace", 2 },
	{ "search", "grep greps", NULL, 0 },
	{ "search", "search searches searching find finds finding look looks",
		"text pattern patterns string strings regex word words keyword keywords", 6 },
	{ "search", "search searches searching", "file files line lines", 3 },
	{ "case", "upper lower title camel snake kebab", "case", 1 },
	{ "case",
		"uppercase lowercase upper-case lower-case titlecase camelcase capitalize capitalizes capitalise "
		"snake-case kebab-case camel-case uppercases lowercases",
		NULL, 0 },
	{ "slug", "slug slugs slugify slugifies slugifying", NULL, 0 },
	{ "csv_to_json", "csv", "json", 6 },
	{ "json_to_csv", "json", "csv", 6 },
	{ "json_format",
		"pretty pretty-print pretty-prints prettify prettifies format formats formatting validate "
		"validates validating beautify indent indents",
		"json", 4 },
	{ "json_format", "json", "formatter prettifier validator", 1 },
	{ "base64", "base64 base-64", NULL, 0 },
	{ "checksum", "checksum checksums sha256 sha-256 md5", NULL, 0 },
	{ "checksum", "hash hashes hashing", "file files", 4 },
	{ "password", "password passwords passphrase", "generator generators", 1 },
	{ "password", "generate generates generating creates random", "password passwords", 4 },
	{ "dice", "roll rolls rolling dice", "dice die roller", 3 },
	{ "roman", "roman", "numeral numerals number numbers", 1 },
	{ "units", "celsius fahrenheit kelvin miles pounds kilograms kilometers kilometres", NULL,
		0 },
	{ "units", "unit units temperature temperatures",
		"converter converters conversion conversions", 2 },
	{ "units", "convert converts converting", "unit units temperature temperatures", 4 },
	{ "primes", "prime primes", NULL, 0 },
	{ "fibonacci", "fibonacci", NULL, 0 },
	{ "fizzbuzz", "fizzbuzz fizz-buzz", NULL, 0 },
};

#define TAKEN_MAX 32
#define PART_MAX 100 /* words of a part of a list; a longer one is cut */

struct taken {
	size_t from[TAKEN_MAX], to[TAKEN_MAX];
	size_t n;
};

static int find(const char *id)
{
	size_t i;

	for (i = 0; i < MA_COUNT(operations); i++)
		if (strcmp(operations[i].id, id) == 0)
			return (int)i;
	MA_ASSERT(0);
	return -1;
}

/* The words of the rule at `at`, as [at, result); 0: they are not there. */
static size_t match(const struct ma_spec *spec, const struct rule *rule, size_t at)
{
	const struct ma_token *t = spec->tokens;
	size_t i;

	if (t[at].kind != MA_TOKEN_WORD || !ma_words_have(rule->first, t[at].low))
		return 0;
	if (!rule->then)
		return at + 1;
	for (i = at + 1; i <= at + rule->reach && i < spec->tokens_n; i++) {
		if (t[i].kind == MA_TOKEN_STOP)
			return 0;
		if (t[i].kind == MA_TOKEN_WORD && ma_words_have(rule->then, t[i].low))
			return i + 1;
	}
	return 0;
}

static bool is_taken(const struct taken *taken, size_t from, size_t to)
{
	size_t i;

	for (i = 0; i < taken->n; i++)
		if (from < taken->to[i] && to > taken->from[i])
			return true;
	return false;
}

static bool is_negated(const struct ma_spec *spec, size_t at)
{
	while (at-- > 0 && spec->tokens[at].kind == MA_TOKEN_WORD)
		if (spec->tokens[at].flags & MA_W_NEG)
			return true;
	return false;
}

static void apply(struct ma_spec *spec, const struct rule *rule, struct taken *taken)
{
	size_t at, to;

	for (at = 0; at < spec->tokens_n && taken->n < TAKEN_MAX; at++) {
		to = match(spec, rule, at);
		if (to == 0 || is_taken(taken, at, to) || is_negated(spec, at))
			continue;
		spec->operations |= MA_FEATURE(find(rule->id));
		ma_spec_take(spec, at, to);
		taken->from[taken->n] = at;
		taken->to[taken->n++] = to;
	}
}

/* "between CSV and JSON", "and back": both ways. */
static void add_way_back(struct ma_spec *spec)
{
	uint64_t both = MA_FEATURE(find("csv_to_json")) | MA_FEATURE(find("json_to_csv"));
	size_t i;

	for (i = 0; i < spec->tokens_n && spec->operations & both; i++)
		if (spec->tokens[i].kind == MA_TOKEN_WORD &&
			ma_words_have("between back versa", spec->tokens[i].low))
			spec->operations |= both;
}

/* Work is done to them: they are none themselves. */
static bool is_object(const struct ma_spec *spec, size_t at)
{
	size_t i;

	for (i = 0; i < MA_COUNT(rules); i++)
		if (rules[i].then && ma_spec_is_any(spec, at, rules[i].then))
			return true;
	return false;
}

/* A rule begins with it, and what it is done to follows later: "count, sort and reverse lines". */
static bool is_first(const struct ma_spec *spec, size_t at)
{
	size_t i;

	for (i = 0; i < MA_COUNT(rules); i++)
		if (ma_spec_is_any(spec, at, rules[i].first))
			return true;
	return false;
}

static bool ends_in_comma(const struct ma_spec *spec, size_t at)
{
	return spec->tokens[at].kind == MA_TOKEN_COMMA || ma_spec_is_a(spec, at, MA_W_CONJ);
}

/* "that counts", "functions to count", "for counting": what a list of work begins with. */
static bool begins_work(const struct ma_spec *spec, size_t at)
{
	struct ma_str next = spec->tokens[at + 1].low;

	if (ma_spec_is_any(spec, at, "that which can"))
		return true;
	return spec->tokens[at + 1].kind == MA_TOKEN_WORD &&
		((ma_spec_is_any(spec, at, "to") && !ma_spec_is_any(spec, at + 1, "a an the")) ||
			(ma_spec_is_any(spec, at, "for") && ma_str_ends(next, "ing")));
}

static bool ends_part(const struct ma_spec *spec, size_t at)
{
	enum ma_token_kind kind = spec->tokens[at].kind;

	return kind == MA_TOKEN_STOP || kind == MA_TOKEN_COMMA || kind == MA_TOKEN_OPEN ||
		kind == MA_TOKEN_COLON || ma_spec_is_a(spec, at, MA_W_CONJ);
}

/* "translates text to Klingon" [from, to): a verb and what it is done to, none of which a rule took. */
static bool is_other_work(
	const struct ma_spec *spec, const struct taken *taken, size_t from, size_t to)
{
	unsigned no_verb = MA_W_CLOSED | MA_W_ADJ;

	if (to <= from || spec->tokens[from].kind != MA_TOKEN_WORD ||
		ma_spec_is_a(spec, from, no_verb) || is_object(spec, from) ||
		is_taken(taken, from, to))
		return false;
	if (to == from + 1) /* "functions to trim, split and join strings" */
		return !is_first(spec, from) && ends_in_comma(spec, to) &&
			!ma_spec_is_any(spec, from, "support supports handle handles work works");
	return spec->tokens[from + 1].kind == MA_TOKEN_WORD &&
		!ma_spec_is_a(spec, from + 1, MA_W_PREP | MA_W_WITH | MA_W_HAVE);
}

/* What a list of work names beside what is known is told, not lost. */
static void warn_of_rest(struct ma_spec *spec, const struct taken *taken)
{
	bool listing = false;
	size_t at, to;

	for (at = 0; at + 1 < spec->tokens_n; at++) {
		if (spec->tokens[at].kind == MA_TOKEN_STOP ||
			ma_spec_is_a(spec, at, MA_W_WITH | MA_W_NEG))
			listing = false;
		if (begins_work(spec, at))
			listing = true;
		if (!listing || !(ends_part(spec, at) || begins_work(spec, at)))
			continue;
		while (at + 2 < spec->tokens_n &&
			(ma_spec_is_a(spec, at + 1, MA_W_CONJ | MA_W_ADV) ||
				ma_spec_is_any(spec, at + 1, "to")))
			at++;
		for (to = at + 1; to <= at + PART_MAX && !ends_part(spec, to) &&
			!ma_spec_is_a(spec, to, MA_W_WITH | MA_W_NEG);)
			to++;
		if (is_other_work(spec, taken, at + 1, to)) {
			struct ma_str words = ma_spec_words(spec, at + 1, to);

			ma_spec_warn(spec, "not understood, and not built: \"" MA_STR_FMT "\"",
				MA_STR_ARG(words));
		}
	}
}

/* The end of a part of a list, as "days between two dates". */
static size_t part_end(const struct ma_spec *spec, size_t at)
{
	while (!ends_part(spec, at) && !ma_spec_is_a(spec, at, MA_W_WITH | MA_W_NEG | MA_W_REL))
		at++;
	return at;
}

/* "for leap years and week numbers", "with fuzzy search": of a list of work each part is work. */
static void warn_of_parts(struct ma_spec *spec, const struct taken *taken, size_t from)
{
	bool known = false;
	size_t pass, at, to;

	for (pass = 0; pass < 2; pass++)
		for (at = from; at < spec->tokens_n; at = to + 1) {
			to = part_end(spec, at);
			if (pass == 0)
				known |= is_taken(taken, at, to);
			else if (known && to >= at + 2 && !is_taken(taken, at, to) &&
				spec->tokens[at].kind == MA_TOKEN_WORD &&
				!ma_spec_is_a(spec, at, MA_W_CLOSED) && !is_object(spec, at) &&
				!is_first(spec, at)) {
				struct ma_str words = ma_spec_words(spec, at, to);

				ma_spec_warn(spec,
					"not understood, and not built: \"" MA_STR_FMT "\"",
					MA_STR_ARG(words));
			}
			if (!ends_in_comma(spec, to))
				break;
		}
}

bool ma_spec_add_operation(struct ma_spec *spec, struct ma_str name)
{
	size_t i, k;

	for (i = 0; i < MA_COUNT(operations); i++) {
		const char *id = operations[i].id;

		for (k = 0; k < name.n && id[k]; k++)
			if (name.p[k] != id[k] && !(name.p[k] == '-' && id[k] == '_'))
				break;
		if (k == name.n && !id[k]) {
			spec->operations |= MA_FEATURE(i);
			return true;
		}
	}
	return false;
}

void ma_spec_find_operations(struct ma_spec *spec)
{
	struct taken taken = { .n = 0 };
	size_t i;

	for (i = 0; i < MA_COUNT(rules); i++)
		apply(spec, &rules[i], &taken);
	add_way_back(spec);
	if (spec->operations) {
		for (i = 0; i < taken.n;
			i++) /* the grammar looked for fields in "functions gcd and ..." */
			ma_spec_unwarn(spec, spec->tokens[taken.from[i]].low);
		warn_of_rest(spec, &taken);
		for (i = 0; i + 1 < spec->tokens_n; i++)
			if (ma_spec_is_any(spec, i, "for with"))
				warn_of_parts(spec, &taken, i + 1);
	}
}

static const char in_c[] =
	"csv_to_json json_to_csv json_format count frequency unique number sort reverse head tail replace search case slug "
	"roman primes fibonacci fizzbuzz base64 units password calculate stats distance palindrome "
	"bases caesar morse gcd factorial factors leap_year days_between luhn hexadecimal "
	"wrap duration";

bool ma_understand_operation(struct ma_str id, struct ma_str language)
{
	size_t i;

	for (i = 0; i < MA_COUNT(operations); i++)
		if (ma_str_is(id, operations[i].id))
			return !ma_str_is(language, "c") || ma_words_have(in_c, id);
	return false;
}

struct ma_str ma_spec_known_work(struct ma_spec *spec)
{
	struct ma_buf b = MA_BUF_INIT(2 * MA_KIB);
	const char *at, *copy;
	size_t i;

	for (i = 0; i < MA_COUNT(operations); i++) {
		if (!ma_understand_operation(ma_str(operations[i].id), ma_str(spec->language)))
			continue;
		if (b.n > 0)
			ma_buf_adds(&b, ", ");
		for (at = operations[i].id; *at; at++)
			ma_buf_addc(&b, *at == '_' ? '-' : *at);
	}
	copy = b.rc ? NULL : ma_arena_dup(&spec->arena, ma_buf_str(&b));
	ma_buf_done(&b);
	if (!copy)
		spec->rc = MA_ENOMEM;
	return copy ? ma_str(copy) : MA_STR("");
}

void ma_spec_keep_operations_in_c(struct ma_spec *spec)
{
	size_t i;

	for (i = 0; i < MA_COUNT(operations); i++) {
		if (!(spec->operations & MA_FEATURE(i)) ||
			ma_words_have(in_c, ma_str(operations[i].id)))
			continue;
		spec->operations &= ~MA_FEATURE(i);
		spec->unbuilt = true;
		ma_spec_warn(spec, "understood but not built in C yet: %s", operations[i].id);
	}
}

json_t *ma_spec_operations(const struct ma_spec *spec)
{
	json_t *list = json_array();
	size_t i;

	for (i = 0; list && i < MA_COUNT(operations); i++)
		if (spec->operations & MA_FEATURE(i) &&
			json_array_append_new(list, json_string(operations[i].id))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

const char *ma_spec_operation_name(const struct ma_spec *spec)
{
	uint64_t csv = MA_FEATURE(find("csv_to_json")) | MA_FEATURE(find("json_to_csv"));
	size_t i;

	for (i = 0; i < MA_COUNT(operations); i++)
		if (spec->operations == MA_FEATURE(i))
			return operations[i].name;
	return spec->operations == csv ? "csv-json" : spec->operations ? "text-tools" : "";
}
