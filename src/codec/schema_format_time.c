/* RFC 3339: dates, times and its durations. */
#include "codec/schema_format.h"

/* `n` digits at *s, which is moved behind them; -1: there are not so many. */
static int take_digits(struct ma_str *s, size_t n)
{
	int value = 0;
	size_t i;

	if (s->n < n)
		return -1;
	for (i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return -1;
		value = value * 10 + (s->p[i] - '0');
	}
	*s = ma_str_from(*s, n);
	return value;
}

static bool take_char(struct ma_str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = ma_str_from(*s, 1);
	return true;
}

static int days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static bool take_date(struct ma_str *s)
{
	int year = take_digits(s, 4), month, day;

	if (year < 0 || !take_char(s, '-'))
		return false;
	month = take_digits(s, 2);
	if (month < 1 || month > 12 || !take_char(s, '-'))
		return false;
	day = take_digits(s, 2);
	return day >= 1 && day <= days_of(year, month);
}

/* The minutes that the zone is ahead of UTC in *out. */
static bool take_zone(struct ma_str *s, int *out)
{
	int hours, minutes, sign = 1;

	*out = 0;
	if (take_char(s, 'Z') || take_char(s, 'z'))
		return true;
	if (take_char(s, '-'))
		sign = -1;
	else if (!take_char(s, '+'))
		return false;
	hours = take_digits(s, 2);
	if (hours < 0 || hours > 23 || !take_char(s, ':'))
		return false;
	minutes = take_digits(s, 2);
	*out = sign * (hours * 60 + minutes);
	return minutes >= 0 && minutes <= 59;
}

static bool take_fraction(struct ma_str *s)
{
	size_t n = 0;

	if (!take_char(s, '.'))
		return true;
	while (take_digits(s, 1) >= 0)
		n++;
	return n > 0;
}

static bool take_time(struct ma_str *s)
{
	int hour = take_digits(s, 2), minute, second, zone;

	if (hour < 0 || hour > 23 || !take_char(s, ':'))
		return false;
	minute = take_digits(s, 2);
	if (minute < 0 || minute > 59 || !take_char(s, ':'))
		return false;
	second = take_digits(s, 2);
	if (second < 0 || second > 60 || !take_fraction(s) || !take_zone(s, &zone))
		return false;
	/* a leap second ends a day of UTC */
	return second < 60 || (hour * 60 + minute - zone + 2 * 1440) % 1440 == 1439;
}

bool ma_format_date(struct ma_str s)
{
	return take_date(&s) && s.n == 0;
}

bool ma_format_time(struct ma_str s)
{
	return take_time(&s) && s.n == 0;
}

bool ma_format_date_time(struct ma_str s)
{
	return take_date(&s) && (take_char(&s, 'T') || take_char(&s, 't')) && take_time(&s) &&
		s.n == 0;
}

/* "1H2M": numbers with units in their order, none left out between two; how many. -1: something else. */
static int take_units(struct ma_str *s, const char *units)
{
	const char *unit = NULL, *next;
	int n = 0;

	while (s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9') {
		while (take_digits(s, 1) >= 0)
			;
		next = s->n > 0 && s->p[0] ? strchr(units, s->p[0]) : NULL;
		if (!next || (unit && next != unit + 1))
			return -1;
		unit = next;
		*s = ma_str_from(*s, 1);
		n++;
	}
	return n;
}

bool ma_format_duration(struct ma_str s)
{
	struct ma_str weeks;
	int days, times = 0;
	bool time;

	if (!take_char(&s, 'P'))
		return false;
	weeks = s;
	if (take_units(&weeks, "W") == 1)
		return weeks.n == 0;
	days = take_units(&s, "YMD");
	time = take_char(&s, 'T');
	if (time)
		times = take_units(&s, "HMS");
	return s.n == 0 && days >= 0 && (time ? times > 0 : days > 0);
}
