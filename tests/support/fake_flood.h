/* Floods of the loopback server: "header" (one without end), "headers", "event" (one without end). */
#ifndef MA_TESTS_FAKE_FLOOD_H
#define MA_TESTS_FAKE_FLOOD_H

#include <stdbool.h>

/* Send it instead of an answer, until the client goes or 64 MiB are sent. `type`: of streams of the dialect. */
void fake_flood(int fd, const char *kind, const char *type);

#endif
