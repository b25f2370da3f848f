/*
 * JSON out of what models write: of a text that is JSON, and of the same with trailing commas, single quotes,
 * names without quotes, comments and words of Python; and of the first cut after nine tenths, for a preview. Beside
 * JSON.parse, npm's jsonrepair and npm's partial-json, which get the same texts. Ours is measured before and after the others. Milliseconds of one processor for a megabyte; the others'
 * include what Node.js collects garbage with, of which some is in other threads.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "codec/extract.h"
#include "peers.h"
#include "text.h"

#define ROUNDS 7
#define ROUND_S 0.2
#define TEXT_SIZE (1 << 20)

/* The plan with `'` for `"` in every other task, and what else models do. */
static void damage(const char *clean, char *out)
{
	bool odd = false, is_name = false;
	const char *p;
	char *to = out;

	for (p = clean; *p; p++) {
		if (strncmp(p, "{\"id\"", 5) == 0) {
			to += sprintf(to, "%s", odd ? "\n  // the next one\n" : "\n");
			odd = !odd;
		}
		is_name |= *p == ',' || *p == '{';
		if (odd && strncmp(p, "false", 5) == 0) {
			to += sprintf(to, "False");
			p += 4;
		} else if (*p == '"' && is_name && odd && strncmp(p, "\"agent\"", 7) == 0) {
			to += sprintf(to, "agent");
			p += 6;
		} else if (*p == '}' || *p == ']') {
			to += sprintf(to, odd ? ",%c" : "%c", *p);
		} else {
			*to++ = *p == '"' && odd ? '\'' : *p;
		}
	}
	*to = '\0';
}

static double one_round(struct ma_str text, bool cut)
{
	double from = bench_cpu_s(), to;
	ma_err err = { MA_OK, 0, "" };
	long n = 0;

	do {
		struct ma_extract x;

		if (ma_extract(text, MA_EXTRACT_PLAN, NULL, &x, &err) || x.truncated != cut)
			bench_fail("ma_extract", err.msg);
		ma_extract_done(&x);
		n++;
		to = bench_cpu_s();
	} while (to - from < ROUND_S);
	return (to - from) * 1000 / (double)n / ((double)text.n / 1e6);
}

static void our_rounds(struct ma_str text, bool cut, double *out, int rounds)
{
	int i;

	for (i = 0; i < rounds; i++)
		out[i] = one_round(text, cut);
}

static double their_round(
	struct bench *b, const char *text, const char *name, const char *way, const char *unit)
{
	char path[] = "/tmp/meta-agent-text-XXXXXX", out[] = "/tmp/meta-agent-out-XXXXXX";
	char scripts[PATH_MAX], script[PATH_MAX + 16];
	const char *argv[] = { "node", script, way, path, NULL };
	double value;

	if (!peers_find(scripts)) {
		bench_absent(b, name, "no bench/peers");
		return -1;
	}
	(void)snprintf(script, sizeof(script), "%s/extract.mjs", scripts); /* fits */
	bench_write_text(path, text);
	bench_write_text(out, "");
	value = peers_figure(b, name, argv, out, unit);
	unlink(path);
	unlink(out);
	return value;
}

static void measure(struct bench *b, const char *what, const char *text, const char *peer,
	const char *way, double target)
{
	struct ma_str s = ma_str(text);
	double rounds[2 * ROUNDS], theirs = -1, ours;
	bool cut = strcmp(what, "cut") == 0;
	int n = b->small ? 1 : ROUNDS;
	char name[128], other[128], part[128];

	(void)snprintf(name, sizeof(name), "%s text, %zu KB: ours", what, s.n / 1000); /* fit */
	(void)snprintf(other, sizeof(other), "%s text: %s", what, peer);
	(void)snprintf(part, sizeof(part), "%s text: our time as a part of %s's", what, peer);
	our_rounds(s, cut, rounds, n);
	if (!b->small)
		theirs = their_round(b, text, other, way, "ms/MB");
	our_rounds(s, cut, rounds + n, n);
	ours = bench_least(rounds, 2 * (size_t)n);
	bench_figure(b, name, ours, "ms/MB", -1);
	(void)snprintf(name, sizeof(name), "%s text: ours", what); /* fits */
	bench_figure(b, name, 1000 / ours, "MB/s", -1);
	if (theirs > 0)
		bench_figure(b, part, ours / theirs, "", target);
}

void bench_extract(struct bench *b)
{
	char *clean = malloc(TEXT_SIZE), *damaged = malloc(2 * TEXT_SIZE);

	if (!clean || !damaged)
		bench_fail("extract", "no memory");
	bench_write_plan(clean, TEXT_SIZE);
	damage(clean, damaged);
	measure(b, "clean", clean, "JSON.parse", "parse", 2);
	measure(b, "damaged", damaged, "jsonrepair", "repair", 0.2);
	clean[strlen(clean) / 10 * 9] = '\0';
	measure(b, "cut", clean, "partial-json", "partial", 1);
	free(clean);
	free(damaged);
}
