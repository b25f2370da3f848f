/* The letters of a prompt, and which of them a word is made of. */
#include "model/understand_letters.h"

/* Latin letters without their marks, so that names are ASCII. */
static const char *fold_letter(uint32_t cp)
{
	static const char *const latin1[] = { "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e",
		"e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u",
		"u", "u", "y", "th", "ss" };

	if (cp >= 0xc0 && cp <= 0xff && cp != 0xd7 && cp != 0xf7)
		return cp == 0xff ? "y" : cp == 0xdf ? "ss" : latin1[(cp - 0xc0) % 32];
	return cp == 0x161 || cp == 0x15b    ? "s"
		: cp == 0x17e || cp == 0x17c ? "z"
		: cp == 0x10d                ? "c"
					     : "";
}

static bool is_picture(uint32_t cp)
{
	return (cp >= 0x1f000 && cp < 0x1fb00) || (cp >= 0xfe00 && cp <= 0xfe0f);
}

bool ma_letters_are_of_word(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') ||
		cp == 0xb2 || cp == 0xb3 || (cp >= 0xc0 && cp < 0x2000) ||
		(cp >= 0x3040 && !is_picture(cp));
}

static bool is_apostrophe(uint32_t cp)
{
	return cp == '\'' || cp == 0x2019;
}

uint32_t ma_letters_first(struct ma_str s)
{
	uint32_t cp = 0;

	(void)ma_str_utf8_next(s, &cp); /* 0 at the end: no character of a word */
	return cp;
}

static void add_low(struct ma_buf *low, uint32_t cp)
{
	if (cp >= 'A' && cp <= 'Z')
		ma_buf_addc(low, (char)(cp + 32));
	else if (cp < 0x80)
		ma_buf_addc(low, (char)cp);
	else if (cp == 0xb2 || cp == 0xb3)
		ma_buf_addc(low, cp == 0xb2 ? '2' : '3'); /* of square and cubic metres */
	else
		ma_buf_adds(low, fold_letter(cp));
}

/* Between two letters or digits these belong to the word: sign-up, user's, Node.js, 10:30, snake_case. */
static bool is_joint(uint32_t cp, uint32_t before, uint32_t after)
{
	if (cp == '_' || cp == '+' || cp == '#')
		return ma_letters_are_of_word(before);
	if (cp == '.')
		return ma_letters_are_of_word(after) && !(after >= 'A' && after <= 'Z');
	if (cp == ':')
		return before >= '0' && before <= '9' && after >= '0' && after <= '9';
	if (cp == '-' && before >= 'A' && before <= 'Z' &&
		(after == ',' || after == '/' || after == '|' || after == ')'))
		return true; /* "A-" of "(A+, A-)" */
	return (cp == '-' || is_apostrophe(cp)) && ma_letters_are_of_word(after);
}

size_t ma_letters_word(struct ma_str s, struct ma_buf *low)
{
	uint32_t cp = 0, before = 0;
	size_t at = 0, n;

	ma_buf_clear(low);
	while ((n = ma_str_utf8_next(ma_str_from(s, at), &cp)) > 0) {
		if (!ma_letters_are_of_word(cp) &&
			!(at > 0 && is_joint(cp, before, ma_letters_first(ma_str_from(s, at + n)))))
			break;
		if (!is_apostrophe(cp))
			add_low(low, cp);
		before = cp;
		at += n;
	}
	return at;
}
