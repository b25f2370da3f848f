/*
 * Deleting a large tree by several threads: most of what a deletion takes is waiting, for the disk or, on a busy machine, for a turn.
 *
 *   todo: a/b, a/c ──► a thread: its files go, its directories are put on todo
 *                        └─► when all of them are gone, it goes itself, and may be the last of its parent
 *
 * The last one that is put there is the first one taken, so todo holds the directories beside one way down, and no more of them than are worth
 * their memory. Every directory is opened beneath the root without following links. Whatever goes wrong leaves something behind and is
 * nobody's error here: a directory that cannot be read, a path that is too long, no memory.
 */
#include "sys/fs_clear.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/threads.h"

#define THREADS 8
#define TODO_MAX \
	(16 * MA_MIB)  /* bytes of the paths on todo: whoever made the tree chose how many */
#define PATH_SIZE 4096 /* the kernel's own bound */

struct dir {
	struct dir *up;   /* NULL: the root, which stays */
	struct dir *next; /* on todo */
	size_t left;      /* its directories, and 1 until it has been read */
	size_t n;         /* bytes of path */
	size_t base;      /* where its own name begins */
	char path[];      /* beneath the root */
};

struct clear {
	int root;
	pthread_mutex_t lock; /* of what follows, and of each `left` */
	pthread_cond_t more;
	struct dir *todo;
	size_t todo_n;
	size_t todo_size; /* bytes of their paths */
	size_t busy;      /* threads that may put more there */
};

static int open_dir(int root, const char *path)
{
	struct open_how how = {
		.flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
	};

	return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
}

static struct dir *dir_new(struct dir *up, const char *name)
{
	size_t n = strlen(name), before = up && up->n > 0 ? up->n + 1 : 0;
	struct dir *d;

	if (before + n >= PATH_SIZE)
		return NULL;
	d = ma_alloc(1, sizeof(*d) + before + n + 1);
	if (!d)
		return NULL;
	*d = (struct dir){ .up = up, .left = 1, .n = before + n, .base = before };
	if (before > 0) {
		memcpy(d->path, up->path, up->n);
		d->path[up->n] = '/';
	}
	memcpy(d->path + before, name, n + 1);
	return d;
}

/* One that cannot be put there is left behind, and all that is above it. */
static void put(struct clear *c, struct dir *up, const char *name)
{
	struct dir *d;
	bool full;

	pthread_mutex_lock(&c->lock);
	full = c->todo_size >= TODO_MAX;
	pthread_mutex_unlock(&c->lock);
	d = full ? NULL : dir_new(up, name);
	if (!d)
		return;
	pthread_mutex_lock(&c->lock);
	up->left++;
	d->next = c->todo;
	c->todo = d;
	c->todo_n++;
	c->todo_size += d->n;
	pthread_cond_signal(&c->more);
	pthread_mutex_unlock(&c->lock);
}

static bool is_dots(const char *name)
{
	return name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]));
}

static void empty(struct clear *c, struct dir *d)
{
	int fd = open_dir(c->root, d->n > 0 ? d->path : ".");
	DIR *scan = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *e;

	if (!scan) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((e = readdir(scan)))
		if (e->d_type == DT_DIR && !is_dots(e->d_name))
			put(c, d, e->d_name);
		else if (e->d_type != DT_DIR)
			(void)unlinkat(fd, e->d_name, 0); /* what stays is told later */
	closedir(scan);
}

static void remove_dir(const struct clear *c, struct dir *d)
{
	int up;

	if (d->base > 0)
		d->path[d->base - 1] = '\0';
	up = open_dir(c->root, d->base > 0 ? d->path : ".");
	if (up < 0)
		return;
	(void)unlinkat(up, d->path + d->base, AT_REMOVEDIR); /* what stays is told later */
	close(up);
}

/* It has been read, or one of its directories has gone: it goes with the last, and may be the last of the one above. The lock is held, but not while it goes. */
static void settle(struct clear *c, struct dir *d)
{
	struct dir *up;

	for (; d && --d->left == 0; d = up) {
		up = d->up;
		if (up) {
			pthread_mutex_unlock(&c->lock);
			remove_dir(c, d);
			pthread_mutex_lock(&c->lock);
		}
		ma_free(d);
	}
}

/* One of todo. The lock is held, but not while it is emptied. */
static void take(struct clear *c)
{
	struct dir *d = c->todo;

	c->todo = d->next;
	c->todo_n--;
	c->todo_size -= d->n;
	c->busy++;
	pthread_mutex_unlock(&c->lock);
	empty(c, d);
	pthread_mutex_lock(&c->lock);
	settle(c, d);
	c->busy--;
}

static void work(void *data)
{
	struct clear *c = data;

	pthread_mutex_lock(&c->lock);
	while (c->todo || c->busy > 0)
		if (c->todo)
			take(c);
		else
			(void)pthread_cond_wait(&c->more, &c->lock); /* cannot fail */
	pthread_cond_broadcast(&c->more);                            /* nobody puts more there */
	pthread_mutex_unlock(&c->lock);
}

void ma_fs_clear(const char *path)
{
	struct clear c = { .lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER };

	c.root = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (c.root < 0)
		return;
	c.todo = dir_new(NULL, "");
	c.todo_n = c.todo != NULL;
	pthread_mutex_lock(&c.lock);
	while (c.todo && c.todo_n < THREADS) /* a small one is not worth a thread */
		take(&c);
	pthread_mutex_unlock(&c.lock);
	if (c.todo)
		ma_threads(THREADS, work, &c);
	close(c.root);
}
