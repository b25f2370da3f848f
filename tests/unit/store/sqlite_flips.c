/*
 * One bit of a store is turned, anywhere: whoever opens and reads it is told, or finds everything as
 * it was. FLIPS and FLIP_SEED: how many, and which.
 */
#include <glob.h>
#include <stdio.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/id.h"
#include "base/limits.h"
#include "store/salvage.h"
#include "store/sqlite.h"
#include "support/tmpdir.h"
#include "support/setting.h"
#include "support/torture.h"
#include "sys/fs.h"

#define PATH_SIZE (TMPDIR_SIZE + 32)
#define BLOBS 6

static const char *const streams[] = { "context", "control/0193-a", "run/0193-a", "run/0193-b" };

struct place {
	char dir[TMPDIR_SIZE], path[PATH_SIZE];
	char *bytes; /* the sound file */
	size_t size;
	char hashes[BLOBS][MA_HASH_HEX_SIZE];
	struct ma_buf truth; /* all that can be read of it */
};

static bool add_event(void *data, int64_t seq, struct ma_str event)
{
	ma_buf_addf(data, "%lld=" MA_STR_FMT "\n", (long long)seq, MA_STR_ARG(event));
	return true;
}

static bool add_stream(void *data, const struct ma_store_stream *stream)
{
	ma_buf_addf(data, "%s@%lld\n", stream->name, (long long)stream->seq);
	return true;
}

/* All of it, or the first failure. */
static ma_rc read_all(struct place *p, struct ma_buf *out, ma_err *err)
{
	struct ma_store *store = NULL;
	struct ma_store_owner owner;
	char *data = NULL;
	size_t size = 0, i;
	ma_rc rc = ma_store_sqlite_open(p->path, false, &store, err);

	if (!rc)
		rc = ma_store_streams(store, "", add_stream, out, err);
	for (i = 0; i < MA_COUNT(streams) && !rc; i++) {
		rc = ma_store_read(store, streams[i], 0, add_event, out, err);
		if (!rc)
			rc = ma_store_owner(store, streams[i], &owner, err);
		if (!rc)
			ma_buf_addf(out, "%s %lld\n", owner.holder, (long long)owner.epoch);
	}
	for (i = 0; i < BLOBS && !rc; i++) {
		rc = ma_store_blob(store, p->hashes[i], &data, &size, err);
		if (!rc)
			ma_buf_add(out, data, size);
		ma_free(data);
		data = NULL;
	}
	ma_store_free(store);
	return rc;
}

static void fill_stream(struct ma_store *store, const char *name, size_t n)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	size_t i;

	for (i = 0; i < n; i++) {
		struct ma_str event;
		struct ma_store_append a = {
			.stream = name, .expected_seq = MA_STORE_END, .events = &event, .events_n = 1
		};

		ma_buf_clear(&text);
		ma_buf_addf(&text, "{\"v\":1,\"n\":%zu,\"of\":\"%s\",\"pad\":\"%0*d\"}", i, name,
			(int)(i * 37 % 900), 0);
		event = ma_buf_str(&text);
		assert_int_equal(ma_store_append(store, &a, &err), MA_OK);
	}
	ma_buf_done(&text);
}

static void fill(struct place *p)
{
	struct ma_store *store = NULL;
	struct ma_store_owner owner;
	struct ma_store_lease l = {
		.stream = "run/0193-b", .holder = "pid 1 on here", .now_ms = 1, .until_ms = 2
	};
	ma_err err = { .code = MA_OK };
	static char data[BLOBS][9000];
	struct ma_store_blob blobs[BLOBS];
	struct ma_store_append a = { .stream = "context", .blobs = blobs, .blobs_n = BLOBS };
	size_t i;

	assert_int_equal(ma_store_sqlite_open(p->path, true, &store, &err), MA_OK);
	for (i = 0; i < BLOBS; i++) {
		memset(data[i], (int)('a' + i), sizeof(data[i]));
		blobs[i].data = ma_str_n(data[i], 100 + 1700 * i);
		assert_int_equal(ma_hash_sha256(blobs[i].data, blobs[i].hash, &err), MA_OK);
		memcpy(p->hashes[i], blobs[i].hash, sizeof(p->hashes[i]));
	}
	assert_int_equal(ma_store_append(store, &a, &err), MA_OK);
	for (i = 0; i < MA_COUNT(streams); i++)
		fill_stream(store, streams[i], 5 + 20 * i);
	assert_int_equal(ma_store_lease(store, &l, &owner, &err), MA_OK);
	ma_store_free(store);
}

