/* Every call is made under one lock, so that the record has the order in which they happened. */
#include "fault/record_calls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fault/next_call.h"

#define NODES_MAX 65536
#define CONTENT_MAX (16 * 1024 * 1024) /* of a file that is there before */

static struct {
	pthread_mutex_t lock;
	bool on;
	struct record *v;
	size_t n, cap;
	struct {
		dev_t dev;
		ino_t ino;
	} nodes[NODES_MAX];
	int nodes_n;
} book = { .lock = PTHREAD_MUTEX_INITIALIZER };

static int add_node(const struct stat *st)
{
	if (book.nodes_n == NODES_MAX)
		abort();
	book.nodes[book.nodes_n].dev = st->st_dev;
	book.nodes[book.nodes_n].ino = st->st_ino;
	return book.nodes_n++;
}

/* The newest one that has this inode; -1: it is not beneath the root. */
static int node_of(const struct stat *st)
{
	int i = book.nodes_n;

	while (i-- > 0)
		if (book.nodes[i].ino == st->st_ino && book.nodes[i].dev == st->st_dev)
			return i;
	return -1;
}

static int node_of_fd(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode)) ? node_of(&st)
										   : -1;
}

static int node_of_path(int at, const char *path)
{
	struct stat st;

	return fstatat(at, path, &st, AT_SYMLINK_NOFOLLOW) == 0 ? node_of(&st) : -1;
}

static void *must(void *p)
{
	if (!p)
		abort();
	return p;
}

static struct record *add(enum record_kind kind, int node)
{
	if (book.n == book.cap) {
		book.cap = book.cap ? 2 * book.cap : 1024;
		book.v = must(realloc(book.v, book.cap * sizeof(*book.v)));
	}
	book.v[book.n] = (struct record){ .kind = kind, .node = node, .dir = -1, .to_dir = -1 };
	return &book.v[book.n++];
}

/* A name, and the directory that it is in; -1: not beneath the root. */
struct place {
	int dir;
	char name[NAME_MAX + 1];
};

static struct place place_of(int at, const char *path)
{
	struct place p = { .dir = -1 };
	const char *slash = strrchr(path, '/');
	char parent[PATH_MAX];

	if (!book.on || strlen(path) >= sizeof(parent))
		return p;
	snprintf(p.name, sizeof(p.name), "%s", slash ? slash + 1 : path);
	snprintf(parent, sizeof(parent), "%.*s", slash ? (int)(slash - path) : 1,
		slash ? path : ".");
	p.dir = node_of_path(at, parent[0] ? parent : "/");
	return p;
}

static void add_make(const struct place *p, const struct stat *st)
{
	struct record *r = add(RECORD_MAKE, add_node(st));

	r->dir = p->dir;
	r->name = must(strdup(p->name));
	r->is_dir = S_ISDIR(st->st_mode);
	r->at = st->st_mode & 0777;
}

static void add_write(int node, const void *p, size_t n, int64_t at)
{
	struct record *r = add(RECORD_WRITE, node);

	r->at = at;
	r->n = n;
	r->data = must(malloc(n + 1));
	memcpy(r->data, p, n);
}

static void add_content(const char *path, int node)
{
	static char content[CONTENT_MAX];
	FILE *f = must(fopen(path, "re"));

	add_write(node, content, fread(content, 1, sizeof(content), f), 0);
	fclose(f);
	add(RECORD_SYNC, node);
}

/* What is in a directory before anything is done to it. */
static void add_tree(const char *path, int dir)
{
	DIR *d = must(opendir(path));
	struct place p = { .dir = dir };
	char below[PATH_MAX];
	struct dirent *e;
	struct stat st;

	while ((e = readdir(d))) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(p.name, sizeof(p.name), "%s", e->d_name);
		if (snprintf(below, sizeof(below), "%s/%s", path, e->d_name) >= (int)sizeof(below) ||
			lstat(below, &st))
			abort();
		add_make(&p, &st);
		if (S_ISDIR(st.st_mode))
			add_tree(below, book.nodes_n - 1);
		else
			add_content(below, book.nodes_n - 1);
	}
	closedir(d);
	add(RECORD_SYNC, dir);
}

