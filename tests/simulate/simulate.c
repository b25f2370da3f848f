/*
 * The simulation as a program.
 *   simulate --seeds N [--from S] [--all-hit]   run N seeds, tell the rate and what was hit
 *   simulate --seconds N                        run fresh seeds for N seconds; says which first
 *   simulate --plants N                         each planted bug must be found within N seeds
 *   simulate --plant NAME ...                  with that bug, for what follows
 *   simulate --seed S [--tasks HEX] [--edges HEX] [--faults HEX]   one seed, told as it happens
 * A seed that fails is told with the command that replays it, and trimmed while it still fails.
 */
#include "engine/simulate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "base/plant.h"
#include "base/str.h"

struct args {
	const char *program, *plant; /* plant: NULL: none */
	uint64_t seeds, from, seconds, seed, plants;
	bool one, all_hit;
	struct ma_sim_trim trim;
};

static struct ma_sim_result total; /* hits, and sums */

static void say(void *data, const char *line)
{
	(void)data;
	printf("%s\n", line);
}

static bool fails(uint64_t seed, const struct ma_sim_trim *trim, struct ma_sim_result *r)
{
	struct ma_sim_case c;

	memset(r, 0, sizeof(*r));
	ma_sim_case_make(&c, seed, trim);
	ma_sim_run(&c, r, NULL, NULL);
	return r->problem[0] != '\0';
}

/* Drop each bit of one set for which the case still fails. True: one was dropped. */
static bool trim_set(uint64_t seed, struct ma_sim_trim *trim, uint64_t *set, uint64_t bits)
{
	struct ma_sim_result r;
	bool dropped = false;
	uint64_t i, was;

	*set &= bits < 64 ? (UINT64_C(1) << bits) - 1 : UINT64_MAX;
	for (i = 0; i < bits; i++) {
		was = *set;
		*set &= ~(UINT64_C(1) << i);
		if (*set == was)
			continue;
		if (fails(seed, trim, &r))
			dropped = true;
		else
			*set = was;
	}
	return dropped;
}

static void shrink(uint64_t seed, struct ma_sim_trim *trim)
{
	struct ma_sim_case c;
	bool more;

	ma_sim_case_make(&c, seed, trim);
	do {
		more = trim_set(seed, trim, &trim->faults, MA_SIM_FAULTS_N);
		more |= trim_set(seed, trim, &trim->tasks, MA_SIM_TASKS_MAX);
		more |= trim_set(seed, trim, &trim->edges, c.edges_n);
	} while (more);
}

static void show(uint64_t seed, const struct ma_sim_trim *trim)
{
	struct ma_buf text = MA_BUF_INIT(1 << 20);
	struct ma_sim_case c;

	ma_sim_case_make(&c, seed, trim);
	ma_sim_case_show(&c, &text);
	printf("%s", text.p ? text.p : "");
	ma_buf_done(&text);
}

static void print_command(const struct args *a, uint64_t seed)
{
	printf("  replay: %s", a->program);
	if (a->plant)
		printf(" --plant %s", a->plant);
	printf(" --seed %" PRIu64, seed);
}

static void explain(const struct args *a, uint64_t seed, const char *problem)
{
	struct ma_sim_trim trim = a->trim;
	struct ma_sim_result r;

	printf("seed %" PRIu64 " fails: %s\n", seed, problem);
	print_command(a, seed);
	printf("\n");
	shrink(seed, &trim);
	(void)fails(seed, &trim, &r);
	printf("trimmed: %s\n", r.problem);
	print_command(a, seed);
	printf(" --tasks %" PRIx64 " --edges %" PRIx64 " --faults %" PRIx64 "\n", trim.tasks,
		trim.edges, trim.faults);
	show(seed, &trim);
}

static bool run_one(const struct args *a, uint64_t seed)
{
	struct ma_sim_case c;

	ma_sim_case_make(&c, seed, &a->trim);
	ma_sim_run(&c, &total, NULL, NULL);
	if (!total.problem[0])
		return true;
	explain(a, seed, total.problem);
	return false;
}

static int replay(const struct args *a)
{
	struct ma_sim_result r = { .lives = 0 };
	struct ma_sim_case c;

	ma_sim_case_make(&c, a->seed, &a->trim);
	show(a->seed, &a->trim);
	ma_sim_run(&c, &r, say, NULL);
	printf("%s\n", r.problem[0] ? r.problem : "nothing is wrong");
	return r.problem[0] != '\0';
}

#define S(state) (1U << MA_SIM_WHEN_##state)
#define ENDED (S(COMPLETED) | S(FAILED) | S(SKIPPED) | S(CANCELLED))
#define RESTING (S(WAITING) | S(READY) | S(DELAYED) | S(BACKOFF))
#define WORKING (S(PREPARING) | S(CALLING) | S(READING) | S(COMMITTING))
#define STOPPED (S(PREPARING) | S(CALLING) | S(BACKOFF) | S(FAILED) | S(CANCELLED))
#define ANY (RESTING | WORKING | ENDED | S(PLANNING) | S(VERIFYING))

