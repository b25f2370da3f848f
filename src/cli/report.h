/* A verification as other programs want it. */
#ifndef MA_CLI_REPORT_H
#define MA_CLI_REPORT_H

#include <jansson.h>

#include "base/buf.h"

/* `result` is what ma_verification_result() gives. */
typedef void report_fn(const json_t *result, struct ma_buf *out);

/* JUnit XML: a suite for each package, a case for each check. https://github.com/testmoapp/junitxml */
report_fn report_junit;
/* SARIF 2.1.0 (OASIS): a result for each place that a failed check names, or for the check. */
report_fn report_sarif;
/* Workflow commands of GitHub Actions, which become annotations of files. */
report_fn report_github;

#endif
