/* What the files of the simulation share. */
#ifndef MA_ENGINE_SIMULATE_PARTS_H
#define MA_ENGINE_SIMULATE_PARTS_H

#include "codec/hash.h"
#include "engine/live.h"
#include "engine/simulate.h"
#include "sys/loop_virtual.h"

#define MA_SIM_PLANNER MA_SIM_TASKS_MAX /* the planner's number among the tasks */
#define MA_SIM_NOBODY (MA_SIM_TASKS_MAX + 1)
#define MA_SIM_PROVIDERS_MAX 3
#define MA_SIM_AGENTS 3
#define MA_SIM_TROUBLED 5 /* processes; after these only tasks fail, so that there is an end */
#define MA_SIM_RUN "01930000-0000-7000-8000-000000000001"
#define MA_SIM_BASE \
	"ba5e0000000000000000000000000000000000ba" /* the commit that a fork goes back to */
#define MA_SIM_STREAM "run/" MA_SIM_RUN

/* What is drawn; each with two numbers of its own, so that no draw depends on another. */
enum sim_draw {
	SIM_DRAW_SIZE,
	SIM_DRAW_SHAPE,
	SIM_DRAW_RANK,
	SIM_DRAW_EDGE,
	SIM_DRAW_TASK,
	SIM_DRAW_FAULT,
	SIM_DRAW_RUN,
	SIM_DRAW_LIFE,
	SIM_DRAW_FATE,
	SIM_DRAW_WHICH,
	SIM_DRAW_TOOK,
	SIM_DRAW_AFTER,
	SIM_DRAW_WORLD,
	SIM_DRAW_PATHS,
};

const char *ma_sim_task_id(uint32_t task);
uint32_t ma_sim_task_find(struct ma_str id); /* MA_SIM_NOBODY: no such task */
uint64_t ma_sim_draw(const struct ma_sim_case *c, enum sim_draw what, uint64_t a, uint64_t b);
int64_t ma_sim_between(const struct ma_sim_case *c, enum sim_draw what, uint64_t a, uint64_t b,
	int64_t least, int64_t most);
bool ma_sim_chance(
	const struct ma_sim_case *c, enum sim_draw what, uint64_t a, uint64_t b, uint32_t percent);
bool ma_sim_may(const struct ma_sim_case *c, enum ma_sim_fault f);
const char *ma_sim_agent(uint32_t agent);
int64_t ma_sim_agent_jobs(uint32_t agent); /* how many of its tasks may be at work */
bool ma_sim_writes_meet(uint32_t a, uint32_t b);
bool ma_sim_writes_path(uint32_t writes, struct ma_str path);
/* A file that it may write, by the number of a draw. */
const char *ma_sim_path(uint32_t writes, uint64_t draw);
bool ma_sim_agent_adds(const struct ma_sim_case *c, uint32_t agent);
const char *ma_sim_provider(uint32_t provider);
/* The tasks that `parent` asks for as JSON, or the plan; `bad`: with one more that cannot be taken. Returns how many, without that. */
uint32_t ma_sim_case_plan(
	const struct ma_sim_case *c, uint32_t parent, bool bad, struct ma_buf *out);

/* What the log says of one task, or of the planner. */
struct sim_seen {
	bool exists;
	uint32_t deps;
	enum ma_sim_state state; /* WAITING stands for READY too */
	bool started;
	uint32_t provider, depth;
	int64_t attempt, uncounted, rejections, repeats;
	char effect[MA_EFFECT_ID_SIZE];
	bool failed; /* the attempt did, and nothing is decided about it */
	bool open;   /* it did without a word of the provider's, and was on its way */
	enum ma_llm_class class;
	int64_t hint_ms, deadline_ms, give_up_ms, not_before_ms;
	int64_t worst_cost, worst_tokens;
	bool unpriced, cut;
	uint32_t parts;
	char request[MA_HASH_HEX_SIZE], reply[MA_HASH_HEX_SIZE], files[MA_HASH_HEX_SIZE];
	char key[MA_HASH_HEX_SIZE], reply_key[MA_HASH_HEX_SIZE];
	char proposal[MA_HASH_HEX_SIZE]; /* of this attempt; "": none */
	int64_t proposal_n;
	bool settled; /* the proposal is */
	int64_t files_n;
	char paths[64]; /* of the file set; "": not told */
	bool reopened;  /* nobody waits for its files */
	bool waited;    /* COMMITTING: after it had waited for its turn, and so without a slot */
	bool met;       /* the attempt ended in a conflict that is to be resolved */
	bool resolving, mediated; /* the attempt, or the next one, resolves one; one did before */
	enum ma_quick quick;
	char quick_effect[MA_EFFECT_ID_SIZE];
	bool quick_asked; /* it was asked again for what such a check found */
	char commit[48];
	int64_t path_ms; /* the longest path from here, by the estimates */
};

