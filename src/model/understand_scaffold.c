/*
 * Labels of documents, which name no thing that is kept: "User story 2: As a nurse, ...", "Acceptance criteria:", "Later: payouts".
 * Each gets a line of its own, also in the midst of one, and what stands behind it is said as its kind wants it. One pass; a label
 * is looked for where a line or a sentence begins, among the few rows of a table.
 */
#include "model/understand_layout.h"

#define REASON 5  /* words of a reason that could be a sentence */
#define PREFIX 24 /* bytes of what may stand between a label and its colon */

enum act {
	ACT_PROSE,   /* what follows is said as if nothing stood before */
	ACT_REASON,  /* the same, but a few words are none: "Problem: too much paper" */
	ACT_ABOVE,   /* the same, also where it is on the next lines */
	ACT_WANTED,  /* what follows is what is built */
	ACT_TITLE,   /* what follows is what the work is called */
	ACT_LATER,   /* what follows is not built now */
	ACT_QUALITY, /* what follows holds for the whole app */
};

enum sign {
	SIGN_NONE = 0,
	SIGN_NUMBERED = 1, /* a number makes it a label: a story has a text, "story 2" has none */
	SIGN_LATE = 2,     /* the first of them is built now */
};

static const struct {
	const char *words;
	enum act act;
	unsigned sign;
} labels[] = {
	{ "user story", ACT_ABOVE, 0 },
	{ "user stories", ACT_ABOVE, 0 },
	{ "job story", ACT_ABOVE, 0 },
	{ "story", ACT_PROSE, SIGN_NUMBERED },
	{ "use case", ACT_PROSE, 0 },
	{ "scenario", ACT_PROSE, SIGN_NUMBERED },
	{ "requirement", ACT_PROSE, SIGN_NUMBERED },
	{ "feature", ACT_PROSE, SIGN_NUMBERED },
	{ "req", ACT_PROSE, SIGN_NUMBERED },
	{ "us", ACT_PROSE, SIGN_NUMBERED },
	{ "ac", ACT_PROSE, SIGN_NUMBERED },
	{ "step", ACT_PROSE, SIGN_NUMBERED },
	{ "acceptance criteria", ACT_ABOVE, 0 },
	{ "acceptance criterion", ACT_ABOVE, 0 },
	{ "definition of done", ACT_ABOVE, 0 },
	{ "mvp", ACT_WANTED, 0 },
	{ "mvp scope", ACT_WANTED, 0 },
	{ "scope", ACT_WANTED, 0 },
	{ "in scope", ACT_WANTED, 0 },
	{ "business case", ACT_REASON, 0 },
	{ "business need", ACT_REASON, 0 },
	{ "user need", ACT_PROSE, 0 },
	{ "problem statement", ACT_REASON, 0 },
	{ "problem", ACT_REASON, 0 },
	{ "the problem", ACT_REASON, 0 },
	{ "solution", ACT_PROSE, 0 },
	{ "the solution", ACT_PROSE, 0 },
	{ "proposed solution", ACT_PROSE, 0 },
	{ "background", ACT_REASON, 0 },
	{ "context", ACT_REASON, 0 },
	{ "motivation", ACT_REASON, 0 },
	{ "summary", ACT_PROSE, 0 },
	{ "overview", ACT_PROSE, 0 },
	{ "goal", ACT_PROSE, 0 },
	{ "the goal", ACT_PROSE, 0 },
	{ "our goal", ACT_PROSE, 0 },
	{ "objective", ACT_PROSE, 0 },
	{ "purpose", ACT_PROSE, 0 },
	{ "vision", ACT_PROSE, 0 },
	{ "idea", ACT_PROSE, 0 },
	{ "my idea", ACT_PROSE, 0 },
	{ "the idea", ACT_PROSE, 0 },
	{ "basic idea", ACT_PROSE, 0 },
	{ "tl;dr", ACT_PROSE, 0 },
	{ "tldr", ACT_PROSE, 0 },
	{ "in short", ACT_PROSE, 0 },
	{ "p.s.", ACT_PROSE, 0 },
	{ "ps", ACT_PROSE, 0 },
	{ "todo", ACT_PROSE, 0 },
	{ "how it works", ACT_PROSE, 0 },
	{ "epic", ACT_TITLE, 0 },
	{ "ticket", ACT_TITLE, 0 },
	{ "issue", ACT_TITLE, 0 },
	{ "app", ACT_TITLE, 0 },
	{ "app name", ACT_TITLE, 0 },
	{ "project", ACT_TITLE, 0 },
	{ "project name", ACT_TITLE, 0 },
	{ "product", ACT_TITLE, 0 },
	{ "product name", ACT_TITLE, 0 },
	{ "working title", ACT_TITLE, 0 },
	{ "phase", ACT_PROSE, SIGN_NUMBERED | SIGN_LATE },
	{ "version", ACT_PROSE, SIGN_NUMBERED | SIGN_LATE },
	{ "v", ACT_PROSE, SIGN_NUMBERED | SIGN_LATE },
	{ "release", ACT_PROSE, SIGN_NUMBERED | SIGN_LATE },
	{ "sprint", ACT_PROSE, SIGN_NUMBERED },
	{ "iteration", ACT_PROSE, SIGN_NUMBERED },
	{ "milestone", ACT_PROSE, SIGN_NUMBERED },
	{ "later", ACT_LATER, 0 },
	{ "for later", ACT_LATER, 0 },
	{ "maybe later", ACT_LATER, 0 },
	{ "future", ACT_LATER, 0 },
	{ "in the future", ACT_LATER, 0 },
	{ "future work", ACT_LATER, 0 },
	{ "future ideas", ACT_LATER, 0 },
	{ "future features", ACT_LATER, 0 },
	{ "not now", ACT_LATER, 0 },
	{ "not yet", ACT_LATER, 0 },
	{ "out of scope", ACT_LATER, 0 },
	{ "not in scope", ACT_LATER, 0 },
	{ "not in v1", ACT_LATER, 0 },
	{ "excluded", ACT_LATER, 0 },
	{ "non-goals", ACT_LATER, 0 },
	{ "non goals", ACT_LATER, 0 },
	{ "non-functional", ACT_QUALITY, 0 },
	{ "nonfunctional", ACT_QUALITY, 0 },
	{ "non functional", ACT_QUALITY, 0 },
	{ "non-functional requirements", ACT_QUALITY, 0 },
	{ "non functional requirements", ACT_QUALITY, 0 },
	{ "nfr", ACT_QUALITY, 0 },
	{ "nfrs", ACT_QUALITY, 0 },
};

