/* A disk that loses power. */
#include "fault/power.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR 512

/* One file or directory: what is certainly on the disk, and what may be. */
struct node {
	bool is_dir;
	char *bytes;
	size_t n, cap;
	unsigned mode;
	const char *top;             /* the name in the root that it is beneath, or has */
	const struct record **later; /* writes and sizes since the last sync */
	size_t later_n, later_cap;
};

struct name_op {
	const struct record *r;
	bool lasts[POWER_ORDERS_N];
};

struct power {
	const struct record *records;
	size_t records_n, at;
	enum power_lie lie;
	const char *lie_beneath;
	struct node *nodes;
	size_t nodes_n;
	struct name_op *ops;
	size_t ops_n, ops_cap;
};

/* Of one state that is being written. */
struct entry {
	int dir, node;
	const char *name;
};

struct state {
	const struct power *p;
	uint64_t dice;
	enum power_order order;
	unsigned keep; /* of 256: how likely it is that something later is on the disk */
	bool noise;
	struct entry *entries;
	size_t entries_n;
	char (*written)[PATH_MAX]; /* by node: where its first name is */
};

static void *grow(void *v, size_t *cap, size_t n, size_t size)
{
	if (n < *cap)
		return v;
	*cap = *cap ? 2 * *cap : 16;
	v = realloc(v, *cap * size);
	if (!v)
		abort();
	return v;
}

static uint64_t roll(uint64_t *dice)
{
	uint64_t z = (*dice += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

struct power *power_new(const struct record *records, size_t n)
{
	struct power *p = calloc(1, sizeof(*p));
	size_t i;

	if (!p)
		abort();
	p->records = records;
	p->records_n = n;
	p->nodes_n = 1;
	for (i = 0; i < n; i++)
		if (records[i].kind == RECORD_MAKE)
			p->nodes_n = (size_t)records[i].node + 1;
	p->nodes = calloc(p->nodes_n, sizeof(*p->nodes));
	if (!p->nodes)
		abort();
	p->nodes[0].is_dir = true;
	return p;
}

void power_lie(struct power *p, enum power_lie lie, const char *beneath)
{
	p->lie = lie;
	p->lie_beneath = beneath;
}

void power_free(struct power *p)
{
	size_t i;

	for (i = 0; i < p->nodes_n; i++) {
		free(p->nodes[i].bytes);
		free((void *)p->nodes[i].later);
	}
	free(p->nodes);
	free(p->ops);
	free(p);
}

/* Make room; what is new is zeros. */
static void resize(char **bytes, size_t *n, size_t *cap, size_t to)
{
	if (to > *cap) {
		*cap = to + to / 2 + SECTOR;
		*bytes = realloc(*bytes, *cap);
		if (!*bytes)
			abort();
	}
	if (to > *n)
		memset(*bytes + *n, 0, to - *n);
	*n = to;
}

static void sync_file(struct node *node)
{
	const struct record *r;
	size_t i;

	for (i = 0; i < node->later_n; i++) {
		r = node->later[i];
		if (r->kind == RECORD_SIZE) {
			resize(&node->bytes, &node->n, &node->cap, (size_t)r->at);
			continue;
		}
		if ((size_t)r->at + r->n > node->n)
			resize(&node->bytes, &node->n, &node->cap, (size_t)r->at + r->n);
		memcpy(node->bytes + r->at, r->data, r->n);
	}
	node->later_n = 0;
}

static bool concerns(const struct record *r, int dir)
{
	return r->dir == dir || r->to_dir == dir;
}

static bool is_a_lie(const struct power *p, const struct node *node)
{
	if (p->lie != (node->is_dir ? POWER_NO_DIR_SYNC : POWER_NO_FILE_SYNC))
		return false;
	return !p->lie_beneath || (node->top && strcmp(node->top, p->lie_beneath) == 0);
}

static void sync_node(struct power *p, int at)
{
	struct node *node = &p->nodes[at];
	size_t i;

	if (is_a_lie(p, node))
		return;
	if (!node->is_dir)
		sync_file(node);
	for (i = 0; i < p->ops_n; i++) {
		p->ops[i].lasts[POWER_JOURNAL] = true;
		if (node->is_dir && concerns(p->ops[i].r, at))
			p->ops[i].lasts[POWER_ANY] = p->ops[i].lasts[POWER_DIRECTORY] = true;
	}
}

bool power_step(struct power *p, const struct record **out)
{
	const struct record *r;
	struct node *node;

	if (p->at == p->records_n)
		return false;
	r = *out = &p->records[p->at++];
	switch (r->kind) {
	case RECORD_MAKE:
		p->nodes[r->node].is_dir = r->is_dir;
		p->nodes[r->node].mode = (unsigned)r->at;
		p->nodes[r->node].top = r->dir == 0 ? r->name : p->nodes[r->dir].top;
		/* fall through */
	case RECORD_LINK:
	case RECORD_RENAME:
	case RECORD_UNLINK:
		p->ops = grow(p->ops, &p->ops_cap, p->ops_n, sizeof(*p->ops));
		p->ops[p->ops_n++] = (struct name_op){ .r = r };
		break;
	case RECORD_WRITE:
	case RECORD_SIZE:
		node = &p->nodes[r->node];
		node->later = grow(
			(void *)node->later, &node->later_cap, node->later_n, sizeof(*node->later));
		node->later[node->later_n++] = r;
		break;
	case RECORD_SYNC:
		sync_node(p, r->node);
		break;
	case RECORD_MARK:
		break;
	}
	return true;
}

static bool chance(struct state *s)
{
	return roll(&s->dice) % 256 < s->keep;
}

static struct entry *find(struct state *s, int dir, const char *name)
{
	size_t i;

	for (i = 0; i < s->entries_n; i++)
		if (s->entries[i].dir == dir && strcmp(s->entries[i].name, name) == 0)
			return &s->entries[i];
	return NULL;
}

static void drop(struct state *s, int dir, const char *name)
{
	struct entry *e = find(s, dir, name);

	if (e)
		*e = s->entries[--s->entries_n];
}

static void put(struct state *s, int dir, const char *name, int node)
{
	drop(s, dir, name);
	s->entries[s->entries_n++] = (struct entry){ dir, node, name };
}

static void apply(struct state *s, const struct record *r)
{
	switch (r->kind) {
	case RECORD_MAKE:
		put(s, r->dir, r->name, r->node);
		break;
	case RECORD_LINK:
		put(s, r->to_dir, r->to_name, r->node);
		break;
	case RECORD_RENAME:
		drop(s, r->dir, r->name);
		put(s, r->to_dir, r->to_name, r->node);
		break;
	default:
		drop(s, r->dir, r->name);
	}
}

/* Some change of a name that is not on the disk keeps those after it from being there. */
static bool is_held_up(const struct state *s, const struct record *r, const bool *stuck)
{
	switch (s->order) {
	case POWER_ANY:
		return false;
	case POWER_DIRECTORY:
		return stuck[r->dir] || (r->to_dir >= 0 && stuck[r->to_dir]);
	default:
		return stuck[0];
	}
}

static void hold_up(const struct state *s, const struct record *r, bool *stuck)
{
	if (s->order == POWER_JOURNAL) {
		stuck[0] = true;
		return;
	}
	stuck[r->dir] = true;
	if (r->to_dir >= 0)
		stuck[r->to_dir] = true;
}

static void settle_names(struct state *s)
{
	bool *stuck = calloc(s->p->nodes_n, sizeof(*stuck));
	size_t i;

	if (!stuck)
		abort();
	for (i = 0; i < s->p->ops_n; i++) {
		const struct name_op *op = &s->p->ops[i];

		if (op->lasts[s->order] || (!is_held_up(s, op->r, stuck) && chance(s)))
			apply(s, op->r);
		else
			hold_up(s, op->r, stuck);
	}
	free(stuck);
}

static void fill(struct state *s, char *bytes, size_t n)
{
	size_t i;

	for (i = 0; s->noise && i < n; i++)
		bytes[i] = (char)roll(&s->dice);
}

/* A write, sector by sector; `enlarge` says that the file's size followed. */
static void write_some(
	struct state *s, const struct record *r, char **bytes, size_t *n, size_t *cap, size_t *size)
{
	size_t end = (size_t)r->at + r->n, at = (size_t)r->at, was = *n, next;

	if (end > *n) {
		resize(bytes, n, cap, end);
		fill(s, *bytes + was, end - was);
	}
	for (; at < end; at = next) {
		next = (at / SECTOR + 1) * SECTOR;
		if (next > end)
			next = end;
		if (chance(s))
			memcpy(*bytes + at, r->data + (at - (size_t)r->at), next - at);
	}
	if (end > *size && chance(s))
		*size = end;
}

/* Gives: free(). */
static char *contents(struct state *s, const struct node *node, size_t *n_out)
{
	size_t n = 0, cap = 0, size = node->n, i;
	char *bytes = NULL;

	resize(&bytes, &n, &cap, node->n);
	if (node->n > 0)
		memcpy(bytes, node->bytes, node->n);
	for (i = 0; i < node->later_n; i++) {
		const struct record *r = node->later[i];

		if (r->kind == RECORD_WRITE) {
			write_some(s, r, &bytes, &n, &cap, &size);
		} else if (chance(s)) {
			size = (size_t)r->at;
			resize(&bytes, &n, &cap, size);
		}
	}
	if (size > n)
		resize(&bytes, &n, &cap, size);
	*n_out = size;
	return bytes;
}

static void write_file(struct state *s, int at, const char *path)
{
	size_t n;
	char *bytes;
	int fd;

	if (s->written[at][0]) {
		if (link(s->written[at], path))
			abort();
		return;
	}
	snprintf(s->written[at], PATH_MAX, "%s", path);
	bytes = contents(s, &s->p->nodes[at], &n);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, s->p->nodes[at].mode);
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || close(fd))
		abort();
	free(bytes);
}