/* What a provider said of the calls that are left, and what left since. */
struct sim_told {
	bool known;
	int64_t at_ms, until_ms, left;
	int64_t admitted_ms[64]; /* a ring */
	uint32_t admitted_n;
};

#define MA_SIM_CHECKS 4 /* of a verification, at most */
#define MA_SIM_VERIFICATIONS 8

/* A check that has ended; state MA_CHECK_RUNNING: there is none. */
struct sim_found {
	enum ma_check_state state;
	int64_t passed, failed; /* tests */
	char key;               /* of its failures */
};

struct sim_verified {
	char head[48], tree[48];
	bool done;
	enum ma_verdict verdict;
	struct sim_found checks[MA_SIM_CHECKS];
};

/* "build web". */
const char *ma_sim_check_name(int check);

enum sim_phase { SIM_NEW, SIM_PLANNING, SIM_WORKING, SIM_VERIFYING, SIM_FINISHED };

/* The log as a naive reader understands it: it shares no code with the core. */
struct sim_checker {
	const struct ma_sim_case *c;
	struct sim_seen seen[MA_SIM_TASKS_MAX + 1];
	enum ma_llm_class dead[MA_SIM_PROVIDERS_MAX];
	int64_t closed_until_ms[MA_SIM_PROVIDERS_MAX]; /* by what a provider said to this process */
	struct sim_told told[MA_SIM_PROVIDERS_MAX];    /* to this process too */
	int64_t credit, credit_max;                    /* of the run's retries, in fifths */
	int64_t idle_at_ms; /* when it was seen last that nobody works, and somebody could; 0: not so */
	int64_t seq, now_ms, jobs, deadline_ms; /* of the run, INT64_MAX: none */
	int64_t idle_since_ms;        /* when it was last seen at work, before a pause or a death */
	int64_t max_cost, max_tokens; /* INT64_MAX: none */
	int64_t calls, billed, cost, input, output;
	int64_t lost; /* by processes that died */
	enum sim_phase phase;
	bool interrupted, paused, cancelled, verified;
	bool rewinding; /* the files that a fork begins with are not back */
	int64_t reused; /* answers of earlier runs */
	char rewind[MA_EFFECT_ID_SIZE];
	bool waits, approved; /* its plan: interrupted by that; since then */
	bool learned;         /* a task has completed: the estimates may have been refined */
	char verify[MA_EFFECT_ID_SIZE];       /* or what is taken back */
	char head[48], tree[48], settled[48]; /* settled: the head that the last round left */
	struct sim_verified verifications[MA_SIM_VERIFICATIONS];
	uint32_t verified_n;
	struct sim_verified *best; /* that rounds are measured against */
	int64_t repairs, judged;   /* rounds */
	uint32_t menders;          /* tasks of these */
	enum ma_round_end round_end;
	bool restoring;
	enum ma_verdict found; /* of the run */
	int64_t exit;
	const struct ma_gate *gates; /* of the process that lives */
	char problem[512];           /* the first one */
};

void ma_sim_check_init(struct sim_checker *k, const struct ma_sim_case *c);
__attribute__((format(printf, 2, 3))) void ma_sim_complain(
	struct sim_checker *k, const char *fmt, ...);
