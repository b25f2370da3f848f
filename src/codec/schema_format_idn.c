/*
 * International host names: RFC 5890 to 5893, with the Unicode tables of PCRE2.
 *
 * Two of IDNA's derived properties are approximated, since PCRE2 has no tables for them: which
 * characters NFKC would change (whole blocks of compatibility forms are refused), and how letters
 * join (the Arabic letters that join on one side only are listed).
 */
#include "base/buf.h"
#include "codec/schema_format.h"
#include "codec/schema_punycode.h"
#include "codec/schema_regex.h"

#define HOST_MAX 253
#define LABEL_MAX 256 /* bytes of UTF-8: 63 letters hold no more */

#define ALLOWED                                                                         \
	"^(?:(?![\\x{640}\\x{7fa}\\x{302e}\\x{302f}\\x{3031}-\\x{3035}\\x{303b}"        \
	"\\x{1100}-\\x{11ff}\\x{a960}-\\x{a97f}\\x{d7b0}-\\x{d7ff}"                     \
	"\\x{fb00}-\\x{fdff}\\x{fe70}-\\x{feff}\\x{ff00}-\\x{ffef}])"                   \
	"[-\\p{Ll}\\p{Lo}\\p{Lm}\\p{Mn}\\p{Mc}\\p{Nd}\\x{6fd}\\x{6fe}\\x{f0b}\\x{3007}" \
	"\\x{b7}\\x{375}\\x{5f3}\\x{5f4}\\x{30fb}\\x{200c}\\x{200d}])+$"
#define VIRAMA                                                                        \
	"[\\x{94d}\\x{9cd}\\x{a4d}\\x{acd}\\x{b4d}\\x{bcd}\\x{c4d}\\x{ccd}\\x{d3b}"   \
	"\\x{d3c}\\x{d4d}\\x{dca}\\x{e3a}\\x{eba}\\x{f84}\\x{1039}\\x{103a}\\x{1714}" \
	"\\x{1734}\\x{17d2}\\x{1a60}\\x{1b44}\\x{1baa}\\x{1bab}\\x{1bf2}\\x{1bf3}"    \
	"\\x{2d7f}\\x{a806}\\x{a8c4}\\x{a953}\\x{a9c0}\\x{aaf6}\\x{abed}\\x{10a3f}"   \
	"\\x{11046}\\x{1107f}\\x{110b9}\\x{11133}\\x{111c0}\\x{1134d}\\x{1163f}]"
#define JOINS_LEFT                                                                    \
	"(?![\\x{622}-\\x{625}\\x{627}\\x{629}\\x{62f}-\\x{632}\\x{648}\\x{671}-"     \
	"\\x{673}\\x{675}-\\x{677}\\x{688}-\\x{699}\\x{6c0}\\x{6c3}-\\x{6cb}\\x{6cd}" \
	"\\x{6cf}\\x{6d2}\\x{6d3}\\x{6d5}\\x{6ee}\\x{6ef}])[\\p{Arabic}\\p{Syriac}\\p{Nko}\\p{Mongolian}]"
#define JOINS_RIGHT "[\\p{Arabic}\\p{Syriac}\\p{Nko}\\p{Mongolian}]"

/* A label that one of these matches is none. */
static const char *const wrong[] = {
	"^\\p{M}",
	"^-|-$|^..--",
	"(?<!l)\\x{b7}|\\x{b7}(?!l)",
	"\\x{375}(?!\\p{sc:Greek})",
	"(?<!\\p{sc:Hebrew})[\\x{5f3}\\x{5f4}]",
	"^(?=.*\\x{30fb})(?!.*[\\p{sc:Hiragana}\\p{sc:Katakana}\\p{sc:Han}])",
	"^(?=.*[\\x{660}-\\x{669}])(?=.*[\\x{6f0}-\\x{6f9}])",
	"(?<!" VIRAMA ")\\x{200d}",
	/* one by one: a match of the good kind is skipped over, what is left is wrong */
	"(?:" VIRAMA "\\x{200c}|" JOINS_LEFT "\\p{Mn}*\\x{200c}(?=\\p{Mn}*" JOINS_RIGHT
	"))(*SKIP)(*FAIL)|\\x{200c}",
};

static const char *const right_to_left = "[\\p{bidiclass:R}\\p{bidiclass:AL}\\p{bidiclass:AN}]";

/* RFC 5893, section 2. */
static const char *const bidi_rule =
	"^(?:(?=[\\p{bidiclass:R}\\p{bidiclass:AL}])"
	"(?!(?=.*\\p{bidiclass:EN}).*\\p{bidiclass:AN})"
	"[\\p{bidiclass:R}\\p{bidiclass:AL}\\p{bidiclass:AN}\\p{bidiclass:EN}\\p{bidiclass:ES}"
	"\\p{bidiclass:CS}\\p{bidiclass:ET}\\p{bidiclass:ON}\\p{bidiclass:BN}\\p{bidiclass:NSM}]*"
	"[\\p{bidiclass:R}\\p{bidiclass:AL}\\p{bidiclass:EN}\\p{bidiclass:AN}]\\p{bidiclass:NSM}*"
	"|(?=\\p{bidiclass:L})[\\p{bidiclass:L}\\p{bidiclass:EN}\\p{bidiclass:ES}\\p{bidiclass:CS}"
	"\\p{bidiclass:ET}\\p{bidiclass:ON}\\p{bidiclass:BN}\\p{bidiclass:NSM}]*"
	"[\\p{bidiclass:L}\\p{bidiclass:EN}]\\p{bidiclass:NSM}*)$";

