/*
 * A model of who may write a run: lock, lease and epoch (docs/decisions/010-lease-and-lock.md, src/lib/owner.c,
 * src/store), the one paid call and the one commit that a task has, and what a resume makes of them.
 *
 * Three workers want to bring one task to its end. Any of them may be killed at any step (its lock is free at once, what it knew is
 * gone) or stopped (for a while, as nothing makes it take its next
 * step; one of them for ever); a lease may end at any time that it is not renewed. For every
 * interleaving of these:
 *
 *   an event is written by the owner of the newest epoch alone
 *   each call at the provider has an intent of its own in the log, written before
 *   once a reply is in the log nobody who owns the run asks again
 *   the branch has the task's commit once
 *   the log tells of one reply, one commit and one end
 *   the run ends
 *
 *   scripts/spin.sh, or: spin -run -ltl ends tests/model/lease.pml
 */
#define NOBODY 255
#define KILLS 2
#define ENDINGS 2

byte epoch, holder = NOBODY; /* the stream's row in the store */
bool over;                   /* the lease's time */
byte lock = NOBODY;          /* who has the file that is looked at */

byte intents, replies, commits_told, ends; /* in the log */
byte calls;                                /* that the provider saw */
byte head, on_branch;                      /* the branch: its commit, and how often the task's is there */

byte kills, endings;
byte still = NOBODY; /* who is stopped and never wakes */

/* Each of these breaks one rule; scripts/spin.sh sees that the model tells. */
#ifdef PLANT_NO_EPOCH
#define owns(me, mine) (mine > 0)
#else
#define owns(me, mine) (holder == me && epoch == mine)
#endif
#ifdef PLANT_NO_LOOK
#define is_there false
#else
#define is_there (on_branch > 0)
#endif
#ifdef PLANT_NO_SWAP
#define may_move true
#else
#define may_move (head == seen)
#endif
#ifdef PLANT_NO_INTENT
#define intend skip
#else
#define intend intents++
#endif
#ifdef PLANT_LOCK_ALONE
#define may_take (lock == NOBODY)
#else
#define may_take (lock == NOBODY || over)
#endif

/* An append compares holder and epoch in the transaction that writes. */
inline append(me, mine, what)
{
	atomic {
		if
		:: owns(me, mine) -> what++
		:: else -> goto overtaken
		fi
	}
}

inline perhaps_killed(me)
{
	if
	:: skip
	:: atomic { still == NOBODY -> still = me; goto stopped }
	:: atomic {
		kills < KILLS ->
		kills++;
		if
		:: lock == me -> lock = NOBODY
		:: else
		fi;
		goto start
	}
	fi
}

inline renew(me, mine)
{
	atomic {
		if
		:: owns(me, mine) -> over = false
		:: else -> goto overtaken
		fi
	}
}

proctype Worker(byte me)
{
	byte mine, seen;
	bool found;

start:
	atomic {
		mine = 0;
		seen = 0;
		found = false;
		if
		:: ends > 0 -> goto done
		:: may_take -> /* its holder is dead, or too late */
			epoch++;
			holder = me;
			lock = me;
			over = false;
			mine = epoch
		fi
	}
	perhaps_killed(me);

	/* What the log says is the state: an answered call is not made again. */
	if
	:: atomic { !owns(me, mine) -> goto overtaken }
	:: atomic { owns(me, mine) && replies > 0 -> skip }
	:: atomic { owns(me, mine) && replies == 0 -> intend };
		perhaps_killed(me);
		renew(me, mine);
		calls++; /* here somebody else may be the owner already */
		assert(calls <= intents);
		perhaps_killed(me);
		append(me, mine, replies)
	fi;
	perhaps_killed(me);

	if
	:: atomic { !owns(me, mine) -> goto overtaken }
	:: atomic { owns(me, mine) && commits_told > 0 -> skip }
	:: atomic { owns(me, mine) && commits_told == 0 -> skip };
again:
		atomic {
			found = is_there; /* by its trailer */
			seen = head
		};
		perhaps_killed(me);
		if
		:: found
		:: else ->
			atomic { /* the ref moves if it is where it was seen */
				if
				:: may_move -> head++; on_branch++
				:: else -> goto again
				fi
			}
		fi;
		perhaps_killed(me);
		append(me, mine, commits_told)
	fi;
	perhaps_killed(me);

	if
	:: atomic { !owns(me, mine) -> goto overtaken }
	:: atomic { owns(me, mine) && ends == 0 -> ends++; holder = NOBODY };
	fi;
	atomic {
		if
		:: lock == me -> lock = NOBODY
		:: else
		fi
	};
	goto done;

overtaken: /* it writes no more; somebody else goes on */
	atomic {
		if
		:: lock == me && !owns(me, mine) -> lock = NOBODY
		:: else
		fi
	};
	goto start;
stopped: /* with all that it holds */
	false;
done:
	skip
}

/* Time: a lease ends, now and then. */
proctype Clock()
{
	do
	:: atomic { holder != NOBODY && !over && endings < ENDINGS -> endings++; over = true }
	:: atomic { holder != NOBODY && holder == still && !over -> over = true }
	:: ends > 0 -> break
	od
}

/* The same at every moment. */
proctype Always()
{
	atomic {
		!(on_branch <= 1 && replies <= 1 && commits_told <= 1 && ends <= 1 && calls <= intents &&
			(ends == 0 || (replies == 1 && commits_told == 1 && on_branch == 1))) ->
		assert(false)
	}
}

ltl ends { <> (ends == 1) }

init
{
	atomic {
		run Worker(0);
		run Worker(1);
		run Worker(2);
		run Clock();
		run Always()
	}
}
