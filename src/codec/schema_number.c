/*
 * Decimals without rounding. A number is a view: its significant digits, which begin and end with
 * one that is not 0, and the power of ten of the point before them:
 *
 *   -0.00120e5    digits 12, n 2, exponent 3:  -0.12 * 10^3
 */
#include "codec/schema_number.h"

#include "base/alloc.h"

#define EXPONENT_MAX INT64_C(1000000000000000)
#define SHORT_DIGITS 18
#define LIMB 1000000000u

struct decimal {
	const char *p;    /* the first digit; a point may stand between them */
	int64_t n;        /* of them; 0: the number is 0 */
	int64_t exponent; /* the value is 0.ddd * 10^exponent */
	bool negative;
};

static int64_t read_exponent(const char *p, const char *end)
{
	bool negative = *p == '-';
	int64_t value = 0;

	if (*p == '-' || *p == '+')
		p++;
	for (; p < end && value < EXPONENT_MAX; p++)
		value = value * 10 + (*p - '0');
	if (value > EXPONENT_MAX)
		value = EXPONENT_MAX;
	return negative ? -value : value;
}

static struct decimal decimal(struct ma_str s)
{
	const char *p = s.p, *end = s.p + s.n;
	struct decimal d = { .negative = *p == '-' };
	int64_t seen = 0; /* digits from the first significant one */
	bool point = false;

	for (p += d.negative; p < end && *p != 'e' && *p != 'E'; p++) {
		if (*p == '.') {
			point = true;
			continue;
		}
		if (*p != '0' && !d.p)
			d.p = p;
		if (d.p)
			seen++;
		if (*p != '0')
			d.n = seen;
		if (d.p && !point)
			d.exponent++;
		else if (!d.p && point)
			d.exponent--;
	}
	if (p < end)
		d.exponent += read_exponent(p + 1, end);
	if (d.n == 0)
		d.exponent = 0;
	return d;
}

static unsigned next_digit(const char **p)
{
	if (**p == '.')
		(*p)++;
	return (unsigned)(*(*p)++ - '0');
}

/* Digits alone, few enough for 64 bits. */
static bool short_integer(struct ma_str s, int64_t *out)
{
	size_t i = s.n > 0 && s.p[0] == '-';
	int64_t value = 0;

	if (s.n - i > SHORT_DIGITS)
		return false;
	for (; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		value = value * 10 + (s.p[i] - '0');
	}
	*out = s.p[0] == '-' ? -value : value;
	return true;
}

bool ma_number_integral(struct ma_str x)
{
	struct decimal d = decimal(x);

	return d.exponent >= d.n;
}

