/*
 * When a provider wants to be asked again, from headers, from Google's
 * RetryInfo and from the prose. Each reader gives milliseconds, or -1. Whether
 * to wait that long is for the caller to say.
 */
#include "llm/hint.h"

#include <stdio.h>
#include <time.h>

#include "codec/json.h"
#include "llm/limits.h"

#define HINT_MAX_MS ((int64_t)365 * 86400 * 1000)

static int64_t hint_ms(double value, double unit_ms)
{
	double ms = value * unit_ms;

	if (!(ms >= 0))
		return -1;
	return ms < (double)HINT_MAX_MS ? (int64_t)ms : HINT_MAX_MS;
}

/* A number with its unit at the beginning of s, in milliseconds; how many bytes it took, or 0. */
static size_t read_term(struct ma_str s, double *ms)
{
	static const struct {
		const char *name;
		double ms;
	} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
	size_t n = 0, i;
	double value;

	while (n < s.n && (s.p[n] == '.' || (s.p[n] >= '0' && s.p[n] <= '9')))
		n++;
	if (n == 0 || !ma_str_to_double(ma_str_n(s.p, n), &value))
		return 0;
	for (i = 0; i < MA_COUNT(units); i++) {
		if (ma_str_starts(ma_str_from(s, n), units[i].name)) {
			*ms = value * units[i].ms;
			return n + strlen(units[i].name);
		}
	}
	return 0;
}

/* "120ms", "34.07s", "6m0s", "1h2m3s": how Go, and so Google's JSON, writes a duration. */
static int64_t read_duration(struct ma_str s, size_t *used)
{
	double total = 0, ms = 0;
	size_t n;

	*used = 0;
	while ((n = read_term(ma_str_from(s, *used), &ms)) > 0) {
		total += ms;
		*used += n;
	}
	return *used > 0 ? hint_ms(total, 1) : -1;
}

static int64_t read_whole_duration(struct ma_str s)
{
	size_t used = 0;
	int64_t ms = read_duration(s, &used);

	return used == s.n ? ms : -1;
}

/* RFC 9110 section 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT". A date that is over is a hint of 0. */
static int64_t read_http_date(struct ma_str s, int64_t wall_ms)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char text[40], month[4];
	struct tm tm = { .tm_isdst = 0 };
	const char *at;
	int64_t ms;

	if (s.n == 0 || s.n >= sizeof(text))
		return -1;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	if (sscanf(text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT", &tm.tm_mday, month,
		    &tm.tm_year, &tm.tm_hour, &tm.tm_min, &tm.tm_sec) != 6)
		return -1;
	at = strstr(months, month);
	if (!at || (at - months) % 3 != 0)
		return -1;
	tm.tm_mon = (int)((at - months) / 3);
	tm.tm_year -= 1900;
	ms = (int64_t)timegm(&tm) * 1000 - wall_ms;
	return hint_ms(ms > 0 ? (double)ms : 0, 1);
}

/* RFC 3339 in UTC, to the second: "2026-11-22T10:15:30Z". */
static int64_t read_instant(struct ma_str s, int64_t wall_ms)
{
	struct tm tm = { .tm_isdst = 0 };
	char text[40], zone;
	int64_t ms;

	if (s.n == 0 || s.n >= sizeof(text))
		return -1;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d%c", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
		    &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &zone) != 7 ||
		zone != 'Z')
		return -1;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	ms = (int64_t)timegm(&tm) * 1000 - wall_ms;
	return hint_ms(ms > 0 ? (double)ms : 0, 1);
}

/* Seconds from now, or since 1970, or milliseconds since then: the size tells. */
static int64_t read_seconds(struct ma_str s, int64_t wall_ms)
{
	double number, from_now;

	if (!ma_str_to_double(s, &number) || !(number >= 0))
		return -1;
	if (number < 1e9)
		return hint_ms(number, 1000);
	from_now = number * (number < 1e11 ? 1000 : 1) - (double)wall_ms;
	return hint_ms(from_now > 0 ? from_now : 0, 1);
}

int64_t ma_llm_wait(struct ma_str value, int64_t wall_ms)
{
	int64_t ms = read_whole_duration(value);

	if (ms < 0)
		ms = read_instant(value, wall_ms);
	return ms < 0 ? read_seconds(value, wall_ms) : ms;
}

static int64_t hint_of_retry_after(const struct ma_http_head *head, int64_t wall_ms)
{
	struct ma_str value = ma_str_trim(ma_http_header(head, "retry-after-ms"));
	double number;

	if (ma_str_to_double(value, &number) && number >= 0)
		return hint_ms(number, 1);
	value = ma_str_trim(ma_http_header(head, "retry-after"));
	if (ma_str_to_double(value, &number))
		return hint_ms(number, 1000);
	return read_http_date(value, wall_ms);
}

static int64_t hint_of_details(const json_t *details)
{
	const json_t *detail;
	int64_t ms;
	size_t i;

	json_array_foreach (details, i, detail) {
		if (ma_str_find(ma_json_str(detail, "@type"), MA_STR("RetryInfo")) < 0)
			continue;
		ms = read_whole_duration(ma_json_str(detail, "retryDelay"));
		if (ms >= 0)
			return ms;
	}
	return -1;
}

/* What is used up tells when it is filled again; of two, the later. */
static int64_t hint_of_limits(const struct ma_http_head *head, int64_t wall_ms)
{
	struct ma_allowances allows;
	int64_t hint = -1;

	ma_llm_limits(head, wall_ms, &allows);
	if (allows.requests.reset_ms > 0 && allows.requests.left == 0)
		hint = allows.requests.reset_ms;
	if (allows.tokens.left == 0 && allows.tokens.reset_ms > hint && allows.tokens.reset_ms > 0)
		hint = allows.tokens.reset_ms;
	return hint;
}

/* "Please retry in 34.07s." "try again in 120ms" */
static int64_t hint_of_prose(struct ma_str text)
{
	static const char *const before[] = { "retry in ", "try again in " };
	ptrdiff_t at;
	size_t i, used;
	int64_t ms;

	for (i = 0; i < MA_COUNT(before); i++) {
		at = ma_str_find(text, ma_str(before[i]));
		if (at < 0)
			continue;
		ms = read_duration(ma_str_from(text, (size_t)at + strlen(before[i])), &used);
		if (ms >= 0)
			return ms;
	}
	return -1;
}

int64_t ma_llm_hint(
	const struct ma_http_head *head, const json_t *details, struct ma_str text, int64_t wall_ms)
{
	int64_t ms = hint_of_retry_after(head, wall_ms);

	if (ms < 0)
		ms = hint_of_details(details);
	if (ms < 0)
		ms = hint_of_limits(head, wall_ms);
	if (ms < 0)
		ms = hint_of_prose(text);
	return ms;
}
