/* A scenario and the world that it plays in. */
#ifndef MA_TESTS_SCENARIO_H
#define MA_TESTS_SCENARIO_H

#include <jansson.h>

#include "engine/run.h"
#include "sys/private.h"

#define RUN_ID "01930000-0000-7000-8000-000000000001"
#define FORK_ID "01930000-0000-7000-8000-000000000002"
#define STARTS_AT 1795374169000

struct scenario {
	json_t *scn;
	size_t act;                     /* the next one */
	const char *run;                /* its id */
	char theirs[MA_COMMIT_ID_SIZE]; /* what others committed, and stays the head; "": nothing */
	bool threads;
	bool killed;     /* the process: until the run is resumed by another */
	char *dir;       /* of this run's files */
	const char *out; /* where the output stays; NULL: nowhere */
	struct ma_clock_fake clock;
	struct ma_ids_seeded ids;
	struct ma_loop *loop;
	struct ma_store *store;
	struct ma_private spools;
	size_t spools_n; /* that were damaged */
	struct ma_workspace *workspace;
	struct ma_llm *llm, *spare; /* spare: the second of the chain, or NULL */
	struct ma_gate gates[2];
	struct ma_verify *verify;
	struct ma_syntax *syntax; /* NULL: what code holds is not checked */
	struct ma_agents agents;
	struct ma_engine_ports ports;
	struct ma_engine *engine;
	struct ma_buf log;
	ma_rc rc;
	ma_err err;
};

void must(ma_rc rc, const char *what, const ma_err *err);

/* Of the next act. NULL: there is none. */
const json_t *next_act(const struct scenario *s);
bool act_is(const json_t *act, const char *what);
/* Whether `e` is what the member names: "call.intended backend", or "run.started". */
bool is_cue(const json_t *act, const char *member, const struct ma_event *e);

/* False, and nothing is open: it needs the grammars, and they are not there. */
bool open_syntax(struct scenario *s);
void open_world(struct scenario *s);
void close_world(struct scenario *s);
char *path_in(const struct scenario *s, const char *name); /* gives: ma_free() it */

#endif