static int set_up(void **state)
{
	static struct place p;
	ma_err err = { .code = MA_OK };

	tmpdir_make(p.dir);
	(void)snprintf(p.path, sizeof(p.path), "%s/context.db", p.dir);
	fill(&p);
	p.truth = (struct ma_buf)MA_BUF_INIT(16 * MA_MIB);
	assert_int_equal(read_all(&p, &p.truth, &err), MA_OK);
	assert_int_equal(ma_fs_read(p.path, 16 * MA_MIB, &p.bytes, &p.size, &err), MA_OK);
	*state = &p;
	return 0;
}

static int tear_down(void **state)
{
	struct place *p = *state;

	ma_free(p->bytes);
	ma_buf_done(&p->truth);
	tmpdir_remove(p->dir);
	return 0;
}

static void write_flipped(const struct place *p, uint64_t bit)
{
	FILE *f = fopen(p->path, "w");

	assert_non_null(f);
	p->bytes[bit / 8] = (char)(p->bytes[bit / 8] ^ 1 << bit % 8);
	assert_int_equal(fwrite(p->bytes, 1, p->size, f), p->size);
	p->bytes[bit / 8] = (char)(p->bytes[bit / 8] ^ 1 << bit % 8);
	assert_int_equal(fclose(f), 0);
}

static void a_bit_that_is_turned_is_told_or_changes_nothing(void **state)
{
	const int64_t flips = setting("FLIPS", 500);
	struct place *p = *state;
	struct ma_ids_seeded ids;
	struct ma_buf got = MA_BUF_INIT(16 * MA_MIB);
	int64_t i, told = 0;
	uint64_t bit;

	ma_ids_seeded_init(&ids, (uint64_t)seed_of_run());
	for (i = 0; i < flips; i++) {
		ma_err err = { .code = MA_OK };

		(void)ids.base.bytes(&ids.base, &bit, sizeof(bit)); /* cannot fail */
		bit %= 8 * p->size;
		write_flipped(p, bit);
		ma_buf_clear(&got);
		if (read_all(p, &got, &err))
			told++;
		else if (!ma_str_eq(ma_buf_str(&got), ma_buf_str(&p->truth)))
			fail_msg(
				"byte %llu, bit %llu: what is read is not what was written, and nobody says so",
				(unsigned long long)bit / 8, (unsigned long long)bit % 8);
	}
	print_message(
		"%lld of %lld were told, the others harmless\n", (long long)told, (long long)flips);
	assert_true(told * 2 > flips);
	ma_buf_done(&got);
}

/* What is read of a stream, and how many events those are. */
static struct ma_buf stream_text(struct place *p, const char *name, int64_t *n_out)
{
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };
	size_t i;

	ma_buf_adds(&text, "");
	if (ma_store_sqlite_open(p->path, false, &store, &err) ||
		ma_store_read(store, name, 0, add_event, &text, &err))
		fail_msg("%s: %s", name, err.msg);
	ma_store_free(store);
	for (*n_out = 0, i = 0; i < text.n; i++)
		*n_out += text.p[i] == '\n';
	return text;
}

/* Blobs are whole or gone. */
static int64_t blobs_left(struct place *p)
{
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };
	char *data = NULL;
	int64_t n = 0;
	size_t i, size;
	ma_rc rc;

	assert_int_equal(ma_store_sqlite_open(p->path, false, &store, &err), MA_OK);
	for (i = 0; i < BLOBS; i++) {
		rc = ma_store_blob(store, p->hashes[i], &data, &size, &err);
		assert_true(rc == MA_OK || rc == MA_ENOTFOUND);
		n += rc == MA_OK;
		if (!rc)
			ma_free(data);
	}
	ma_store_free(store);
	return n;
}

