/* Numbers in words. */
#include "cli/words.h"

#include <stdio.h>

#define WRAP_COLUMNS 100

void words_took(struct ma_buf *out, int64_t ms)
{
	long long s = (ms + 500) / 1000;

	if (ms < 0)
		ms = 0;
	if (ms < 995)
		ma_buf_addf(out, "%.2f s", (double)ms / 1000);
	else if (ms < 59950)
		ma_buf_addf(out, "%.1f s", (double)ms / 1000);
	else if (s < 3600)
		ma_buf_addf(out, "%lld min %02lld s", s / 60, s % 60);
	else
		ma_buf_addf(out, "%lld h %02lld min", s / 3600, s / 60 % 60);
}

void words_count(struct ma_buf *out, int64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%lld", (long long)n), i;

	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			ma_buf_addc(out, ',');
		ma_buf_addc(out, digits[i]);
	}
}

void words_size(struct ma_buf *out, uint64_t bytes)
{
	if (bytes < 1000)
		ma_buf_addf(out, "%llu B", (unsigned long long)bytes);
	else if (bytes < 999950)
		ma_buf_addf(out, "%.1f KB", (double)bytes / 1e3);
	else
		ma_buf_addf(out, "%.1f MB", (double)bytes / 1e6);
}

/* A cost that is not nothing never reads as nothing. */
void words_money(struct ma_buf *out, double usd)
{
	ma_buf_addf(out, usd > 0 && usd < 0.1 ? "$%.4f" : "$%.2f",
		usd > 0 && usd < 0.0001 ? 0.0001 : usd);
}

static bool is_plain(const char *word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";

	return *word && strspn(word, plain) == strlen(word);
}

void words_shell(struct ma_buf *out, const char *word)
{
	if (*word == '-')
		ma_buf_adds(out, "./");
	if (is_plain(word)) {
		ma_buf_adds(out, word);
		return;
	}
	ma_buf_addc(out, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			ma_buf_adds(out, "'\\''");
		else
			ma_buf_addc(out, *word);
	}
	ma_buf_addc(out, '\'');
}

static void wrap_line(struct ma_buf *out, struct ma_str line, size_t indent)
{
	size_t at = indent;
	struct ma_str word;
	bool first = true;

	while (ma_str_cut(&line, ' ', &word)) {
		if (!first && at + 1 + word.n > WRAP_COLUMNS) {
			ma_buf_addf(out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			ma_buf_addc(out, ' ');
			at++;
		}
		ma_buf_addv(out, word);
		at += word.n;
		first = false;
	}
}

void words_wrap(struct ma_buf *out, struct ma_str text, size_t indent)
{
	struct ma_str line;
	bool first = true;

	while (ma_str_line(&text, &line)) {
		if (!first)
			ma_buf_addf(out, "\n%*s", (int)indent, "");
		wrap_line(out, line, indent);
		first = false;
	}
}
