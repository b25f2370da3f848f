/* A script that tests, of a project that says no more than that. It is run by what its first line names. */
#include <string.h>

#include "base/buf.h"
#include "verify/detect_parts.h"

static const struct {
	const char *name;
	const struct ma_tool *tool;
} interpreters[] = {
	{ "sh", NULL },
	{ "bash", &ma_tool_bash },
	{ "python3", &ma_tool_python },
	{ "python", &ma_tool_python },
	{ "node", &ma_tool_node },
};

/* "bash" of "#!/usr/bin/env bash" and of "#!/bin/bash -e". */
static struct ma_str interpreter_of(struct ma_str text)
{
	struct ma_str line, word, last = MA_STR("");

	if (!ma_str_line(&text, &line) || !ma_str_starts(line, "#!"))
		return MA_STR("");
	line = ma_str_trim(ma_str_from(line, 2));
	if (!ma_str_cut(&line, ' ', &word))
		return MA_STR("");
	if (ma_str_ends(word, "/env") && !ma_str_cut(&line, ' ', &word))
		return MA_STR("");
	while (ma_str_cut(&word, '/', &last))
		;
	return last;
}

static bool add(const struct ma_site *site, const char *name)
{
	struct ma_str interpreter = interpreter_of(ma_site_read(site, name));
	struct ma_buf command = MA_BUF_INIT(256);
	const char *kept;
	size_t i;

	for (i = 0; i < MA_COUNT(interpreters) && !ma_str_is(interpreter, interpreters[i].name); i++)
		;
	if (i == MA_COUNT(interpreters))
		return false;
	ma_buf_addf(&command, "%s %s",
		interpreters[i].tool == &ma_tool_python ? "python3" : interpreters[i].name, name);
	kept = ma_site_keep(site, ma_buf_str(&command));
	ma_buf_done(&command);
	if (kept)
		ma_site_add(site,
			&(struct ma_step){
				.phase = "test", .command = kept, .tool = interpreters[i].tool });
	return true;
}

static bool survey(const struct ma_site *site, bool *owns_below)
{
	static const char *const names[] = { "test", "test.sh", "run-tests", "run-tests.sh",
		"run_tests.sh", "tests/run", "tests/run.sh", "tests/test.sh" };
	size_t i;

	*owns_below = true;
	for (i = 0; i < MA_COUNT(names); i++)
		if (ma_site_has(site, names[i]) && add(site, names[i]))
			return true;
	return false;
}

const struct ma_kind ma_kind_script = { "script", survey };