/* What a task can be doing when a fault strikes: in a long run each of these must have been seen. */
static unsigned can_strike(enum ma_sim_fault f)
{
	switch (f) {
	case MA_SIM_SLOW:
	case MA_SIM_STUCK:
		return STOPPED;
	case MA_SIM_LATE:
	case MA_SIM_SILENT:
		return STOPPED | S(VERIFYING);
	case MA_SIM_TWICE:
		return WORKING | S(BACKOFF) | S(FAILED) | S(CANCELLED) | S(VERIFYING);
	case MA_SIM_ECHO:
		return WORKING | S(DELAYED) | S(BACKOFF) | S(COMPLETED) | S(FAILED) | S(CANCELLED) |
			S(VERIFYING);
	case MA_SIM_NO_PROMPT:
	case MA_SIM_UNPRICED:
		return S(PREPARING);
	case MA_SIM_BAD_PLAN:
	case MA_SIM_BAD_FILES:
	case MA_SIM_NO_FILES:
	case MA_SIM_SAME_REPLY:
	case MA_SIM_MORE_TASKS:
	case MA_SIM_BAD_TASKS:
		return S(READING);
	case MA_SIM_COMMIT_REFUSED:
	case MA_SIM_CONFLICT:
	case MA_SIM_COMMIT_ERROR:
		return S(COMMITTING);
	case MA_SIM_QUICK_FAILS:
		return S(COMMITTING);
	case MA_SIM_VERIFY_FAILS:
	case MA_SIM_UNVERIFIED:
		return S(VERIFYING);
	case MA_SIM_RUN_TIMEOUT:
		return ANY & ~S(CANCELLED);
	case MA_SIM_BUDGET_COST:
	case MA_SIM_BUDGET_TOKENS:
		return (RESTING | ENDED | S(PLANNING)) & ~S(CANCELLED);
	case MA_SIM_REOPEN:
		return ANY & ~S(PLANNING); /* then nothing has failed yet */
	default:
		return f < MA_SIM_LATE ? S(CALLING) : ANY;
	}
}

/* How many of the pairs that can occur were never seen. */
static int count_missed(void)
{
	int n = 0, missed = 0, f, s;

	for (f = 0; f < MA_SIM_FAULTS_N; f++)
		for (s = 0; s < MA_SIM_STATES_N; s++) {
			if (!(can_strike((enum ma_sim_fault)f) >> s & 1))
				continue;
			n++;
			if (total.hits[f][s] > 0)
				continue;
			missed++;
			printf("never seen: %s while %s\n", ma_sim_fault_name((enum ma_sim_fault)f),
				ma_sim_state_name((enum ma_sim_state)s));
		}
	printf("%d of %d pairs of fault and state that can occur were seen\n", n - missed, n);
	return missed;
}

static void print_hits(void)
{
	int f, s;

	printf("%-16s", "");
	for (s = 0; s < MA_SIM_STATES_N; s++)
		printf(" %10s", ma_sim_state_name((enum ma_sim_state)s));
	printf("\n");
	for (f = 0; f < MA_SIM_FAULTS_N; f++) {
		printf("%-16s", ma_sim_fault_name((enum ma_sim_fault)f));
		for (s = 0; s < MA_SIM_STATES_N; s++)
			printf(" %10u", total.hits[f][s]);
		printf("\n");
	}
}

static int run_many(const struct args *a)
{
	struct ma_clock *clock = ma_clock_system();
	int64_t began = clock->mono_ms(clock), ms;
	uint64_t n = 0;

	printf("seeds from %" PRIu64 " on\n", a->from);
	fflush(stdout);
	while (a->seconds ? clock->mono_ms(clock) - began < (int64_t)a->seconds * 1000
			  : n < a->seeds) {
		if (!run_one(a, a->from + n))
			return 1;
		n++;
	}
	ms = clock->mono_ms(clock) - began;
	print_hits();
	printf("%" PRIu64 " seeds from %" PRIu64 ": %lld processes, %lld steps, %lld events in "
	       "%.1f s, %.0f seeds a second\n",
		n, a->from, (long long)total.lives, (long long)total.steps, (long long)total.events,
		(double)ms / 1000, (double)n * 1000 / (double)(ms > 0 ? ms : 1));
	return count_missed() > 0 && a->all_hit;
}

#ifdef MA_PLANTS
enum ma_plant ma_planted;

static const struct {
	const char *name, *what;
} plants[] = { { "NONE", "" },
#define X(id, what) { #id, what },
	MA_PLANTS_ALL(X)
#undef X
};

