/* The evidence of acceptance tests: that they are as they were written, that they ran, and what of the contract they name. */
#ifndef MA_ENGINE_EVIDENCE_H
#define MA_ENGINE_EVIDENCE_H

#include "codec/hash.h"
#include "core/state.h"
#include "vcs/workspace.h"

struct ma_evidence_file {
	const struct ma_work *work; /* whose task wrote it last */
	struct ma_str path;
	char *content; /* at the head, owned; NULL: it is not there */
	size_t size;
	bool changed; /* it is not as its task committed it */
};

struct ma_evidence {
	struct ma_evidence_file *v;
	size_t n;
	char digest[MA_HASH_HEX_SIZE]; /* over paths and contents; "" where there are none */
	struct ma_str contract;        /* borrowed: the plan's */
};

/* On the loop: which files are protected. ma_evidence_done() it, also after a failure. Borrows from the state. */
ma_rc ma_evidence_find(struct ma_evidence *e, const struct ma_state *s, ma_err *err);
/* On the pool: read them at `head`, and as they were committed. */
ma_rc ma_evidence_read(
	struct ma_evidence *e, struct ma_workspace *workspace, const char *head, ma_err *err);
void ma_evidence_done(struct ma_evidence *e);

/*
 * {"files","digest","unchanged","ran","names"}, or "none" where there are no acceptance tests. Where there are, a report
 * that is `verified` becomes `unverified` unless they are unchanged and at least one of them ran; `reason` has room for size bytes. NULL: memory is out.
 */
json_t *ma_evidence_conclude(
	const struct ma_evidence *e, struct ma_report *report, char *reason, size_t size);

#endif
