#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fail(struct <%= app.module %>_error *error, const char *path, const char *why)
{
    char copy[sizeof(error->why)];

    (void)snprintf(copy, sizeof(copy), "%s", why); /* it may be of *error itself */
    error->status = <%= app.module | constant %>_INVALID;
    (void)snprintf(error->why, sizeof(error->why), "%.400s: %.600s", path, copy);
    return false;
}

static char *joined(const char *one, const char *other)
{
    struct text t = { NULL, 0, 0 };

    text_add(&t, one, strlen(one));
    text_add(&t, other, strlen(other) + 1);
    return t.data;
}

char *store_default_path(void)
{
    const char *named = getenv("<%= app.module | constant %>_FILE"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

    if (named && *named)
        return joined(named, "");
    if (data && *data)
        return joined(data, "/<%= app.name %>/<%= app.name %>.json");
    return home && *home ? joined(home, "/.local/share/<%= app.name %>/<%= app.name %>.json") : NULL;
}

char *store_follow(const char *path, struct <%= app.module %>_error *error)
{
    struct stat found;
    char *end = NULL;

    if (stat(path, &found) == 0 && !S_ISREG(found.st_mode)) {
        (void)fail(error, path, "it is no ordinary file");
        return NULL;
    }
    if (lstat(path, &found) == 0 && S_ISLNK(found.st_mode))
        end = realpath(path, NULL);
    return end ? end : joined(path, "");
}

static bool read_whole(FILE *file, struct text *out)
{
    char chunk[65536];
    size_t size;

    while ((size = fread(chunk, 1, sizeof(chunk), file)) > 0)
        text_add(out, chunk, size);
    return !ferror(file);
}

struct <%= app.module %>_database *store_read(const char *path, struct <%= app.module %>_error *error)
{
    struct <%= app.module %>_database *database = <%= app.module %>_new();
    struct text content = { NULL, 0, 0 };
    FILE *file = fopen(path, "rb");
    bool read;

    if (!file && errno == ENOENT)
        return database;
    errno = 0;
    read = file && read_whole(file, &content);
    if (!read)
        (void)fail(error, path, strerror(errno ? errno : EACCES));
    else if (!<%= app.module %>_load(database, content.data ? content.data : "", content.size, error))
        read = fail(error, path, error->why);
    if (file)
        fclose(file);
    text_free(&content);
    if (read)
        return database;
    <%= app.module %>_free(database);
    return NULL;
}

/* The directories above a file; what fails shows when the file is opened. */
static void make_parents(const char *path)
{
    char *copy = joined(path, ""), *slash;

    for (slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(copy, 0777);
        *slash = '/';
    }
    free(copy);
}

int store_lock(const char *path, struct <%= app.module %>_error *error)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    char *name = joined(path, ".lock");
    int lock;

    make_parents(path);
    lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    free(name);
    if (lock >= 0 && fcntl(lock, F_SETLKW, &whole) == 0)
        return lock;
    (void)fail(error, path, strerror(errno));
    if (lock >= 0)
        close(lock);
    return -1;
}

void store_unlock(int lock)
{
    close(lock);
}

static bool write_whole(int file, const struct text *content)
{
    size_t done = 0;
    ssize_t n;

    while (done < content->size) {
        n = write(file, content->data + done, content->size - done);
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0)
            done += (size_t)n;
    }
    return fsync(file) == 0;
}

bool store_write(const char *path, const struct <%= app.module %>_database *database, struct <%= app.module %>_error *error)
{
    struct text content = { NULL, 0, 0 };
    char *part = joined(path, ".XXXXXX");
    int file = mkstemp(part), reason = errno;
    bool written = false;

    if (file >= 0) {
        <%= app.module %>_save(database, &content);
        written = write_whole(file, &content);
        reason = errno;
        written = (close(file) == 0 || (reason = errno, false)) && written;
        if (written && rename(part, path)) {
            reason = errno;
            written = false;
        }
        if (!written)
            unlink(part);
    }
    free(part);
    text_free(&content);
    return written || fail(error, path, strerror(reason));
}
