/*
 * Who owns an output, and a run in it. Two things say so, and each mends what the other cannot:
 *
 *   run.lock   flock(2): free the moment its holder dies, however he dies; held by one who is only stopped
 *   the lease  in the store, with an epoch: whoever has been late may write no more, even if he wakes
 *
 * It is taken when the lock is free and its lease is nobody's, or of a process of this host (which is
 * then dead, or of before a reboot); and when the lease has ended, whoever has the lock.
 */
#ifndef MA_LIB_OWNER_H
#define MA_LIB_OWNER_H

#include "engine/run.h"
#include "sys/self.h"

#define MA_OWNER_LEASE_MS 10000

struct ma_owner {
	int lock; /* -1: not ours */
	char name[MA_SELF_NAME_SIZE], boot[MA_SELF_BOOT_SIZE];
	struct ma_hold hold; /* epoch 0: not taken yet */
	ma_err busy;         /* code not MA_OK: who has the lock */
};

void ma_owner_init(struct ma_owner *o);

/*
 * Try to take the lock of an output. MA_OK too when another has it: o->busy says who, and only
 * ma_owner_take() can get it from him. MA_ENOTFOUND: there is no state directory yet.
 */
ma_rc ma_owner_lock(struct ma_owner *o, const char *output, ma_err *err);

/* MA_ECONFLICT where another has the lock. */
ma_rc ma_owner_alone(const struct ma_owner *o, ma_err *err);

/* Take the lease of a run, and the lock where its holder has been late. MA_ECONFLICT names who has it. */
ma_rc ma_owner_take(struct ma_owner *o, const char *output, struct ma_store *store, const char *run,
	ma_err *err);

/* Append an event to a run whose lease was taken, and give the lease back; run, seq and time are set here. */
ma_rc ma_owner_say(struct ma_owner *o, struct ma_store *store, const struct ma_state *s,
	struct ma_event *e, ma_err *err);

void ma_owner_release(struct ma_owner *o); /* of the lock; the engine gives the lease back */

#endif
