/* One thing that the simulated world does: how it is drawn, and what it comes to. */
#ifndef MA_ENGINE_SIMULATE_ACT_H
#define MA_ENGINE_SIMULATE_ACT_H

#include "engine/simulate_parts.h"

#define MA_SIM_FINE MA_SIM_FAULTS_N /* no fault at all */
#define MA_SIM_SERVED_MS 60000      /* over which a provider counts the calls it serves */

/* Something that the world does later. */
struct sim_act {
	struct sim_act *next;
	struct sim_world *world;
	struct ma_doing *d; /* NULL: nothing of the engine's: an echo, or a check */
	enum ma_effect_kind kind;
	uint32_t task, provider;
	int check; /* of a verification; -1: none of them */
	char effect[MA_EFFECT_ID_SIZE];
	enum ma_sim_fault fault;
	struct ma_allowances allows; /* CALL: what the provider said, */
	int64_t told_at_ms;          /* and when (monotonic) */
	uint64_t nth;                /* of its kind and task */
	bool canceled;
	struct ma_timer *timer;
};

/* Draws of this act's own. */
uint64_t ma_sim_act_key(const struct sim_act *a);
bool ma_sim_act_chance(const struct sim_act *a, enum sim_draw what, uint32_t percent);
int64_t ma_sim_act_between(const struct sim_act *a, enum sim_draw what, int64_t least, int64_t most);

/* What goes wrong with it, and how long it takes; -1: for ever. */
enum ma_sim_fault ma_sim_act_fault(struct sim_act *a);
int64_t ma_sim_act_ms(const struct sim_act *a);
/* What its provider says now of what is left. */
void ma_sim_act_hear(struct sim_act *a);
/* Its task's model says the same useless thing again and again. */
bool ma_sim_act_repeats(const struct sim_act *a);

/* What it comes to, as events and blobs. */
void ma_sim_act_outcome(struct sim_act *a, struct ma_outcome *o);
void ma_sim_act_failure(
	struct sim_act *a, struct ma_outcome *o, enum ma_llm_class class, int64_t hint_ms);
struct ma_event ma_sim_act_event(
	const struct sim_act *a, const struct ma_outcome *o, enum ma_event_kind kind);
/* A text that no other act has, as a blob. */
struct ma_str ma_sim_act_blob(const struct sim_act *a, struct ma_outcome *o, const char *what);

/* The tree of a commit. */
const char *ma_sim_tree_of(const struct sim_world *w, struct ma_str commit);

/* The note on an effect that had consequences outside; made when there is none. */
uint32_t ma_sim_world_note(struct sim_world *w, const char *effect, bool *made_out);

#endif
