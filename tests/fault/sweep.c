/* The store is swept while others write, and whoever sweeps is killed: what an event names is there, always. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "store/marks.h"
#include "store/sqlite.h"
#include "support/tmpdir.h"
#include "support/torture.h"

#define WRITERS 2
#define APPENDS 400 /* by each */
#define TEXTS 5     /* so few, that each is swept and stored again */
#define KILL_EACH_US 15000

static char path[TMPDIR_SIZE + 16];

static struct ma_store *open_store(void)
{
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };

	if (ma_store_sqlite_open(path, true, &store, &err)) {
		fprintf(stderr, "%s\n", err.msg);
		_exit(1);
	}
	return store;
}

/* Now with an event that names it, now with none: then it is nobody's. */
static void append(struct ma_store *store, int who, int n)
{
	struct ma_store_blob blob;
	char text[400], event[100], stream[16];
	struct ma_str json;
	struct ma_store_append a = { .stream = stream,
		.expected_seq = MA_STORE_END,
		.events = &json,
		.events_n = n % 3 == 0,
		.blobs = &blob,
		.blobs_n = 1 };
	ma_err err = { .code = MA_OK };

	snprintf(text, sizeof(text), "%0*d", 300, n % (TEXTS + n / 100));
	snprintf(stream, sizeof(stream), "run/%d-%d", who, n / 50);
	blob.data = ma_str(text);
	if (ma_hash_sha256(blob.data, blob.hash, &err))
		_exit(1);
	snprintf(event, sizeof(event), "{\"blob\":\"%s\"}", blob.hash);
	json = ma_str(event);
	if (ma_store_append(store, &a, &err)) {
		fprintf(stderr, "%s\n", err.msg);
		_exit(1);
	}
}

static pid_t start_writer(int who)
{
	pid_t pid = fork();
	struct ma_store *store;
	int n;

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	store = open_store();
	for (n = 0; n < APPENDS; n++)
		append(store, who, n);
	ma_store_free(store);
	_exit(0);
}

/* Drops a stream each time, too, where there is one that has ended. */
static pid_t start_sweeper(int drop)
{
	struct ma_store_stream old = { .seq = 17 }; /* of 50 appends 17 have an event, or 16 */
	struct ma_store_sweep sweep = { .drop = &old, .drop_n = 1 };
	struct ma_store_swept swept;
	ma_err err = { .code = MA_OK };
	struct ma_store *store;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid > 0)
		return pid;
	snprintf(old.name, sizeof(old.name), "run/%d-%d", drop % WRITERS, drop / WRITERS % 8);
	for (store = open_store();;)
		if (ma_store_sweep(store, &sweep, &swept, &err) || ma_store_shrink(store, &err)) {
			fprintf(stderr, "%s\n", err.msg);
			_exit(1);
		}
}

struct looking {
	struct ma_store *store;
	int64_t named;
	char hashes[4096][MA_HASH_HEX_SIZE];
};

static bool note(void *data, int64_t seq, struct ma_str event)
{
	struct looking *l = data;

	MA_UNUSED(seq);
	assert_true(l->named < (int64_t)MA_COUNT(l->hashes));
	assert_true(ma_marks_next(&event, l->hashes[l->named]));
	l->named++;
	return true;
}

static bool read_stream(void *data, const struct ma_store_stream *stream)
{
	struct looking *l = data;
	ma_err err = { .code = MA_OK };

	if (ma_store_read(l->store, stream->name, 0, note, l, &err))
		fail_msg("%s", err.msg);
	return true;
}

static void assert_all_named_are_there(void)
{
	static struct looking l;
	ma_err err = { .code = MA_OK };
	size_t size = 0;
	int64_t i;

	l = (struct looking){ .store = open_store() };
	assert_int_equal(ma_store_streams(l.store, "", read_stream, &l, &err), MA_OK);
	for (i = 0; i < l.named; i++) {
		char *text = NULL;

		if (ma_store_blob(l.store, l.hashes[i], &text, &size, &err))
			fail_msg("%s", err.msg);
		ma_free(text);
	}
	assert_true(l.named > 0);
	print_message("%lld names\n", (long long)l.named);
	ma_store_free(l.store);
}

static void what_is_named_survives_sweeps_that_are_killed(void **state)
{
	char dir[TMPDIR_SIZE];
	pid_t writers[WRITERS], sweeper;
	int i, status, left = WRITERS, kills = 0;

	MA_UNUSED(state);
	tmpdir_make(dir);
	snprintf(path, sizeof(path), "%s/context.db", dir);
	ma_store_free(open_store());
	for (i = 0; i < WRITERS; i++)
		writers[i] = start_writer(i);
	while (left > 0) {
		sweeper = start_sweeper(kills);
		usleep(KILL_EACH_US);
		(void)kill(sweeper, SIGKILL); /* it may have failed, which shows below */
		assert_int_equal(waitpid(sweeper, &status, 0), sweeper);
		assert_true(WIFSIGNALED(status));
		kills++;
		for (i = 0; i < WRITERS; i++)
			if (writers[i] > 0 && waitpid(writers[i], &status, WNOHANG) > 0) {
				assert_int_equal(status, 0);
				writers[i] = 0;
				left--;
			}
	}
	print_message("%d kills\n", kills);
	assert_all_named_are_there();
	tmpdir_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_named_survives_sweeps_that_are_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
