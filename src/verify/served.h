/* Where the server of a project answers, as far as its tree declares it: nothing that is run, only where to ask. */
#ifndef MA_VERIFY_SERVED_H
#define MA_VERIFY_SERVED_H

#include "verify/detect_parts.h"

struct ma_served {
	int64_t port;              /* 0: nothing says */
	const char *health, *page; /* paths on the server; NULL: nothing says */
	bool off;                  /* the user wants no server to be started */
};

/*
 * Read, first one first: `smoke` of meta-agent.yaml, HEALTHCHECK, EXPOSE and ENV PORT of a
 * Dockerfile, an OpenAPI document, PORT of .env.example. Texts live as long as the search.
 */
struct ma_served ma_served_read(const struct ma_site *site);

/* A server is declared: there is a port or a path to ask. */
bool ma_served_is_declared(const struct ma_served *served);

/*
 * Add the step that starts a server, asks it and stops it. `command` is as a person would type it; it is run split at each
 * space. `page` is asked for too, if nothing else is declared; NULL: none.
 */
void ma_served_add(const struct ma_site *site, const struct ma_served *served,
	const struct ma_tool *tool, const char *command, const char *page);

#endif
