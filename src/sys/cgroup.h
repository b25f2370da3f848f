/*
 * Control groups (version 2): memory, processes and processor time of a command as a whole, where whoever runs the machine has
 * delegated a part of the hierarchy to us. Each command gets a group, which goes with it; one that was left by somebody who was killed goes with
 * the next, as whoever has a group holds a lock on it.
 */
#ifndef MA_SYS_CGROUP_H
#define MA_SYS_CGROUP_H

#include <stdbool.h>

#include "base/err.h"

/* Where groups are made. */
struct ma_cgroups {
	char *path; /* NULL: nowhere */
	bool memory, pids, cpu;
};

struct ma_cgroup {
	char *path;      /* NULL: none */
	int lock, procs; /* descriptors; who writes "0" to procs is of the group */
};

#define MA_CGROUP_NONE       \
	{                    \
		NULL, -1, -1 \
	}

/*
 * Find where. `root`: where the hierarchy is mounted; NULL: look. Ours or the one above it is taken, never one that is managed by somebody else.
 * MA_EUNAVAILABLE: nothing is delegated, with why. ma_cgroups_done() it.
 */
ma_rc ma_cgroups_find(const char *root, struct ma_cgroups *out, ma_err *err);
void ma_cgroups_done(struct ma_cgroups *cgroups);

/*
 * One with ceilings, after those that nobody holds are ended and removed, as far as they go at once. Always to be followed by ma_cgroup_done() or
 * ma_cgroup_remove().
 */
ma_rc ma_cgroup_make(const struct ma_cgroups *in, struct ma_cgroup *out, ma_err *err);

/*
 * All that is left in it is killed, and it goes. False: the kernel has not ended all of it yet; ask again in MA_CGROUP_STEP_MS, and after
 * MA_CGROUP_WAIT_MS no more. Does not wait. Accepts none.
 */
bool ma_cgroup_end(struct ma_cgroup *cgroup);
#define MA_CGROUP_STEP_MS 5
#define MA_CGROUP_WAIT_MS 500

/* Ended if it was not; what does not go at once is left to the next. Accepts none. */
void ma_cgroup_done(struct ma_cgroup *cgroup);

/* The same, where waiting for its end may block. */
void ma_cgroup_remove(struct ma_cgroup *cgroup);

#endif
