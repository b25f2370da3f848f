/* What a project is called before anything of it is made. */
#include "base/limits.h"
#include "codec/json.h"
#include "codec/words.h"
#include "model/understand_letters.h"
#include "model/understand_parts.h"

#define NAME_MOST 40 /* bytes */
#define WORDS_MOST 4

/* What people begin with, and what such a name ends before: "a chess engine" of "Write me a chess engine in Rust". */
static const char opening[] =
	"please can could would you i we want need like to build create make write generate develop design implement program "
	"give me us a an the my our some simple small little new full complete basic";
static const char closing[] =
	"with for that which who where to in into using and from by of on it is so as about";

/* The next word of *rest in lower case, "" at the end; false: more than a blank or a hyphen stands before it. */
static bool next_word(struct ma_str *rest, struct ma_buf *low)
{
	bool follows = true;
	size_t n = 0;

	ma_buf_clear(low);
	while (rest->n > 0 && (n = ma_letters_word(*rest, low)) == 0) {
		follows = follows && memchr(" -", rest->p[0], 2);
		*rest = ma_str_from(*rest, 1);
	}
	*rest = ma_str_from(*rest, n);
	return follows;
}

static void add_first_words(struct ma_buf *out, struct ma_str prompt)
{
	struct ma_buf low = MA_BUF_INIT(MA_KIB), words = MA_BUF_INIT(MA_KIB);
	struct ma_str word;
	size_t n = 0;
	bool follows;

	while (n < WORDS_MOST && !words.rc) {
		follows = next_word(&prompt, &low);
		word = ma_buf_str(&low);
		if (word.n == 0 || words.n + 1 + word.n > NAME_MOST ||
			(n > 0 && (!follows || ma_words_have(closing, word))))
			break;
		if (n == 0 && ma_words_have(opening, word))
			continue;
		ma_buf_adds(&words, n++ > 0 ? " " : "");
		ma_buf_addv(&words, word);
	}
	if (low.rc == MA_ENOMEM || words.rc)
		out->rc = MA_ENOMEM;
	else
		ma_words_case(out, ma_buf_str(&words), MA_CASE_KEBAB); /* "c" of "c++" */
	ma_buf_done(&low);
	ma_buf_done(&words);
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
