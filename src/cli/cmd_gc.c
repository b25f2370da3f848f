/* meta-agent gc: what nobody needs any more goes. */
#include <stddef.h>

#include "base/str.h"
#include "cli/cmd.h"
#include "cli/exits.h"
#include "cli/field.h"
#include "cli/reading.h"
#include "cli/words.h"
#include "metaagent/metaagent.h"

#define DAYS_MAX 36500

struct args {
	struct reading reading;
	int64_t keep, older, packages; /* 0: not given; a 0 that is given is -1 */
	int dry_run;
};

static const struct opt opts[] = {
	READING_OUTPUT,
	{ "keep", 0, OPT_NUMBER, offsetof(struct args, keep), "N",
		"remove ended runs, but for the newest N", INT64_MAX },
	{ "runs-older-than", 0, OPT_NUMBER, offsetof(struct args, older), "DAYS",
		"remove runs that ended so many days ago", DAYS_MAX },
	{ "packages-older-than", 0, OPT_NUMBER, offsetof(struct args, packages), "DAYS",
		"remove shared packages that no run used for so many days; 30 without it",
		DAYS_MAX },
	{ "dry-run", 0, OPT_FLAG, offsetof(struct args, dry_run), NULL,
		"remove nothing, only say what would be", 0 },
	READING_JSON,
	{ 0 },
};

static void add_count(struct ma_buf *out, const json_t *value, const char *key, const char *one,
	const char *between)
{
	int64_t n = field_int(value, key);

	ma_buf_adds(out, between);
	words_count(out, n);
	ma_buf_addf(out, " %s%s", one, n == 1 ? "" : "s");
}

static void write_packages(const json_t *packages, bool dry, struct ma_buf *out)
{
	if (json_is_true(json_object_get(packages, "in_use"))) {
		ma_buf_adds(out, "shared packages stay: a verification uses them\n");
		return;
	}
	add_count(out, packages, "files", "file", "shared packages: ");
	ma_buf_adds(out, " not used for ");
	add_count(out, packages, "older_than_days", "day", "");
	ma_buf_adds(out, dry ? " would be removed: " : " removed: ");
	words_size(out, (uint64_t)field_int(packages, "bytes"));
	ma_buf_addc(out, '\n');
}

static void write_told(const json_t *value, struct ma_buf *out)
{
	bool dry = json_is_true(json_object_get(value, "dry_run"));
	const json_t *run;
	size_t i;

	json_array_foreach (json_object_get(value, "runs"), i, run) {
		ma_buf_addf(out, "run %s\n", json_string_value(run));
	}
	add_count(out, value, "events", "event", "");
	add_count(out, value, "blobs", "blob", ", ");
	add_count(out, value, "files", "file", " and ");
	ma_buf_adds(out, dry ? " would be removed: " : " removed: ");
	words_size(out, (uint64_t)field_int(value, "bytes"));
	if (!dry) {
		ma_buf_adds(out, "; ");
		words_size(out, (uint64_t)field_int(value, "given_back"));
		ma_buf_adds(out, " given back");
	}
	if (json_is_true(json_object_get(value, "live")))
		ma_buf_adds(
			out, "; a run is live: what is free stays in the file and is used again");
	ma_buf_addc(out, '\n');
	write_packages(json_object_get(value, "packages"), dry, out);
}

static ma_rc run(const void *args, const struct words *words, int *exit_out, ma_err *err)
{
	const struct args *a = args;
	ma_gc_opts gc = { .size = sizeof(gc),
		.keep_runs = a->keep,
		.runs_older_than_days = a->older,
		.packages_older_than_days = a->packages,
		.dry_run = a->dry_run };
	char *json = NULL;
	ma_rc rc;

	MA_UNUSED(words);
	rc = ma_gc(reading_output(&a->reading), &gc, &json, err);
	if (rc && exit_is_unwritable(err))
		*exit_out = EXIT_REFUSED;
	return rc ? rc : reading_print(&a->reading, json, write_told, err);
}

const struct cmd cmd_gc = {
	.name = "gc",
	.args = "",
	.summary = "remove what nothing refers to any more, and ended runs that are not wanted",
	.about = "Without options only what no run and no key of the context names goes: blobs, and files older than a minute\n"
		 "that killed processes left. --keep and --runs-older-than remove the logs of runs that have ended; with both,\n"
		 "those that neither keeps. Commits and files of the project stay. A run that goes on is not disturbed; while it\n"
		 "does, no run's log is removed (exit 9), and the log's file does not shrink. Packages that runs of all outputs share\n"
		 "go when no run has used them for 30 days, or for --packages-older-than; not while a verification uses any.",
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
