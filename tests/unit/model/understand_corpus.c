/*
 * Many prompts and what is understood of each: understand.prompts, refreshed with --update.
 *
 * It is what is understood today: what is plainly misread bears a note.
 *
 *   # a note
 *   ? a line of a prompt
 *   = the contract in one line, or "refused: " and why
 *   ! a warning
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "model/understand.h"
#include "support/contract.h"
#include "support/read_file.h"

static void show_outcome(struct ma_str prompt, struct ma_buf *out)
{
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL;
	const json_t *warning;
	size_t i;

	if (ma_understand(prompt, &contract, &err)) {
		ma_buf_addf(out, "= refused: %s\n\n", err.msg);
		return;
	}
	ma_buf_addf(out, "= %s: ", contract_text(contract, "name"));
	contract_show(out, contract);
	ma_buf_addc(out, '\n');
	json_array_foreach (json_object_get(contract, "warnings"), i, warning)
		ma_buf_addf(out, "! %s\n", json_string_value(warning));
	ma_buf_addc(out, '\n');
	json_decref(contract);
}

/* The same prompts with what is understood of them today. */
static void understand_all(struct ma_str file, struct ma_buf *out)
{
	struct ma_buf prompt = MA_BUF_INIT(MA_LIMIT_PROMPT);
	struct ma_str line;

	while (ma_str_cut(&file, '\n', &line)) {
		if (ma_str_starts(line, "? ") || ma_str_starts(line, "# ")) {
			ma_buf_addv(out, line);
			ma_buf_addc(out, '\n');
		}
		if (ma_str_starts(line, "? ")) {
			ma_buf_adds(&prompt, prompt.n > 0 ? "\n" : "");
			ma_buf_addv(&prompt, ma_str_from(line, 2));
		} else if (prompt.n > 0) {
			show_outcome(ma_buf_str(&prompt), out);
			ma_buf_clear(&prompt);
		}
	}
	if (prompt.n > 0)
		show_outcome(ma_buf_str(&prompt), out);
	ma_buf_done(&prompt);
}

static int differ(const char *wanted, const char *got)
{
	struct ma_str w = ma_str(wanted), g = ma_str(got), wl, gl, prompt = MA_STR("");
	int n = 0;

	while (ma_str_cut(&w, '\n', &wl) && ma_str_cut(&g, '\n', &gl)) {
		if (ma_str_starts(gl, "? "))
			prompt = gl;
		if (ma_str_eq(wl, gl))
			continue;
		printf(MA_STR_FMT "\n- " MA_STR_FMT "\n+ " MA_STR_FMT "\n", MA_STR_ARG(prompt),
			MA_STR_ARG(wl), MA_STR_ARG(gl));
		n++;
	}
	return n > 0 || w.n > 0 || g.n > 0;
}

static int update(const char *path, const struct ma_buf *out)
{
	FILE *f = fopen(path, "w");

	return !f || fwrite(out->p, 1, out->n, f) != out->n || fclose(f);
}

int main(int argc, char **argv)
{
	const char *source = getenv("META_AGENT_SOURCE");
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char path[4096], *file;
	int rc;

	(void)snprintf(path, sizeof(path), "%s/tests/unit/model/understand.prompts",
		source ? source : "."); /* a path that is too long is not there */
	file = read_file(path);
	if (!file) {
		fprintf(stderr, "%s cannot be read\n", path);
		return 2;
	}
	understand_all(ma_str(file), &out);
	rc = argc > 1 && strcmp(argv[1], "--update") == 0 ? update(path, &out) : differ(file, out.p);
	ma_free(file);
	ma_buf_done(&out);
	return rc;
}