EXPORT void record_start(const char *root)
{
	struct stat st;

	if (stat(root, &st))
		abort();
	pthread_mutex_lock(&book.lock);
	book.nodes_n = 0;
	(void)add_node(&st);
	add_tree(root, 0);
	book.on = true;
	pthread_mutex_unlock(&book.lock);
}

EXPORT void record_mark(int what, int64_t value)
{
	pthread_mutex_lock(&book.lock);
	if (book.on)
		add(RECORD_MARK, what)->at = value;
	pthread_mutex_unlock(&book.lock);
}

EXPORT struct record *record_stop(size_t *n_out)
{
	struct record *v;

	pthread_mutex_lock(&book.lock);
	book.on = false;
	v = book.v;
	*n_out = book.n;
	book.v = NULL;
	book.n = book.cap = 0;
	pthread_mutex_unlock(&book.lock);
	return v;
}

EXPORT void record_free(struct record *records, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		free(records[i].name);
		free(records[i].to_name);
		free(records[i].data);
	}
	free(records);
}

#define WRAP(type, name, params)                       \
	EXPORT type wrap_##name params __asm__(#name); \
	type wrap_##name params

static void note_write(int fd, const void *p, ssize_t n, off_t at)
{
	int node = n > 0 && book.on ? node_of_fd(fd) : -1;

	if (node >= 0)
		add_write(node, p, (size_t)n, at >= 0 ? at : lseek(fd, 0, SEEK_CUR) - n);
}

#define WRITE(name, params, args, at)             \
	WRAP(ssize_t, name, params)               \
	{                                         \
		ssize_t done;                     \
		FIND(name)                        \
		pthread_mutex_lock(&book.lock);   \
		done = real args;                 \
		note_write(fd, p, done, at);      \
		pthread_mutex_unlock(&book.lock); \
		return done;                      \
	}

WRITE(write, (int fd, const void *p, size_t n), (fd, p, n), -1)
WRITE(pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at), at)
WRITE(pwrite64, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at), at)

/* Something that happens to an open file. */
#define OF_FILE(name, params, args, kind, value)                 \
	WRAP(int, name, params)                                  \
	{                                                        \
		int rc, node;                                    \
		FIND(name)                                       \
		pthread_mutex_lock(&book.lock);                  \
		rc = real args;                                  \
		node = rc == 0 && book.on ? node_of_fd(fd) : -1; \
		if (node >= 0)                                   \
			add(kind, node)->at = (value);           \
		pthread_mutex_unlock(&book.lock);                \
		return rc;                                       \
	}

OF_FILE(fsync, (int fd), (fd), RECORD_SYNC, 0)
OF_FILE(fdatasync, (int fd), (fd), RECORD_SYNC, 0)
OF_FILE(ftruncate, (int fd, off_t size), (fd, size), RECORD_SIZE, size)
OF_FILE(ftruncate64, (int fd, off_t size), (fd, size), RECORD_SIZE, size)

/* What was there before the call, and is there after it. */
static void note_open(int fd, const struct place *p, bool existed, int flags)
{
	struct stat st;
	int node;

	if (fd < 0 || p->dir < 0 || fstat(fd, &st))
		return;
	node = node_of(&st);
	if (!existed)
		add_make(p, &st);
	else if ((flags & O_TRUNC) && node >= 0)
		add(RECORD_SIZE, node)->at = 0;
}

#define OPEN(name, params, at, args)                                                \
	WRAP(int, name, params)                                                     \
	{                                                                           \
		struct place p = { .dir = -1 };                                     \
		struct stat st;                                                     \
		bool existed = true;                                                \
		mode_t mode;                                                        \
		va_list ap;                                                         \
		int fd;                                                             \
		FIND(name)                                                          \
		va_start(ap, flags);                                                \
		mode = (mode_t)va_arg(ap, int);                                     \
		va_end(ap);                                                         \
		if (!(flags & (O_CREAT | O_TRUNC)))                                 \
			return real args;                                           \
		pthread_mutex_lock(&book.lock);                                     \
		p = place_of(at, path);                                             \
		if (p.dir >= 0)                                                     \
			existed = fstatat(at, path, &st, AT_SYMLINK_NOFOLLOW) == 0; \
		fd = real args;                                                     \
		note_open(fd, &p, existed, flags);                                  \
		pthread_mutex_unlock(&book.lock);                                   \
		return fd;                                                          \
	}