static int compare_sizes(const struct decimal *a, const struct decimal *b)
{
	const char *p = a->p, *q = b->p;
	int64_t i;
	unsigned x, y;

	if (a->n == 0 || b->n == 0)
		return (a->n > 0) - (b->n > 0);
	if (a->exponent != b->exponent)
		return a->exponent < b->exponent ? -1 : 1;
	for (i = 0; i < a->n && i < b->n; i++) {
		x = next_digit(&p);
		y = next_digit(&q);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return (a->n > b->n) - (a->n < b->n);
}

struct ma_number_short ma_number_short(struct ma_str x)
{
	struct ma_number_short none = { 0, -1, 0 };
	const char *from = x.p + (x.p[0] == '-'), *p, *end = x.p + x.n, *point = end;
	int64_t value = 0;

	if (x.n > SHORT_DIGITS)
		return none;
	for (p = from; p < end; p++) {
		if (*p >= '0' && *p <= '9')
			value = value * 10 + (*p - '0');
		else if (*p == '.')
			point = p;
		else
			return none;
	}
	return (struct ma_number_short){ x.p[0] == '-' ? -value : value,
		point < end ? (int)(end - point) - 1 : 0, *from == '0' ? 0 : (int)(point - from) };
}

bool ma_number_compare_sizes(struct ma_str x, const struct ma_number_short *limit, int *order)
{
	size_t negative = x.p[0] == '-', i = negative;
	int whole;

	if (limit->places < 0 || x.p[i] == '0')
		return false;
	if (limit->digits == 0 || negative != (limit->digits < 0)) {
		*order = negative ? -1 : 1;
		return true;
	}
	while (i < x.n && x.p[i] >= '0' && x.p[i] <= '9')
		i++;
	whole = (int)(i - negative);
	*order = (whole > limit->whole) != negative ? 1 : -1;
	return whole != limit->whole;
}

bool ma_number_compare_short(struct ma_number_short a, struct ma_number_short b, int *order)
{
	static const int64_t tens[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000,
		100000000, 1000000000, 10000000000, 100000000000, 1000000000000, 10000000000000,
		100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
		1000000000000000000 };

	if (a.places < 0 || b.places < 0)
		return false;
	if (a.places < b.places &&
		__builtin_mul_overflow(a.digits, tens[b.places - a.places], &a.digits))
		return false;
	if (b.places < a.places &&
		__builtin_mul_overflow(b.digits, tens[a.places - b.places], &b.digits))
		return false;
	*order = (a.digits > b.digits) - (a.digits < b.digits);
	return true;
}

int ma_number_compare(struct ma_str a, struct ma_str b)
{
	struct decimal x, y;
	int order;

	if (ma_number_compare_short(ma_number_short(a), ma_number_short(b), &order))
		return order;
	x = decimal(a);
	y = decimal(b);
	x.negative = x.negative && x.n > 0; /* -0 is 0 */
	y.negative = y.negative && y.n > 0;
	if (x.negative != y.negative)
		return x.negative ? -1 : 1;
	return x.negative ? compare_sizes(&y, &x) : compare_sizes(&x, &y);
}

uint64_t ma_number_hash(struct ma_str x)
{
	struct decimal d = decimal(x);
	uint64_t h = (uint64_t)d.exponent * 2 + (d.negative && d.n > 0);
	int64_t i;

	for (i = 0; i < d.n; i++)
		h = (h ^ next_digit(&d.p)) * UINT64_C(0x9fb21c651e98df25);
	return h ^ h >> 29;
}

/* How many zeros stand behind x's digits when both are written as multiples of of's last place. */
static int64_t zeros_behind(const struct decimal *x, const struct decimal *of)
{
	return (x->exponent - x->n) - (of->exponent - of->n);
}

static bool divides_short(struct decimal x, struct decimal of, int64_t zeros)
{
	uint64_t by = 0, rest = 0;
	int64_t i;

	for (i = 0; i < of.n; i++)
		by = by * 10 + next_digit(&of.p);
	for (i = 0; i < x.n; i++)
		rest = (rest * 10 + next_digit(&x.p)) % by;
	for (i = 0; i < zeros && rest > 0 && i < 64; i++) /* 64 tens hold every 2 and 5 of `by` */
		rest = rest * 10 % by;
	return rest == 0;
}

/* A natural number in base 10^9, the lowest limb first. */
struct natural {
	uint32_t *v;
	size_t n;
};

static void times_ten_plus(struct natural *x, unsigned digit)
{
	uint64_t carry = digit;
	size_t i;

	for (i = 0; i < x->n; i++) {
		carry += (uint64_t)x->v[i] * 10;
		x->v[i] = (uint32_t)(carry % LIMB);
		carry /= LIMB;
	}
}

static bool at_least(const struct natural *a, const struct natural *b)
{
	size_t i;

	for (i = a->n; i-- > 0;)
		if (a->v[i] != b->v[i])
			return a->v[i] > b->v[i];
	return true;
}

static void subtract(struct natural *a, const struct natural *b)
{
	uint32_t borrow = 0;
	size_t i;

	for (i = 0; i < a->n; i++) {
		uint32_t less = b->v[i] + borrow;

		borrow = a->v[i] < less;
		a->v[i] = a->v[i] + (borrow ? LIMB : 0) - less;
	}
}

static void push_digit(struct natural *rest, const struct natural *by, unsigned digit)
{
	times_ten_plus(rest, digit);
	while (at_least(rest, by))
		subtract(rest, by);
}

static bool is_zero(const struct natural *x)
{
	size_t i;

	for (i = 0; i < x->n; i++)
		if (x->v[i])
			return false;
	return true;
}

static ma_rc divides_long(struct decimal x, struct decimal of, int64_t zeros, bool *out)
{
	size_t limbs = (size_t)of.n / 9 + 2;
	struct natural by = { ma_new_n(uint32_t, limbs), limbs };
	struct natural rest = { ma_new_n(uint32_t, limbs), limbs };
	ma_rc rc = by.v && rest.v ? MA_OK : MA_ENOMEM;
	int64_t i;

	for (i = 0; i < of.n && !rc; i++)
		times_ten_plus(&by, next_digit(&of.p));
	for (i = 0; i < x.n && !rc; i++)
		push_digit(&rest, &by, next_digit(&x.p));
	for (i = 0; i < zeros && i < of.n * 4 && !rc; i++)
		push_digit(&rest, &by, 0);
	if (!rc)
		*out = is_zero(&rest);
	ma_free(by.v);
	ma_free(rest.v);
	return rc;
}

ma_rc ma_number_multiple(struct ma_str number, struct ma_str divisor, bool *out)
{
	struct decimal x, of;
	int64_t zeros, i, k;

	if (short_integer(number, &i) && short_integer(divisor, &k) && k != 0) {
		*out = i % k == 0;
		return MA_OK;
	}
	x = decimal(number);
	of = decimal(divisor);
	zeros = zeros_behind(&x, &of);
	if (x.n == 0 || of.n == 0 || zeros < 0)
		*out = x.n == 0 && of.n > 0; /* zeros < 0: x would end in a 0 */
	else if (of.n <= SHORT_DIGITS)
		*out = divides_short(x, of, zeros);
	else
		return divides_long(x, of, zeros, out);
	return MA_OK;
}

uint64_t ma_number_multiple_cost(struct ma_str x, struct ma_str of)
{
	return of.n <= SHORT_DIGITS ? x.n : (x.n + 4 * of.n) * (of.n / 2);
}

bool ma_number_count(struct ma_str x, uint64_t *out)
{
	struct decimal d = decimal(x);
	uint64_t value = 0;
	int64_t i;

	if ((d.negative && d.n > 0) || d.exponent < d.n || d.exponent > 16)
		return false;
	for (i = 0; i < d.exponent; i++)
		value = value * 10 + (i < d.n ? next_digit(&d.p) : 0);
	if (value > UINT64_C(1) << 53)
		return false;
	*out = value;
	return true;
}
