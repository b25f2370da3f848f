/*
 * Work on files, and what is said of what a loss of power left of it: a store, a whole run, a context and its export.
 */
#include "fault/power_work.h"

#include <sqlite3.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/str.h"
#include "fault/record_calls.h"
#include "fault/world.h"
#include "metaagent/context.h"
#include "store/sqlite.h"
#include "sys/fs.h"

#define PATH_SIZE (TMPDIR_SIZE + 64)
#define EVENTS_MAX 512
#define COMMITS_SIZE 4096 /* of all that a run makes */

/* What the store was given, by seq. */
static struct {
	uint64_t events[EVENTS_MAX];
	char blobs[EVENTS_MAX][MA_HASH_HEX_SIZE]; /* that came with it, or "" */
	int64_t n;
} given;

static char said[POWER_SAID_SIZE];

static const char *say(const char *what, const char *why)
{
	snprintf(said, sizeof(said), "%s: %s", what, why);
	return said;
}

static void path_in(char out[PATH_SIZE], const char *dir, const char *name)
{
	snprintf(out, PATH_SIZE, "%s/%s", dir, name);
}

static void append_one(struct ma_store *store, int64_t seq, const struct ma_store_owner *owner)
{
	static char data[20000];
	struct ma_store_blob blob = { .data = ma_str_n(data, (size_t)(seq * 1237 % 20000)) };
	struct ma_buf text = MA_BUF_INIT(MA_MIB);
	ma_err err = { .code = MA_OK };
	struct ma_str event;
	struct ma_store_append a = { .stream = "run/a",
		.expected_seq = seq - 1,
		.events = &event,
		.events_n = 1,
		.holder = "me",
		.epoch = owner->epoch,
		.blobs = &blob,
		.blobs_n = seq % 3 == 0 };
	size_t i;

	for (i = 0; i < sizeof(data); i++) /* what cannot be made smaller */
		data[i] = (char)((i + (size_t)seq) * 2654435761U >> 13);
	assert_int_equal(ma_hash_sha256(blob.data, blob.hash, &err), MA_OK);
	ma_buf_addf(
		&text, "{\"n\":%lld,\"pad\":\"%0*d\"}", (long long)seq, (int)(seq * 41 % 700), 0);
	event = ma_buf_str(&text);
	given.n = seq;
	given.events[seq] = ma_str_hash(event);
	snprintf(given.blobs[seq], sizeof(given.blobs[seq]), "%s", a.blobs_n ? blob.hash : "");
	record_mark(MARK_TRIED, seq);
	if (ma_store_append(store, &a, &err))
		fail_msg("%s", err.msg);
	record_mark(MARK_ACKED, seq);
	ma_buf_done(&text);
}

/* Opened three times, so that what closing does to the journal is in it. */
static void record_store(const struct work *w, const char *dir)
{
	const struct ma_store_sqlite_opts opts = {
		.version = w->version ? w->version : ma_store_sqlite_version()
	};
	struct ma_store_lease l = { .stream = "run/a", .holder = "me", .now_ms = 1, .until_ms = 2 };
	struct ma_store_owner owner = { .epoch = 0 };
	struct ma_store *store = NULL;
	ma_err err = { .code = MA_OK };
	char path[PATH_SIZE];
	int64_t seq = 0;
	int life, i;

	path_in(path, dir, "context.db");
	for (life = 0; life < 3; life++) {
		assert_int_equal(ma_store_sqlite_open_as(path, true, &opts, &store, &err), MA_OK);
		l.epoch = owner.epoch;
		assert_int_equal(ma_store_lease(store, &l, &owner, &err), MA_OK);
		for (i = 0; i < 15; i++)
			append_one(store, ++seq, &owner);
		ma_store_free(store);
	}
}

struct reading {
	struct ma_store *store;
	int64_t n;
	const char *wrong;
};

static bool read_one(void *data, int64_t seq, struct ma_str text)
{
	struct reading *r = data;
	ma_err err = { .code = MA_OK };
	char *blob = NULL;
	size_t size;

	r->n = seq;
	if (seq > given.n || ma_str_hash(text) != given.events[seq])
		r->wrong = "an event that was never written";
	else if (given.blobs[seq][0] &&
		ma_store_blob(r->store, given.blobs[seq], &blob, &size, &err))
		r->wrong = say("the blob of an event", err.msg);
	ma_free(blob);
	return !r->wrong;
}

