/* Clocks, and RFC 3339 by Howard Hinnant's civil-from-days arithmetic (no time zones involved). */
#include "base/clock.h"

#include <time.h>

static int64_t read_ms(clockid_t id)
{
	struct timespec ts = { 0, 0 };

	(void)clock_gettime(id, &ts); /* cannot fail for the two ids used here */
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int64_t system_wall(struct ma_clock *self)
{
	(void)self;
	return read_ms(CLOCK_REALTIME);
}

static int64_t system_mono(struct ma_clock *self)
{
	(void)self;
	return read_ms(CLOCK_MONOTONIC);
}

struct ma_clock *ma_clock_system(void)
{
	static struct ma_clock c = { system_wall, system_mono };

	return &c;
}

static int64_t fake_wall(struct ma_clock *self)
{
	return ((struct ma_clock_fake *)self)->wall;
}

static int64_t fake_mono(struct ma_clock *self)
{
	return ((struct ma_clock_fake *)self)->mono;
}

void ma_clock_fake_init(struct ma_clock_fake *c, int64_t wall_ms)
{
	*c = (struct ma_clock_fake){ { fake_wall, fake_mono }, wall_ms, 0 };
}

void ma_clock_fake_advance(struct ma_clock_fake *c, int64_t ms)
{
	c->wall += ms;
	c->mono += ms;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* The first and the last millisecond that four digits of a year can tell. */
#define WALL_MIN INT64_C(-62167219200000)
#define WALL_MAX INT64_C(253402300799999)

static int64_t clamp(int64_t wall_ms)
{
	return wall_ms < WALL_MIN ? WALL_MIN : wall_ms > WALL_MAX ? WALL_MAX : wall_ms;
}

static void put_two(char *out, uint32_t value)
{
	out[0] = (char)('0' + value / 10);
	out[1] = (char)('0' + value % 10);
}

#define ERA_DAYS 146097 /* in 400 years */

/* "2026-11-22". `day` counts from 0000-03-01, one era more so that it is not negative. 32 bits are enough, and quicker. */
static void put_date(char *out, uint32_t day)
{
	uint32_t era = day / ERA_DAYS, doe = day % ERA_DAYS;
	uint32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	uint32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	uint32_t mp = (5 * doy + 2) / 153;
	uint32_t month = mp < 10 ? mp + 3 : mp - 9;
	uint32_t year = yoe + era * 400 + (month <= 2) - 400;

	put_two(out, year / 100);
	put_two(out + 2, year % 100);
	put_two(out + 5, month);
	put_two(out + 8, doy - (153 * mp + 2) / 5 + 1);
}

/* "2026-11-22T19:02:49". `second` counts from 1970. */
static void put_second(char *out, int64_t second)
{
	int64_t days = floor_div(second, 86400);
	uint32_t s = (uint32_t)(second - days * 86400);

	memcpy(out, "0000-00-00T00:00:00", 19);
	put_date(out, (uint32_t)(days + 719468 + ERA_DAYS));
	put_two(out + 11, s / 3600);
	put_two(out + 14, s / 60 % 60);
	put_two(out + 17, s % 60);
}

void ma_clock_format(int64_t any_ms, char out[MA_CLOCK_TEXT_SIZE])
{
	/* Of many times in a row most are of the same second. */
	static _Thread_local struct {
		int64_t second;
		char text[19];
	} known = { .second = INT64_MIN };
	int64_t wall_ms = clamp(any_ms), second = floor_div(wall_ms, 1000);
	uint32_t ms = (uint32_t)(wall_ms - second * 1000);

	if (known.second != second) {
		put_second(known.text, second);
		known.second = second;
	}
	memcpy(out, known.text, sizeof(known.text));
	out[19] = '.';
	put_two(out + 20, ms / 10);
	out[22] = (char)('0' + ms % 10);
	memcpy(out + 23, "Z", 2);
}

static int64_t days_from_civil(int64_t y, int64_t m, int64_t d)
{
	int64_t era, yoe, doy;

	y -= m <= 2;
	era = floor_div(y, 400);
	yoe = y - era * 400;
	doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static int64_t days_in_month(int64_t y, int64_t m)
{
	int64_t next = m == 12 ? days_from_civil(y + 1, 1, 1) : days_from_civil(y, m + 1, 1);

	return next - days_from_civil(y, m, 1);
}

/* The number in text[at, at + n), or -1. */
static int64_t digits(struct ma_str text, size_t at, size_t n)
{
	int64_t v = 0;

	for (; n > 0; n--, at++) {
		if (text.p[at] < '0' || text.p[at] > '9')
			return -1;
		v = v * 10 + (text.p[at] - '0');
	}
	return v;
}

static int64_t fraction_ms(struct ma_str text)
{
	int64_t v, scale = 100;
	size_t i, end = text.n - 1;

	if (text.n == 20)
		return 0;
	if (text.p[19] != '.' || end <= 20)
		return -1;
	for (v = 0, i = 20; i < end; i++, scale /= 10) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return -1;
		v += (text.p[i] - '0') * scale;
	}
	return v;
}

bool ma_clock_parse(struct ma_str text, int64_t *out)
{
	static const size_t marks[] = { 4, 7, 10, 13, 16 };
	static const char want[] = { '-', '-', 'T', ':', ':' };
	int64_t y, mo, d, h, mi, s, f;
	size_t i;

	if (text.n < 20 || text.n > 30 || text.p[text.n - 1] != 'Z')
		return false;
	for (i = 0; i < sizeof(want); i++)
		if (text.p[marks[i]] != want[i])
			return false;
	y = digits(text, 0, 4);
	mo = digits(text, 5, 2);
	d = digits(text, 8, 2);
	h = digits(text, 11, 2);
	mi = digits(text, 14, 2);
	s = digits(text, 17, 2);
	f = fraction_ms(text);
	if (y < 0 || mo < 1 || mo > 12 || d < 1 || (d > 28 && d > days_in_month(y, mo)) || h < 0 ||
		h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60 || f < 0)
		return false;
	*out = ((days_from_civil(y, mo, d) * 24 + h) * 60 + mi) * 60000 + s * 1000 + f;
	return true;
}