/* Shared with the process that runs the seeds: a planted bug may bring it down, which is a way to be found. */
struct hunt {
	uint64_t seed;
	char problem[512];
};

static void hunt(const struct args *a, struct hunt *h)
{
	struct ma_sim_result r;

	for (h->seed = a->from; h->seed < a->from + a->plants; h->seed++)
		if (fails(h->seed, &a->trim, &r)) {
			memcpy(h->problem, r.problem, sizeof(h->problem));
			_exit(1);
		}
	_exit(0);
}

static bool is_found(const struct args *a, struct hunt *h)
{
	int status = 0;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		if (!freopen("/dev/null", "w", stderr)) /* an assertion says what it says */
			_exit(0);
		hunt(a, h);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	if (WIFSIGNALED(status))
		snprintf(h->problem, sizeof(h->problem), "the program stops itself (signal %d)",
			WTERMSIG(status));
	return WIFSIGNALED(status) || WEXITSTATUS(status) == 1;
}

/* Each is found; and without any of them nothing is. */
static int run_plants(const struct args *a)
{
	struct hunt *h = mmap(
		NULL, sizeof(*h), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int missed = 0, i;

	if (h == MAP_FAILED)
		return 1;
	for (i = 0; i < MA_PLANT_N; i++) {
		memset(h, 0, sizeof(*h));
		ma_planted = (enum ma_plant)i;
		if (is_found(a, h) == (i > 0)) {
			printf("%-20s found by seed %4" PRIu64 ": %s\n", plants[i].name, h->seed,
				h->problem);
		} else {
			printf("%-20s %s: %s\n", plants[i].name,
				i > 0 ? "NOT FOUND" : "SOMETHING IS FOUND",
				i > 0 ? plants[i].what : h->problem);
			missed++;
		}
	}
	munmap(h, sizeof(*h));
	printf("%d bugs planted, %d found, each within %" PRIu64 " seeds\n", MA_PLANT_N - 1,
		MA_PLANT_N - 1 - missed, a->plants);
	return missed > 0;
}
static bool read_plant(const char *name)
{
	int i = MA_PLANT_N - 1;

	while (i > 0 && (!name || strcmp(name, plants[i].name) != 0))
		i--;
	ma_planted = (enum ma_plant)i;
	return i > 0;
}
#else
static bool read_plant(const char *name)
{
	(void)name;
	return false;
}

static int run_plants(const struct args *a)
{
	(void)a;
	fprintf(stderr, "simulate: nothing is planted here, see simulate-planted\n");
	return 2;
}
#endif

static bool read_number(const char *text, uint64_t *out)
{
	return text && ma_str_to_u64(ma_str(text), out);
}

static bool read_hex(const char *text, uint64_t *out)
{
	return text && sscanf(text, "%" SCNx64, out) == 1;
}

static bool read_arg(struct args *a, const char *name, const char *value, int *used)
{
	*used = 2;
	if (strcmp(name, "--seeds") == 0)
		return read_number(value, &a->seeds);
	if (strcmp(name, "--from") == 0)
		return read_number(value, &a->from);
	if (strcmp(name, "--seconds") == 0)
		return read_number(value, &a->seconds);
	if (strcmp(name, "--plants") == 0)
		return read_number(value, &a->plants);
	if (strcmp(name, "--plant") == 0) {
		a->plant = value;
		return read_plant(value);
	}
	if (strcmp(name, "--tasks") == 0)
		return read_hex(value, &a->trim.tasks);
	if (strcmp(name, "--edges") == 0)
		return read_hex(value, &a->trim.edges);
	if (strcmp(name, "--faults") == 0)
		return read_hex(value, &a->trim.faults);
	if (strcmp(name, "--seed") == 0) {
		a->one = true;
		return read_number(value, &a->seed);
	}
	*used = 1;
	a->all_hit = strcmp(name, "--all-hit") == 0;
	return a->all_hit;
}

int main(int argc, char **argv)
{
	struct args a = { .program = argv[0], .seeds = 1000, .trim = MA_SIM_UNTRIMMED };
	int64_t blocks = ma_alloc_live();
	int i, used, status;

	for (i = 1; i < argc; i += used)
		if (!read_arg(&a, argv[i], argv[i + 1], &used)) {
			fprintf(stderr, "simulate: what is %s?\n", argv[i]);
			return 2;
		}
	if (a.seconds > 0 && a.from == 0)
		a.from = (uint64_t)ma_clock_system()->wall_ms(ma_clock_system()) * 1000000;
	status = a.one ? replay(&a) : a.plants > 0 ? run_plants(&a) : run_many(&a);
	if (ma_alloc_live() != blocks) {
		printf("%lld blocks were not freed\n", (long long)(ma_alloc_live() - blocks));
		return 1;
	}
	return status;
}