struct label {
	enum act act;
	size_t size; /* with its colon and the blanks behind */
	bool numbered;
};

struct paper {
	struct ma_spec *spec;
	struct ma_buf out;
	bool changed;
	struct ma_str who; /* the label above bullets that each say what one can do; "": none */
};

static size_t digits(struct ma_str s, size_t at)
{
	while (at < s.n &&
		((s.p[at] >= '0' && s.p[at] <= '9') ||
			(s.p[at] == '.' && at > 0 && s.p[at - 1] >= '0' && s.p[at - 1] <= '9')))
		at++;
	return at;
}

/* Past " 2", "-12", " #3.1" at `at`; `at` where no number is there. */
static size_t after_number(struct ma_str s, size_t at)
{
	size_t from = at;

	while (from < s.n && from < at + 2 && memchr(" -#", s.p[from], 3))
		from++;
	return digits(s, from) > from ? digits(s, from) : at;
}

/* Past "(MVP)", "for the hackathon" and stars before a colon, and the colon; 0: none is there. */
static size_t after_colon(struct ma_str s, size_t at)
{
	size_t end = at;
	bool more = ma_str_starts(ma_str_from(s, at), " (") ||
		ma_str_starts(ma_str_from(s, at), " for ") ||
		ma_str_starts(ma_str_from(s, at), " of ");

	while (more && end < s.n && end < at + PREFIX && !memchr(":,;.?!", s.p[end], 6))
		end++;
	while (end < s.n && memchr("* ", s.p[end], 2))
		end++;
	if (end == s.n || s.p[end] != ':' || (end + 1 < s.n && !memchr(" *\r", s.p[end + 1], 3)))
		return 0;
	for (end++; end < s.n && memchr("* \r", s.p[end], 3);)
		end++;
	return end;
}