static const char *judge_count(int64_t n, const struct known *known)
{
	if (n >= known->acked && n <= known->tried)
		return NULL;
	snprintf(said, sizeof(said), "%lld events were acknowledged, %lld begun, and %lld are there",
		(long long)known->acked, (long long)known->tried, (long long)n);
	return said;
}

static int is_ok(void *data, int n, char **values, char **names)
{
	(void)n;
	(void)names;
	*(bool *)data = values[0] && strcmp(values[0], "ok") == 0;
	return 0;
}

/* SQLite's own opinion. */
static const char *check_integrity(const char *path)
{
	sqlite3 *db = NULL;
	bool ok = false;
	int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_exec(db, "PRAGMA integrity_check", is_ok, &ok, NULL);
	(void)sqlite3_close(db);
	return code == SQLITE_OK && ok ? NULL : "SQLite's integrity check is not passed";
}

static int64_t found_n; /* events of the store that was looked at last */

static const char *check_store(
	const struct work *w, const char *dir, const struct known *known, enum look look)
{
	const struct ma_store_sqlite_opts opts = {
		.version = w->version ? w->version : ma_store_sqlite_version()
	};
	struct reading r = { .n = 0 };
	ma_err err = { .code = MA_OK };
	char path[PATH_SIZE];
	ma_rc rc;

	path_in(path, dir, "context.db");
	rc = ma_store_sqlite_open_as(path, true, &opts, &r.store, &err);
	if (!rc)
		rc = ma_store_read(r.store, w->stream, 0, read_one, &r, &err);
	ma_store_free(r.store);
	found_n = r.n;
	if (rc)
		return say("the store", err.msg);
	if (!r.wrong)
		r.wrong = judge_count(r.n, known);
	return r.wrong || look == LOOK_QUICKLY ? r.wrong : check_integrity(path);
}

static struct ma_buf commits; /* the durable events' commits: "<seq> <id>\n" */

static void on_told(const struct ma_event *e)
{
	if (e->kind == MA_EVENT_FILES_COMMITTED)
		ma_buf_addf(&commits, "%lld " MA_STR_FMT "\n", (long long)e->seq,
			MA_STR_ARG(e->commit));
	record_mark(MARK_ACKED, e->seq);
}

static void record_run(const struct work *w, const char *dir)
{
	static struct world world;

	(void)w;
	(void)dir;
	commits = (struct ma_buf)MA_BUF_INIT(2 * COMMITS_SIZE);
	(void)ma_buf_room(&commits, COMMITS_SIZE); /* before a world counts what is allocated */
	world_new_in(&world, WORLD_SQLITE, dir);
	record_mark(MARK_TRIED, EVENTS_MAX - 1);
	world_live(&world, (struct world_fate){ .told = on_told });
	world_assert_complete(&world);
	given.n = world.log.n;
	memcpy(given.events, world.log.hashes, sizeof(given.events[0]) * (size_t)(given.n + 1));
	memset(given.blobs, 0, sizeof(given.blobs));
	world_free(&world);
}

/* What git itself finds, and that each commit that a durable event names is on the branch. */
static const char *check_repository(const char *dir, int64_t n)
{
	struct ma_str rest = ma_buf_str(&commits), line, seq;
	char command[PATH_SIZE + 256];
	int64_t at;

	while (ma_str_line(&rest, &line) && ma_str_cut(&line, ' ', &seq)) {
		if (!ma_str_to_i64(seq, &at) || at > n)
			continue;
		snprintf(command, sizeof(command),
			"cd '%s/out' && { git fsck --strict --no-dangling && git merge-base --is-ancestor " MA_STR_FMT
			" main ; } >/dev/null 2>&1",
			dir, MA_STR_ARG(line));
		if (system(command) != 0)
			return "git does not find a commit that a durable event names";
	}
	return NULL;
}

/* It goes on from there, and comes to what it would have come to. */
static void resume_run(const char *dir)
{
	static struct world world;

	world_new_in(&world, WORLD_SQLITE, dir);
	world_live(&world, (struct world_fate){ 0 });
	world_assert_complete(&world);
	world_free(&world);
}

