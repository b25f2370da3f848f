/* Addresses, host names and mail addresses. */
#include "base/err.h"
#include "codec/schema_format.h"

#define HOST_MAX 253
#define LABEL_MAX 63
#define LOCAL_MAX 64

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool is_octet(struct ma_str s)
{
	uint64_t n;

	return s.n <= 3 && ma_str_to_u64(s, &n) && n <= 255 && (s.n == 1 || s.p[0] != '0');
}

bool ma_format_ipv4(struct ma_str s)
{
	struct ma_str part;
	int n = 0;

	if (s.n == 0 || s.p[s.n - 1] == '.')
		return false;
	while (ma_str_cut(&s, '.', &part)) {
		if (++n > 4 || !is_octet(part))
			return false;
	}
	return n == 4;
}

/* Groups parted by ':', the last of which may be an IPv4 address; how many, -1: something else. */
static int count_groups(struct ma_str s, bool ipv4)
{
	struct ma_str part;
	size_t i;
	int n = 0;

	if (s.n == 0)
		return 0;
	if (s.p[s.n - 1] == ':')
		return -1;
	while (ma_str_cut(&s, ':', &part)) {
		if (ipv4 && s.n == 0 && ma_format_ipv4(part))
			return n + 2;
		if (part.n == 0 || part.n > 4)
			return -1;
		for (i = 0; i < part.n; i++)
			if (!is_hex(part.p[i]))
				return -1;
		n++;
	}
	return n;
}

bool ma_format_ipv6(struct ma_str s)
{
	ptrdiff_t gap = ma_str_find(s, MA_STR("::"));
	int before, after;

	if (gap < 0)
		return count_groups(s, true) == 8;
	before = count_groups(ma_str_n(s.p, (size_t)gap), false);
	after = count_groups(ma_str_from(s, (size_t)gap + 2), true);
	return before >= 0 && after >= 0 && before + after <= 7;
}

static bool is_label(struct ma_str s)
{
	size_t i;

	if (s.n == 0 || s.n > LABEL_MAX || s.p[0] == '-' || s.p[s.n - 1] == '-')
		return false;
	for (i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]) && s.p[i] != '-')
			return false;
	/* "xn--" begins what must be the Punycode of an international label */
	return s.n < 4 || s.p[2] != '-' || s.p[3] != '-' || ma_format_idn_hostname(s);
}

bool ma_format_hostname(struct ma_str s)
{
	struct ma_str label;

	if (s.n == 0 || s.n > HOST_MAX || s.p[s.n - 1] == '.')
		return false;
	while (ma_str_cut(&s, '.', &label))
		if (!is_label(label))
			return false;
	return true;
}

/* What stands in brackets behind the @: an address. */
static bool is_address_literal(struct ma_str s)
{
	if (s.n < 2 || s.p[s.n - 1] != ']')
		return false;
	s = ma_str_n(s.p + 1, s.n - 2);
	if (ma_str_starts(s, "IPv6:"))
		return ma_format_ipv6(ma_str_from(s, 5));
	return ma_format_ipv4(s);
}

/* Behind the quotes that s begins with, 0: they do not end. */
static size_t quoted_end(struct ma_str s, bool wide)
{
	size_t i;

	for (i = 1; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '"')
			return i + 1;
		if (c == '\\' && ++i < s.n)
			c = (unsigned char)s.p[i];
		if (c < 0x20 || c == 0x7f || (c >= 0x80 && !wide))
			return 0;
	}
	return 0;
}

static size_t dot_atom_end(struct ma_str s, bool wide)
{
	size_t i;

	for (i = 0; i < s.n && s.p[i] != '@'; i++) {
		char c = s.p[i];
		bool dot = c == '.' && i > 0 && s.p[i - 1] != '.' && i + 1 < s.n &&
			s.p[i + 1] != '@';

		if (!is_alnum(c) && !dot && !(c && strchr("!#$%&'*+-/=?^_`{|}~", c)) &&
			!(wide && (unsigned char)c >= 0x80))
			return 0;
	}
	return i;
}

static bool is_mailbox(struct ma_str s, bool wide)
{
	bool quoted = s.n > 0 && s.p[0] == '"';
	size_t n = quoted ? quoted_end(s, wide) : dot_atom_end(s, wide);
	struct ma_str host;

	if (n == 0 || n > LOCAL_MAX || n >= s.n || s.p[n] != '@')
		return false;
	host = ma_str_from(s, n + 1);
	if (ma_str_starts(host, "["))
		return is_address_literal(host);
	return wide ? ma_format_idn_hostname(host) : ma_format_hostname(host);
}

bool ma_format_email(struct ma_str s)
{
	return is_mailbox(s, false);
}

bool ma_format_idn_email(struct ma_str s)
{
	return is_mailbox(s, true);
}