/* The label that begins the text; false where none does. */
static bool read_label(struct ma_str s, struct label *out)
{
	struct ma_str words;
	size_t i, number, end;
	bool late;

	for (i = 0; i < MA_COUNT(labels); i++) {
		words = ma_str(labels[i].words);
		if (s.n <= words.n || !ma_str_eq_nocase(ma_str_n(s.p, words.n), words))
			continue;
		number = after_number(s, words.n);
		end = after_colon(s, number);
		if (end == 0)
			continue;
		out->numbered = number > words.n;
		if (labels[i].sign & SIGN_NUMBERED && !out->numbered &&
			!ma_str_starts(ma_str_from(s, end), "As a"))
			continue;
		late = labels[i].sign & SIGN_LATE && s.p[number - 1] != '1' &&
			!ma_str_starts(ma_str_from(s, number - 2), "1.");
		out->act = late ? ACT_LATER : labels[i].act;
		out->size = end;
		return true;
	}
	return false;
}

static size_t words_of(struct ma_str s)
{
	size_t n = s.n > 0, i;

	for (i = 0; i < s.n; i++)
		n += s.p[i] == ' ';
	return n;
}

/* Where the sentence ends: behind its stop, and the end of a line. */
static size_t sentence_end(struct ma_str s)
{
	size_t at;

	for (at = 0; at < s.n; at++)
		if (memchr(".!?", s.p[at], 3) && (at + 1 == s.n || s.p[at + 1] == ' '))
			return at + 1;
	return s.n;
}

/* Whether the text behind a label is what the label says, and no list of fields: "Goal: title, target date" is a thing. */
static bool is_document(
	const struct paper *d, const struct label *l, struct ma_str text, bool bullet)
{
	struct ma_str sentence = ma_str_trim(ma_str_n(text.p, sentence_end(text)));

	if (l->act == ACT_LATER)
		return ma_str_find(sentence, MA_STR("(")) < 0 &&
			ma_str_find(sentence, MA_STR(" with ")) < 0;
	if (sentence.n == 0)
		return l->act == ACT_ABOVE || l->act == ACT_WANTED || l->act == ACT_QUALITY ||
			l->numbered;
	if (l->act == ACT_QUALITY)
		return true;
	if (ma_outline_lists_fields(d->spec, sentence))
		return false;
	if (l->act == ACT_TITLE)
		return !bullet && sentence.p[0] >= 'A' && sentence.p[0] <= 'Z' &&
			!memchr(sentence.p, ',', sentence.n) &&
			!memchr(sentence.p, '(', sentence.n);
	return l->act == ACT_ABOVE || l->act == ACT_WANTED || l->numbered || words_of(sentence) > 2;
}

static void add_line(struct paper *d, struct ma_str text)
{
	ma_buf_addv(&d->out, text);
	ma_buf_addc(&d->out, '\n');
}

static void add_parts(struct paper *d, struct ma_str text)
{
	struct ma_str part;

	if (ma_str_ends(text, "."))
		text.n--;
	while (ma_outline_cut_item(&text, &part)) {
		ma_buf_adds(&d->out, "The app must be ");
		ma_buf_addv(&d->out, part);
		ma_buf_adds(&d->out, ".\n");
	}
}

/* Whether one of the words has a digit: "PROD-1182" is what a ticket is filed under. */
static bool is_number(struct ma_str text)
{
	size_t i;

	for (i = 0; i < text.n && text.p[i] != ' '; i++)
		if (text.p[i] >= '0' && text.p[i] <= '9')
			return true;
	return false;
}

/* What stands behind the label, up to the end of its sentence; gives how much was read. */
static size_t add_said(struct paper *d, const struct label *l, struct ma_str text)
{
	size_t end = sentence_end(text);
	struct ma_str sentence = ma_str_trim(ma_str_n(text.p, end));

	switch (l->act) {
	case ACT_LATER:
		ma_buf_adds(&d->out, "Out of scope: ");
		add_line(d, sentence);
		return end;
	case ACT_TITLE:
		if (!is_number(sentence)) {
			ma_buf_adds(&d->out, "# ");
			add_line(d, sentence);
			ma_buf_addc(&d->out, '\n');
		}
		return end;
	case ACT_QUALITY:
		add_parts(d, sentence);
		return end;
	case ACT_REASON:
		return words_of(sentence) < REASON ? end : 0;
	case ACT_WANTED:
		ma_buf_adds(&d->out, "Features: ");
		break;
	case ACT_PROSE:
	case ACT_ABOVE:
		break;
	}
	return 0;
}

/* The line's marks: blanks, a bullet, stars. */
static size_t marks_of(struct ma_str line)
{
	size_t at = 0;

	while (at < line.n && memchr(" \t-*#>", line.p[at], 6))
		at++;
	return at;
}