OPEN(open, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), AT_FDCWD, (path, flags, mode))
OPEN(openat, (int dir, const char *path, int flags, ...), dir, (dir, path, flags, mode))
OPEN(openat64, (int dir, const char *path, int flags, ...), dir, (dir, path, flags, mode))

#define MKDIR(name, params, at, args)                                        \
	WRAP(int, name, params)                                              \
	{                                                                    \
		struct place p;                                              \
		struct stat st;                                              \
		int rc;                                                      \
		FIND(name)                                                   \
		pthread_mutex_lock(&book.lock);                              \
		p = place_of(at, path);                                      \
		rc = real args;                                              \
		if (rc == 0 && p.dir >= 0 && fstatat(at, path, &st, 0) == 0) \
			add_make(&p, &st);                                   \
		pthread_mutex_unlock(&book.lock);                            \
		return rc;                                                   \
	}

MKDIR(mkdir, (const char *path, mode_t mode), AT_FDCWD, (path, mode))
MKDIR(mkdirat, (int dir, const char *path, mode_t mode), dir, (dir, path, mode))

static void note_remove(const struct place *p)
{
	struct record *r;

	if (p->dir < 0)
		return;
	r = add(RECORD_UNLINK, -1);
	r->dir = p->dir;
	r->name = must(strdup(p->name));
}

#define REMOVE(call, params, at, args)            \
	WRAP(int, call, params)                   \
	{                                         \
		struct place p;                   \
		int rc;                           \
		FIND(call)                        \
		pthread_mutex_lock(&book.lock);   \
		p = place_of(at, path);           \
		rc = real args;                   \
		if (rc == 0)                      \
			note_remove(&p);          \
		pthread_mutex_unlock(&book.lock); \
		return rc;                        \
	}

REMOVE(unlink, (const char *path), AT_FDCWD, (path))
REMOVE(rmdir, (const char *path), AT_FDCWD, (path))
REMOVE(unlinkat, (int dir, const char *path, int flags), dir, (dir, path, flags))

/* From one name to another; one that leaves or enters the root is none that a test makes. */
static void note_two(
	enum record_kind kind, int node, const struct place *from, const struct place *to)
{
	struct record *r;

	if (node < 0 || from->dir < 0 || to->dir < 0)
		return;
	r = add(kind, node);
	r->dir = from->dir;
	r->name = must(strdup(from->name));
	r->to_dir = to->dir;
	r->to_name = must(strdup(to->name));
}

#define TWO(kind, name, params, from_at, to_at, args)                   \
	WRAP(int, name, params)                                         \
	{                                                               \
		struct place old, new;                                  \
		int rc, node;                                           \
		FIND(name)                                              \
		pthread_mutex_lock(&book.lock);                         \
		old = place_of(from_at, from);                          \
		new = place_of(to_at, to);                              \
		node = old.dir >= 0 ? node_of_path(from_at, from) : -1; \
		rc = real args;                                         \
		if (rc == 0)                                            \
			note_two(kind, node, &old, &new);               \
		pthread_mutex_unlock(&book.lock);                       \
		return rc;                                              \
	}

TWO(RECORD_RENAME, rename, (const char *from, const char *to), AT_FDCWD, AT_FDCWD, (from, to))
TWO(RECORD_RENAME, renameat, (int a, const char *from, int b, const char *to), a, b,
	(a, from, b, to))
TWO(RECORD_RENAME, renameat2, (int a, const char *from, int b, const char *to, unsigned flags), a,
	b, (a, from, b, to, flags))
TWO(RECORD_LINK, link, (const char *from, const char *to), AT_FDCWD, AT_FDCWD, (from, to))
TWO(RECORD_LINK, linkat, (int a, const char *from, int b, const char *to, int flags), a, b,
	(a, from, b, to, flags))
