/* RFC 3492, section 6. */
#include "codec/schema_punycode.h"

#define BASE 36u
#define T_MIN 1u
#define T_MAX 26u
#define SKEW 38u
#define DAMP 700u
#define FIRST 128u

static uint32_t adapt(uint32_t delta, uint32_t points, int first)
{
	uint32_t k = 0;

	delta /= first ? DAMP : 2;
	delta += delta / points;
	for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

static uint32_t threshold(uint32_t k, uint32_t bias)
{
	return k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
}

static uint32_t digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (uint32_t)(c - '0') + 26;
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'z' ? (uint32_t)(c - 'a') : BASE;
}

static char letter_of(uint32_t digit)
{
	return (char)(digit < 26 ? 'a' + digit : '0' + (digit - 26));
}

/* One delta at *s; false: none. */
static bool take_delta(struct ma_str *s, uint32_t bias, uint64_t *out)
{
	uint64_t value = 0, weight = 1;
	uint32_t k, digit, t;

	for (k = BASE; s->n > 0; k += BASE) {
		digit = digit_of(s->p[0]);
		*s = ma_str_from(*s, 1);
		if (digit >= BASE)
			return false;
		value += digit * weight;
		t = threshold(k, bias);
		if (digit < t) {
			*out = value;
			return true;
		}
		weight *= BASE - t;
		if (value > UINT32_MAX || weight > UINT32_MAX)
			return false;
	}
	return false;
}

/* The ASCII before the last '-'; *s is moved behind it. */
static size_t take_basic(struct ma_str *s, uint32_t *out)
{
	size_t n = s->n, i;

	while (n > 0 && s->p[n - 1] != '-')
		n--;
	for (i = 0; i + 1 < n; i++)
		out[i] = (unsigned char)s->p[i];
	*s = ma_str_from(*s, n);
	return n ? n - 1 : 0;
}

size_t ma_punycode_decode(struct ma_str s, uint32_t out[PUNYCODE_MAX])
{
	uint32_t cp = FIRST, bias = 72, i = 0;
	uint64_t delta, at;
	size_t n, k;

	if (s.n > PUNYCODE_MAX)
		return 0;
	n = take_basic(&s, out);
	while (s.n > 0) {
		if (n == PUNYCODE_MAX || !take_delta(&s, bias, &delta))
			return 0;
		bias = adapt((uint32_t)delta, (uint32_t)n + 1, i == 0 && cp == FIRST);
		at = i + delta;
		if (at / (n + 1) > 0x10ffff - cp)
			return 0;
		cp += (uint32_t)(at / (n + 1));
		i = (uint32_t)(at % (n + 1));
		for (k = n++; k > i; k--)
			out[k] = out[k - 1];
		out[i++] = cp;
	}
	return n;
}

struct writer {
	char *out;
	size_t n;
	bool full;
};

static void put(struct writer *w, char c)
{
	if (w->n == PUNYCODE_MAX)
		w->full = true;
	else
		w->out[w->n++] = c;
}

static void put_delta(struct writer *w, uint32_t delta, uint32_t bias)
{
	uint32_t k, t;

	for (k = BASE;; k += BASE) {
		t = threshold(k, bias);
		if (delta < t)
			break;
		put(w, letter_of(t + (delta - t) % (BASE - t)));
		delta = (delta - t) / (BASE - t);
	}
	put(w, letter_of(delta));
}

static uint32_t next_code_point(const uint32_t *cp, size_t n, uint32_t from)
{
	uint32_t least = UINT32_MAX;
	size_t i;

	for (i = 0; i < n; i++)
		if (cp[i] >= from && cp[i] < least)
			least = cp[i];
	return least;
}

size_t ma_punycode_encode(const uint32_t *cp, size_t n, char out[PUNYCODE_MAX])
{
	struct writer w = { .out = out };
	uint32_t at = FIRST, next, bias = 72, delta = 0, done, basic;
	size_t i;

	for (i = 0; i < n; i++)
		if (cp[i] < FIRST)
			put(&w, (char)cp[i]);
	basic = done = (uint32_t)w.n;
	if (basic > 0)
		put(&w, '-');
	for (; done < n && !w.full; delta++, at++) {
		next = next_code_point(cp, n, at);
		delta += (next - at) * (done + 1); /* at most 63 * 0x10ffff */
		at = next;
		for (i = 0; i < n; i++) {
			delta += cp[i] < at;
			if (cp[i] != at)
				continue;
			put_delta(&w, delta, bias);
			bias = adapt(delta, done + 1, done == basic);
			delta = 0;
			done++;
		}
	}
	return w.full ? 0 : w.n;
}