static size_t after_blanks(struct ma_str s, size_t at)
{
	while (at < s.n && s.p[at] == ' ')
		at++;
	return at;
}

static void read_line(struct paper *d, struct ma_str line)
{
	size_t marks = marks_of(line), at = marks, from = 0, said;
	bool bullet = marks > 0 && !memchr(line.p, '#', marks);
	struct label l = { .size = 0 };
	struct ma_str text;

	while (at < line.n) {
		text = ma_str_from(line, at);
		said = 0;
		if (read_label(text, &l) &&
			is_document(d, &l, ma_str_from(text, l.size), bullet && at == marks)) {
			if (at > marks)
				add_line(d, ma_str_n(line.p + from, at - from));
			d->changed = true;
			said = add_said(d, &l, ma_str_from(text, l.size));
			from = at = after_blanks(line, at + l.size + said);
		}
		if (said == 0)
			at = after_blanks(line, at + sentence_end(ma_str_from(line, at)));
	}
	add_line(d, ma_str_from(line, from));
}

static bool is_ability(struct ma_str text)
{
	return ma_str_starts(text, "can ") || ma_str_starts(text, "I can ");
}

/* "Owner:" above "- can add a space": each bullet is a sentence of its own, "Owner can add a space". */
static bool read_ability(struct paper *d, struct ma_str line, struct ma_str rest)
{
	struct ma_line l = ma_line_read(line), below;
	struct ma_str next = MA_STR("");

	if (!l.bullet && l.colon && ma_line_is_label(l.text) && ma_str_line(&rest, &next)) {
		below = ma_line_read(next);
		d->who = below.bullet && is_ability(below.text) ? l.text : MA_STR("");
		d->changed |= d->who.n > 0;
		return d->who.n > 0;
	}
	if (!l.bullet || d->who.n == 0 || !is_ability(l.text)) {
		d->who = l.bullet ? d->who : MA_STR("");
		return false;
	}
	if (!ma_str_starts(d->who, "As ") && ma_str_starts(l.text, "I "))
		l.text = ma_str_from(l.text, 2);
	ma_buf_addv(&d->out, d->who);
	ma_buf_adds(&d->out, ma_str_starts(l.text, "I ") ? ", " : " ");
	ma_buf_addv(&d->out, l.text);
	ma_buf_adds(&d->out, ".\n");
	return true;
}

/* "I have an idea for an app ...": how the prompt begins where it speaks of the work, and what is meant. */
static struct ma_str read_opening(struct paper *d, struct ma_str prompt)
{
	static const struct {
		const char *said, *meant;
	} openings[] = {
		{ "i have an idea for an app", "An app" },
		{ "i have an idea for a website", "A website" },
		{ "i've got an idea for an app", "An app" },
		{ "idea for an app", "An app" },
		{ "idea: an app", "An app" },
		{ "a place where", "An app where" },
		{ "a place for", "An app for" },
		{ "somewhere to", "An app to" },
	};
	struct ma_str said;
	size_t i;

	for (i = 0; i < MA_COUNT(openings); i++) {
		said = ma_str(openings[i].said);
		if (prompt.n <= said.n || prompt.p[said.n] != ' ' ||
			!ma_str_eq_nocase(ma_str_n(prompt.p, said.n), said))
			continue;
		ma_buf_adds(&d->out, openings[i].meant);
		d->changed = true;
		return ma_str_from(prompt, said.n);
	}
	return prompt;
}

struct ma_str ma_spec_read_scaffold(struct ma_spec *spec, struct ma_str prompt)
{
	struct paper d = { .spec = spec, .out = MA_BUF_INIT(prompt.n * 4 + 64) };
	struct ma_str rest = prompt, line;
	bool code = false;

	if (spec->rc)
		return prompt;
	rest = read_opening(&d, prompt);
	while (ma_str_line(&rest, &line)) {
		code ^= ma_str_starts(ma_str_trim(line), "```");
		if (!code && read_ability(&d, line, rest))
			continue;
		if (code || ma_str_starts(line, MA_DEFINES) || !memchr(line.p, ':', line.n))
			add_line(&d, line);
		else
			read_line(&d, line);
	}
	if (!d.changed) {
		ma_buf_done(&d.out);
		return prompt;
	}
	return ma_spec_text(spec, &d.out, prompt);
}
