/* What a prompt asks for beyond records is named by a warning, and what it only narrates is not: what was reached must be kept. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "model/understand.h"
#include "support/read_file.h"

static const struct floors {
	const char *file;
	int named, told; /* not fewer, and not more */
} floors[] = {
	{ "rules.txt", 109, 1 },
	{ "rules2.txt", 174, 0 },
	{ "rules3.txt", 76, 1 },
	{ "rules4.txt", 66, 3 },
	{ "rules5.txt", 55, 0 },
	{ "rules6.txt", 53, 1 },
};

struct score {
	bool closed; /* nothing else of it is shown */
	int hidden, named, narrated, told;
};

static bool has_in_order(const char *warning, const char *words)
{
	char word[64];
	const char *at = warning;
	int n;

	for (; sscanf(words, " %63s%n", word, &n) == 1; words += n) {
		at = strcasestr(at, word);
		if (!at)
			return false;
		at += strlen(word);
	}
	return true;
}

static bool is_named(const json_t *contract, const char *words)
{
	const json_t *w;
	size_t i;

	json_array_foreach (json_object_get(contract, "warnings"), i, w)
		if (has_in_order(json_string_value(w), words))
			return true;
	return false;
}

/* One line behind a prompt. */
static void judge(struct score *s, const json_t *contract, const char *line)
{
	bool named = is_named(contract, line + 2);

	if (line[0] == '!') {
		s->hidden++;
		s->named += named;
	} else {
		s->narrated++;
		s->told += named;
	}
	if (!s->closed && named == (line[0] == '~'))
		printf("%s\n", line);
}

static json_t *contract_of(struct ma_str prompt)
{
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL;

	if (ma_understand(prompt, &contract, &err))
		printf("%.*s: %s\n", MA_STR_ARG(prompt), err.msg);
	return contract;
}

static void score_file(struct score *s, char *text)
{
	struct ma_buf prompt = MA_BUF_INIT(MA_LIMIT_PROMPT);
	json_t *contract = NULL;
	char *line, *rest = text;

	while ((line = strsep(&rest, "\n"))) {
		if (line[0] == '?') {
			ma_buf_addf(&prompt, "%s\n", line[1] ? line + 2 : "");
		} else if (line[0] == '!' || line[0] == '~') {
			if (prompt.n > 0) {
				json_decref(contract);
				contract = contract_of(ma_buf_str(&prompt));
				ma_buf_clear(&prompt);
			}
			judge(s, contract, line);
		}
	}
	json_decref(contract);
	ma_buf_done(&prompt);
}

static bool score_path(struct score *s, const char *path)
{
	char *text = read_file(path);

	if (!text) {
		printf("%s cannot be read\n", path);
		return false;
	}
	score_file(s, text);
	ma_free(text);
	printf("%d of %d requirements named, %d of %d narrations told\n", s->named, s->hidden,
		s->told, s->narrated);
	return true;
}

static bool is_closed(const char *file)
{
	return strcmp(file, "rules4.txt") == 0 || strcmp(file, "rules6.txt") == 0;
}

static bool keeps(const char *source, const struct floors *f)
{
	struct score s = { .closed = is_closed(f->file) };
	char path[4096];

	(void)snprintf(path, sizeof(path), "%s/tests/offline/%s", source,
		f->file); /* a path that is too long is not there */
	if (!score_path(&s, path))
		return false;
	printf("%s: not fewer than %d named, not more than %d told\n", f->file, f->named, f->told);
	return s.hidden > 0 && s.named >= f->named && s.told <= f->told;
}

int main(int argc, char **argv)
{
	const char *source = getenv("META_AGENT_SOURCE");
	struct score s;
	bool kept = true;
	size_t i;

	for (i = 1; i < (size_t)argc; i++) {
		s = (struct score){ .hidden = 0 };
		if (!score_path(&s, argv[i]))
			return 1;
	}
	for (i = 0; argc == 1 && i < MA_COUNT(floors); i++)
		kept = keeps(source ? source : ".", &floors[i]) && kept;
	return kept ? 0 : 1;
}