static bool is_ascii(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

static bool is_ascii_label(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';

		if (!letter && !(c >= '0' && c <= '9') && !(c == '-' && i > 0 && i + 1 < s.n))
			return false;
	}
	return s.n > 0 && s.n <= PUNYCODE_MAX && !(s.n >= 4 && s.p[2] == '-' && s.p[3] == '-');
}

static bool is_wide_label(struct ma_str s)
{
	size_t i;

	if (!ma_regex_probe(ALLOWED, s))
		return false;
	for (i = 0; i < MA_COUNT(wrong); i++)
		if (ma_regex_probe(wrong[i], s))
			return false;
	return true;
}

static size_t code_points(struct ma_str s, uint32_t out[PUNYCODE_MAX])
{
	size_t n = 0;

	for (; s.n > 0; n++) {
		if (n == PUNYCODE_MAX)
			return 0;
		s = ma_str_from(s, ma_str_utf8_next(s, &out[n]));
	}
	return n;
}

static void add_utf8(struct ma_buf *out, uint32_t cp)
{
	if (cp < 0x80) {
		ma_buf_addc(out, (char)cp);
		return;
	}
	if (cp < 0x800) {
		ma_buf_addc(out, (char)(0xc0 | cp >> 6));
	} else {
		if (cp < 0x10000) {
			ma_buf_addc(out, (char)(0xe0 | cp >> 12));
		} else {
			ma_buf_addc(out, (char)(0xf0 | cp >> 18));
			ma_buf_addc(out, (char)(0x80 | (cp >> 12 & 0x3f)));
		}
		ma_buf_addc(out, (char)(0x80 | (cp >> 6 & 0x3f)));
	}
	ma_buf_addc(out, (char)(0x80 | (cp & 0x3f)));
}

/* "xn--…" as what it stands for, appended to `out`. */
static bool decode_label(struct ma_str s, struct ma_buf *out)
{
	uint32_t cp[PUNYCODE_MAX];
	char again[PUNYCODE_MAX];
	struct ma_str code = ma_str_from(s, 4);
	size_t from = out->n, i, n;

	n = s.n <= PUNYCODE_MAX ? ma_punycode_decode(code, cp) : 0;
	for (i = 0; i < n; i++) {
		if (cp[i] >= 0xd800 && cp[i] < 0xe000)
			return false;
		add_utf8(out, cp[i]);
	}
	if (n == 0 || out->rc || is_ascii(ma_str_from(ma_buf_str(out), from)))
		return false;
	return ma_str_eq_nocase(ma_str_n(again, ma_punycode_encode(cp, n, again)), code);
}

/* Append a label as Unicode; false: it is none. */
static bool read_label(struct ma_str s, struct ma_buf *out)
{
	uint32_t cp[PUNYCODE_MAX];
	char code[PUNYCODE_MAX];
	size_t from = out->n, n;

	if (s.n >= 4 && ma_str_eq_nocase(ma_str_n(s.p, 4), MA_STR("xn--")))
		return decode_label(s, out) && is_wide_label(ma_str_from(ma_buf_str(out), from));
	ma_buf_addv(out, s);
	if (is_ascii(s))
		return is_ascii_label(s);
	if (s.n > LABEL_MAX || !is_wide_label(s))
		return false;
	n = ma_punycode_encode(cp, code_points(s, cp), code);
	return n > 0 && n + 4 <= PUNYCODE_MAX;
}

/* A full stop of any script ends a label. */
static size_t label_end(struct ma_str s, size_t *stop)
{
	static const char *const stops[] = { ".", "\xe3\x80\x82", "\xef\xbc\x8e", "\xef\xbd\xa1" };
	size_t i, k;

	for (i = 0; i < s.n; i++) {
		for (k = 0; k < MA_COUNT(stops); k++) {
			if (ma_str_starts(ma_str_from(s, i), stops[k])) {
				*stop = strlen(stops[k]);
				return i;
			}
		}
	}
	*stop = 0;
	return s.n;
}

/* In a name with any label from right to left each label keeps the rule. */
static bool keeps_bidi_rule(struct ma_str name)
{
	struct ma_str label;

	if (!ma_regex_probe(right_to_left, name))
		return true;
	while (ma_str_cut(&name, '.', &label))
		if (!ma_regex_probe(bidi_rule, label))
			return false;
	return true;
}

bool ma_format_idn_hostname(struct ma_str s)
{
	struct ma_buf name = MA_BUF_INIT(4096);
	bool fine = s.n > 0 && s.n <= HOST_MAX * 4;
	size_t n, stop = 1, letters = 0;

	while (fine && stop > 0) {
		n = label_end(s, &stop);
		letters += n + 1;
		fine = read_label(ma_str_n(s.p, n), &name);
		s = ma_str_from(s, n + stop);
		if (stop > 0)
			ma_buf_addc(&name, '.');
	}
	fine = fine && letters <= HOST_MAX + 1 && !name.rc && keeps_bidi_rule(ma_buf_str(&name));
	ma_buf_done(&name);
	return fine;
}
