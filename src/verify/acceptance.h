/* What acceptance tests are seen to do: which of them ran, and what of the contract they name. Read from texts; nobody has to believe more. */
#ifndef MA_VERIFY_ACCEPTANCE_H
#define MA_VERIFY_ACCEPTANCE_H

#include <jansson.h>

#include "base/str.h"
#include "model/verdict.h"

/*
 * Whether a test of the file was executed, as the outputs of the checks of tests show: in a line that bears a runner's mark of a test
 * that passed or failed, the runner names the file, from one of its directories on, or a test that is in it. The first 2,000
 * tests of the file are looked for; time is linear in the texts. False as well where memory is out.
 */
bool ma_acceptance_ran(const struct ma_report *report, struct ma_str path, struct ma_str content);

/* The name of the test that a line begins, what is between its quotes or up to what is no name; "": it begins none that is known. */
struct ma_str ma_test_title(struct ma_str line);

/*
 * Add to `names`, an array of strings, each once and in order: "GET /api/things/:x" for calls of methods with paths, and what the text names of the
 * contract's entities, and uses of its operations, commands and pages, of the first thousand of each, of names of at most 200 bytes. At most MA_ACCEPTANCE_NAMES_MAX. Time is linear in the texts. False: memory is out.
 */
#define MA_ACCEPTANCE_NAMES_MAX 100
bool ma_acceptance_names(struct ma_str content, const json_t *contract, json_t *names);

#endif
