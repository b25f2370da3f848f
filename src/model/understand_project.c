/* What a project is called before anything of it is made. */
#include "codec/json.h"
#include "codec/words.h"
#include "model/understand_layout.h"
#include "model/understand_parts.h"

#define NAME_MOST 40 /* bytes */
#define WORDS_MOST 4

/* What people begin with, and what such a name ends before: "a chess engine" of "Write me a chess engine in Rust". */
static const char opening[] =
	"please can could would you i we want need like to build create make write generate develop design implement program "
	"give me us a an the my our some simple small little new full complete basic";
static const char closing[] =
	"with for that which who where to in into using and from by of on it is so as about";

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		(unsigned char)c >= 0x80;
}

/* The next word of *rest in lower case; `*parted`: more than a blank or a hyphen stands before it. */
static struct ma_str next_word(struct ma_str *rest, char *low, size_t size, bool *parted)
{
	struct ma_str word = *rest;
	size_t from = 0, to;

	*parted = false;
	while (from < word.n && !is_letter(word.p[from])) {
		*parted = *parted || (word.p[from] != ' ' && word.p[from] != '-');
		from++;
	}
	for (to = from; to < word.n && is_letter(word.p[to]);)
		to++;
	*rest = ma_str_from(word, to);
	return ma_line_lower(ma_str_n(word.p + from, to - from), low, size);
}

static void add_first_words(struct ma_buf *out, struct ma_str prompt)
{
	char low[NAME_MOST * 2];
	struct ma_str word;
	size_t n = 0;
	bool parted;

	while (n < WORDS_MOST) {
		word = next_word(&prompt, low, sizeof(low), &parted);
		if (word.n == 0 || out->n + 1 + word.n > NAME_MOST ||
			(n > 0 && (parted || ma_words_have(closing, word))))
			return;
		if (n == 0 && ma_words_have(opening, word))
			continue;
		ma_buf_adds(out, n++ > 0 ? "-" : "");
		ma_buf_addv(out, word);
	}
}

ma_rc ma_understand_name(struct ma_str prompt, struct ma_buf *out, ma_err *err)
{
	json_t *contract = NULL;
	ma_err why = { .code = MA_OK };
	ma_rc rc = ma_understand(prompt, &contract, &why);

	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	if (rc)
		add_first_words(out, prompt); /* refused: a model may build it all the same */
	else
		ma_words_case(out, ma_json_str(contract, "name"), MA_CASE_KEBAB);
	json_decref(contract);
	if (out->n == 0)
		ma_buf_adds(out, "app");
	return ma_buf_check(out, err);
}