static const char *check_run(
	const struct work *w, const char *dir, const struct known *known, enum look look)
{
	const char *wrong = check_store(w, dir, known, look);

	if (!wrong && look != LOOK_QUICKLY)
		wrong = check_repository(dir, known->acked);
	/* the end may be there, and nobody was told of it yet */
	if (!wrong && look == LOOK_AND_GO_ON && known->acked > 0 && found_n < given.n)
		resume_run(dir);
	return wrong;
}

#define KEYS 5

static void record_context(const struct work *w, const char *dir)
{
	ma_err err = { .code = MA_OK };
	char out[PATH_SIZE], key[16], value[32];
	ma_context *c = NULL;
	int64_t version = 0;
	int i;

	(void)w;
	path_in(out, dir, "deep/out");
	assert_int_equal(ma_context_open(out, 1, &c, &err), MA_OK);
	for (i = 1; i <= 40; i++) {
		snprintf(key, sizeof(key), "key-%d", i % KEYS);
		snprintf(value, sizeof(value), "%d", i);
		record_mark(MARK_TRIED, i);
		assert_int_equal(
			ma_context_set(c, key, value, MA_CONTEXT_ANY, &version, &err), MA_OK);
		assert_int_equal(version, i);
		record_mark(MARK_ACKED, i);
		if (i % 7 != 0)
			continue;
		assert_int_equal(ma_context_save(c, NULL, &err), MA_OK);
		record_mark(MARK_SAVED, i);
	}
	ma_context_free(c);
}

static const char *check_values(ma_context *c, int64_t version)
{
	ma_err err = { .code = MA_OK };
	char key[16], *json;
	int64_t at, n;

	for (at = version; at > 0 && at > version - KEYS; at--) {
		snprintf(key, sizeof(key), "key-%d", (int)(at % KEYS));
		if (ma_context_get(c, key, &json, NULL, &err))
			return say(key, err.msg);
		n = 0;
		(void)ma_str_to_i64(ma_str(json), &n); /* then it is none of ours */
		ma_string_free(json);
		if (n != at)
			return say(key, "it has another value");
	}
	return NULL;
}

/* The exported file is whole, and the one that was acknowledged or a later one. */
static const char *check_export(ma_context *c, const char *out, const struct known *known)
{
	ma_err err = { .code = MA_OK };
	char path[PATH_SIZE + 32], *text = NULL;
	const char *version;
	int64_t at = 0;
	ma_rc rc;

	snprintf(path, sizeof(path), "%s/.meta-agent/context.json", out);
	rc = ma_fs_read(path, MA_MIB, &text, NULL, &err);
	if (rc)
		return known->saved > 0 || rc != MA_ENOTFOUND ? say("the export", err.msg) : NULL;
	version = strstr(text, "\"version\":");
	if (version)
		at = strtoll(version + strlen("\"version\":"), NULL, 10);
	ma_free(text);
	if (at < known->saved)
		return "the export is older than the one that was acknowledged, or torn";
	return ma_context_load(c, NULL, NULL, &err) ? say("the export", err.msg) : NULL;
}

static const char *check_context(
	const struct work *w, const char *dir, const struct known *known, enum look look)
{
	ma_err err = { .code = MA_OK };
	ma_context *c = NULL;
	int64_t version = 0;
	char out[PATH_SIZE];
	const char *wrong;

	(void)w;
	path_in(out, dir, "deep/out");
	if (ma_context_open(out, known->acked == 0, &c, &err) ||
		ma_context_version(c, &version, &err)) {
		ma_context_free(c);
		return say("the context", err.msg);
	}
	wrong = judge_count(version, known);
	if (!wrong)
		wrong = check_values(c, version);
	if (!wrong && look != LOOK_QUICKLY)
		wrong = check_export(c, out, known);
	ma_context_free(c);
	return wrong;
}

const struct work power_works[POWER_WORKS_N] = {
	[POWER_STORE] = { "store", record_store, check_store, "run/a", NULL, 3040001, 35, 16, NULL },
	[POWER_WAL] = { "wal", record_store, check_store, "run/a", NULL, 3051003, 25, 16, NULL },
	[POWER_CONTEXT] = { "context", record_context, check_context, "context", NULL, 0, 20, 2,
		NULL },
	[POWER_RUN] = { "run", record_run, check_run, "run/" WORLD_RUN, "context.db", 0, 20, 20,
		"out" },
};
