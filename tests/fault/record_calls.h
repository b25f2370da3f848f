/*
 * What a process does to the files beneath a directory, in the order in which it does it: what it writes, syncs, makes,
 * renames and removes. record_calls.c stands before the C library in a test that links it, as fail_calls.c
 * does; fault/power.h makes of a record what a disk may hold after the power went.
 *
 * A file or directory is a node, a number given when it is made; the root is 0. A node keeps its number when
 * it is renamed, and may have several names.
 */
#ifndef MA_TESTS_FAULT_RECORD_CALLS_H
#define MA_TESTS_FAULT_RECORD_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum record_kind {
	RECORD_MAKE,   /* node gets its first name: `name` in `dir` */
	RECORD_LINK,   /* node gets another one */
	RECORD_RENAME, /* `name` in `dir` becomes `to_name` in `to_dir` */
	RECORD_UNLINK, /* `name` in `dir` is no more */
	RECORD_WRITE,  /* n bytes of data at `at` */
	RECORD_SIZE,   /* its size is `at` */
	RECORD_SYNC,   /* fsync, fdatasync */
	RECORD_MARK,   /* record_mark(): nothing that happens to a file */
};

struct record {
	enum record_kind kind;
	int node, dir, to_dir;
	bool is_dir;
	char *name, *to_name;
	int64_t at; /* of a mark: its value; of what is made: its mode */
	size_t n;
	char *data;
};

/* From now on, in all threads, for what is beneath `root`; what is there is recorded first, as written and synced. */
void record_start(const char *root);
/* Here something was acknowledged: what it is, and how much of it. Without record_start() it does nothing. */
void record_mark(int what, int64_t value);
/* Gives all of it: record_free(). */
struct record *record_stop(size_t *n_out);
void record_free(struct record *records, size_t n);

#endif