static void write_dir(struct state *s, int dir, const char *path, const char *only)
{
	char below[PATH_MAX];
	size_t i;

	for (i = 0; i < s->entries_n; i++) {
		struct entry e = s->entries[i];

		if (e.dir != dir || (only && strncmp(e.name, only, strlen(only)) != 0))
			continue;
		if (snprintf(below, sizeof(below), "%s/%s", path, e.name) >= (int)sizeof(below))
			abort();
		if (!s->p->nodes[e.node].is_dir)
			write_file(s, e.node, below);
		else if (mkdir(below, 0777))
			abort();
		else
			write_dir(s, e.node, below, NULL);
	}
}

void power_write(const struct power *p, uint64_t seed, const char *dir, const char *only)
{
	static const unsigned likely[] = { 0, 16, 128, 240, 255, 256 };
	struct state s = { .p = p, .dice = seed };

	s.order = (enum power_order)(roll(&s.dice) % POWER_ORDERS_N);
	s.keep = likely[roll(&s.dice) % (sizeof(likely) / sizeof(likely[0]))];
	s.noise = roll(&s.dice) % 4 == 0;
	s.entries = calloc(p->ops_n + 1, sizeof(*s.entries));
	s.written = calloc(p->nodes_n, sizeof(*s.written));
	if (!s.entries || !s.written)
		abort();
	settle_names(&s);
	write_dir(&s, 0, dir, only);
	free(s.entries);
	free(s.written);
}