static size_t files_like(const struct place *p, const char *tail)
{
	char pattern[PATH_SIZE + 32];
	glob_t found = { 0 };
	size_t n;

	(void)snprintf(pattern, sizeof(pattern), "%s%s", p->path, tail);
	(void)glob(pattern, 0, NULL, &found);
	n = found.gl_pathc;
	globfree(&found);
	return n;
}

static void start_anew(const struct place *p)
{
	char command[2 * PATH_SIZE];

	(void)snprintf(command, sizeof(command), "rm -f '%s'*", p->path);
	assert_int_equal(system(command), 0);
}

/* A sector of noise somewhere; the file it makes is written. */
static void write_damaged(const struct place *p, uint64_t dice)
{
	size_t at = (size_t)(dice % (p->size - 512)), i;
	char sector[512];

	memcpy(sector, p->bytes + at, sizeof(sector));
	for (i = 0; i < sizeof(sector); i++)
		p->bytes[at + i] = (char)(dice >> i % 57);
	write_flipped(p, 8 * at);
	memcpy(p->bytes + at, sector, sizeof(sector));
}

struct rest {
	int64_t events, blobs;
};

/* What is left of each stream is what was there first. */
static struct rest assert_only_the_ends_are_missing(struct place *p, const struct ma_buf *whole)
{
	struct rest left = { 0, blobs_left(p) };
	struct ma_buf got;
	int64_t n;
	size_t i;

	for (i = 0; i < MA_COUNT(streams); i++) {
		got = stream_text(p, streams[i], &n);
		if (got.n > whole[i].n || memcmp(got.p, whole[i].p, got.n) != 0)
			fail_msg("%s: what is left was never written so", streams[i]);
		left.events += n;
		ma_buf_done(&got);
	}
	return left;
}

static void of_a_damaged_store_what_is_proved_is_kept(void **state)
{
	const int64_t rounds = setting("FLIPS", 500) / 5;
	struct place *p = *state;
	struct ma_buf whole[MA_COUNT(streams)];
	int64_t n, i, all = 0, salvaged = 0, kept = 0;
	struct ma_ids_seeded ids;
	struct rest left;
	bool unharmed;
	uint64_t dice;
	size_t k;

	for (k = 0; k < MA_COUNT(streams); k++, all += n)
		whole[k] = stream_text(p, streams[k], &n);
	ma_ids_seeded_init(&ids, (uint64_t)seed_of_run());
	for (i = 0; i < rounds; i++) {
		ma_err err = { .code = MA_OK };
		char *told = NULL;

		start_anew(p);
		(void)ids.base.bytes(&ids.base, &dice, sizeof(dice)); /* cannot fail */
		write_damaged(p, dice);
		if (ma_store_salvage(p->path, &told, &err)) {
			assert_int_equal(files_like(p, ""), 1); /* it is where it was */
			continue;
		}
		unharmed = strstr(told, "is not when it is read again") != NULL;
		assert_int_equal(files_like(p, ".corrupted-*Z"), !unharmed);
		assert_int_equal(files_like(p, ".salvage-*"), 0);
		assert_true(unharmed || strstr(told, ".corrupted-"));
		left = assert_only_the_ends_are_missing(p, whole);
		if (unharmed) /* where nothing is kept */
			assert_int_equal(left.events, all);
		salvaged++;
		kept += left.events;
		ma_free(told);
	}
	print_message("%lld of %lld were salvaged, %.0f %% of their events\n", (long long)salvaged,
		(long long)rounds, 100.0 * (double)kept / (double)(salvaged * all));
	assert_true(salvaged * 10 > rounds * 9);
	assert_true(kept * 2 > salvaged * all);
	for (k = 0; k < MA_COUNT(streams); k++)
		ma_buf_done(&whole[k]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_bit_that_is_turned_is_told_or_changes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			of_a_damaged_store_what_is_proved_is_kept, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
