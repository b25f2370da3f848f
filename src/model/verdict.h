/* What an outside check said of a tree. */
#ifndef MA_MODEL_VERDICT_H
#define MA_MODEL_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "base/err.h"
#include "base/str.h"

enum ma_verdict {
	MA_VERDICT_NONE, /* not finished, or stopped before the end */
	MA_VERDICT_VERIFIED,
	MA_VERDICT_UNVERIFIED, /* something could not be run; the reason says what */
	MA_VERDICT_FAILED,
};

const char *ma_verdict_name(enum ma_verdict v);
bool ma_verdict_parse(struct ma_str name, enum ma_verdict *out);

enum ma_check_state {
	MA_CHECK_RUNNING,
	MA_CHECK_PASSED,
	MA_CHECK_FAILED,
	MA_CHECK_SKIPPED, /* could not be run; `why` says what is missing */
};

#define MA_NOTHING_RECOGNISED \
	"no project commands were recognised" /* why a tree has no other check */

const char *ma_check_state_name(enum ma_check_state s);
bool ma_check_state_parse(struct ma_str name, enum ma_check_state *out);

/* What came of a round of repairs, beside the tree that it began with. id, name */
#define MA_ROUND_ENDS(X)                                                           \
	X(BETTER, "better")       /* more passes, or less fails */                 \
	X(DIFFERENT, "different") /* as much fails, but not the same */            \
	X(SAME, "same")           /* the same fails */                             \
	X(REPEATED, "repeated")   /* files, or failures, that were there before */ \
	X(UNCHANGED, "unchanged") /* no file changed */                            \
	X(WORSE, "worse")         /* what passed fails, or more fails: it is taken back */

enum ma_round_end {
	MA_ROUND_NONE, /* there was none, or it goes on */
#define X(id, name) MA_ROUND_##id,
	MA_ROUND_ENDS(X)
#undef X
};

/* "better"; "" for none. Static. */
const char *ma_round_end_name(enum ma_round_end end);
bool ma_round_end_parse(struct ma_str name, enum ma_round_end *out);

/* A place that the output of a check names. */
struct ma_fault {
	struct ma_str path;    /* in the tree: not absolute, no "..", not of an installed package */
	int64_t line, column;  /* from 1; column 0: none is told */
	struct ma_str message; /* one line, without colours; may be empty */
};

/* A lock file that an installation made. */
struct ma_lock_made {
	struct ma_str path; /* in the tree */
	struct ma_str text;
};

/* One command of the project. Strings borrow from whoever made the report. */
struct ma_check {
	const char *phase;   /* install, typecheck, build, test */
	const char *package; /* directory of the package, "." for the root */
	const char *command; /* as a person would type it */
	enum ma_check_state state;
	const char *why; /* why it failed or was skipped, one line; of a passed one: what is odd of it, mostly "" */
	int exit_code; /* -1: none */
	int64_t took_ms;
	int64_t tests_passed, tests_failed, tests_skipped; /* -1 when the phase counts none */
	struct ma_str output;                              /* what it printed, not escaped */
	const struct ma_fault *faults;                     /* what a failed one's output names */
	size_t faults_n;
	const char *made_at; /* RFC 3339: it passed then, and was not run again; NULL: it is of now */
	const struct ma_lock_made *locks; /* of a passed installation: those that were not there before */
	size_t locks_n;
};

struct ma_report {
	enum ma_verdict verdict;
	const char *reason;  /* one line: why it is not verified; "" when it is */
	const char *sandbox; /* what confined it: ma_sandbox_describe(), or "off" */
	const char *node;    /* directory of a Node.js that is not the system's own, or NULL */
	const struct ma_check *checks;
	size_t checks_n;
};

/*
 * The rule of DESIGN.md section 1.6 over checks: a failed one makes it failed; else a
 * skipped one, no test executed, or commands that ran without a sandbox, make it unverified; else verified. Fills verdict
 * and reason; `reason` has room for size bytes and lives as long as the report.
 */
void ma_report_conclude(struct ma_report *report, char *reason, size_t size);

/* A check as JSON, its output left out. New reference, NULL when memory is out. */
json_t *ma_check_json(const struct ma_check *check);

/* The report as JSON, outputs left out. New reference, NULL when memory is out. */
json_t *ma_report_json(const struct ma_report *report);

#endif