/* An event that is durable. */
void ma_sim_check_event(struct sim_checker *k, const struct ma_event *e);
/* After the events of one turn, decisions included. */
void ma_sim_check_turn(struct sim_checker *k);
/* An effect is started. */
void ma_sim_check_start(struct sim_checker *k, enum ma_effect_kind kind, const char *effect,
	const struct ma_work *w);
/* The fold of this very log. */
void ma_sim_check_sums(struct sim_checker *k, const struct ma_state *s);
/* Calls that were sent, as far as the log tells, and not answered. */
int64_t ma_sim_ambiguous(const struct sim_checker *k);
/* How many effects have to be under way. */
uint32_t ma_sim_effects(const struct sim_checker *k);
enum ma_sim_state ma_sim_state_of(const struct sim_checker *k, uint32_t task);

#define SIM_SENT_MAX 512

/* Outlives the crashes, but for what it was doing for a process. */
struct sim_world {
	const struct ma_sim_case *c;
	struct sim_checker *k;
	struct ma_sim_result *r;
	struct ma_loop *loop;
	struct ma_clock_fake *clock;
	const struct ma_plan_agents *agents;
	struct ma_engine *engine; /* that lives now */
	struct sim_act *acts;
	uint64_t nth[MA_EFFECT_QUICK + 1][MA_SIM_TASKS_MAX + 1];
	struct {
		char effect[MA_EFFECT_ID_SIZE];
		uint32_t life;
		bool committed;
		char tree[48]; /* COMMIT, RESTORE */
		bool whole,
			lost; /* CALL: its answer had come; or it had not, when the process died */
		enum ma_sim_fault fault; /* of the answer */
		uint64_t nth;
	} sent[SIM_SENT_MAX]; /* effects CALL and COMMIT that had consequences */
	uint32_t sent_n, life;
	int64_t lost_n; /* calls whose answers are lost: they may be paid for twice */
	struct {
		int64_t at_ms[64]; /* when calls were served last, a ring */
		uint32_t n;
	} served[MA_SIM_PROVIDERS_MAX];
	char head[48], tree[48];
	bool broken; /* an effect failed in a way that ends the process */
};

extern const struct ma_performer ma_sim_performer;

/* An event is durable. */
void ma_sim_world_see(struct sim_world *w, const struct ma_event *e);
/* Forget what is being done for a process that is gone. Whatever its timers were, they are gone too. */
void ma_sim_world_crash(struct sim_world *w);
/* Cancel what is left to be done: the process ends by itself. */
void ma_sim_world_leave(struct sim_world *w);
/* Effects that are under way and not cancelled. */
uint32_t ma_sim_world_busy(const struct sim_world *w);
/* A fault strikes a task, or MA_SIM_NOBODY: all that are there. */
void ma_sim_hit(struct sim_world *w, enum ma_sim_fault f, uint32_t task);

/* The log: a store that fails when it is told to, and tells the checker what is durable. */
struct sim_log {
	struct ma_store base;
	struct ma_store *memory; /* the one that survives */
	struct sim_world *world;
	struct sim_checker *k;
	struct ma_sim_result *r;
	const struct ma_plan_agents *agents;
	const struct ma_engine *engine; /* the live one, whose state is compared */
	struct ma_state folded;
	int64_t appends, fail_at, lose_at; /* of this life */
	bool usurped; /* another process has appended: the live one must be refused from now on */
	ma_sim_say_fn *say;
	void *say_data;
};

ma_rc ma_sim_log_init(struct sim_log *l, ma_err *err);
void ma_sim_log_done(struct sim_log *l);
/* Another process resumes the run, and stops there. */
void ma_sim_log_usurp(struct sim_log *l, int64_t now_ms);
__attribute__((format(printf, 2, 3))) void ma_sim_log_say(struct sim_log *l, const char *fmt, ...);
/* Name what two states differ in, or NULL. */
const char *ma_sim_difference(const struct ma_state *a, const struct ma_state *b);

#endif
