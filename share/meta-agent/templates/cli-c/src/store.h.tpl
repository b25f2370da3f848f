/*
 * The file that everything is kept in.
 *
 * It is JSON, read whole and written whole: to a new file beside it that then takes its name, so that there
 * is always an old or a new one. A lock is held from reading to writing, so that two programs at the same
 * time lose nothing of each other's.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>

#include "records.h"

/* $<%= app.module | constant %>_FILE, else a file in the user's data directory; free() it. NULL: there is no such directory. */
char *store_default_path(void);

/* The file that a path leads to, where it is a link; free() it. NULL, with *error: that is a device, a directory or the like. */
char *store_follow(const char *path, struct <%= app.module %>_error *error);

/* What is in the file; nothing where there is none. NULL: it cannot be read, and *error says why. */
struct <%= app.module %>_database *store_read(const char *path, struct <%= app.module %>_error *error);

/* Keeps others from changing the file until store_unlock(); below 0, with *error, where that is not possible. */
int store_lock(const char *path, struct <%= app.module %>_error *error);
void store_unlock(int lock);

bool store_write(const char *path, const struct <%= app.module %>_database *database, struct <%= app.module %>_error *error);

#endif
