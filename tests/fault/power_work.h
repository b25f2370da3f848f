/*
 * Work on files, whose record is what fault/power.h makes disks of, and what is said of such a disk.
 */
#ifndef MA_TESTS_FAULT_POWER_WORK_H
#define MA_TESTS_FAULT_POWER_WORK_H

#include <stdbool.h>
#include <stdint.h>

#define POWER_SAID_SIZE 512

enum mark { MARK_ACKED, MARK_TRIED, MARK_SAVED, MARK_RECOVERS };

/* What somebody knew when the power went. */
struct known {
	int64_t acked, tried; /* events; tried: at most that many may be there */
	int64_t saved;        /* the version of an export that was acknowledged */
};

/* How closely a state is looked at, and whether the work goes on from it. */
enum look { LOOK_QUICKLY, LOOK_CLOSELY, LOOK_AND_GO_ON };

struct work {
	const char *name;
	void (*record)(const struct work *w, const char *dir);
	/* What is wrong with the state in `dir`, or NULL. May change it. Static. */
	const char *(*check)(
		const struct work *w, const char *dir, const struct known *known, enum look look);
	const char *stream; /* that is read back */
	const char *only; /* what of the root is looked at: names that begin so; NULL: all of it */
	int version;      /* of SQLite, as which the store behaves; 0: as which it is */
	int64_t share;    /* of 100 states */
	int close_every;  /* so many states, one is looked at closely */
	const char *lie_beneath; /* where syncs are left out to see the check fail, and looks are close; NULL: anywhere */
};

enum { POWER_STORE, POWER_WAL, POWER_CONTEXT, POWER_RUN, POWER_WORKS_N };
extern const struct work power_works[POWER_WORKS_N];

#endif
