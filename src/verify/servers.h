/* The servers of projects in other languages than JavaScript: whether there is one, and how it is started. */
#ifndef MA_VERIFY_SERVERS_H
#define MA_VERIFY_SERVERS_H

#include "verify/detect_parts.h"

/* Django's manage.py; an application of FastAPI, Starlette or Flask in one of the usual files; a script that serves with the standard library. */
void ma_python_add_server(const struct ma_site *site);

/* A main package, at the top or in cmd/server, of a project that declares where it answers (verify/served.h). */
void ma_go_add_server(const struct ma_site *site);
/* A src/main.rs, and the same. */
void ma_cargo_add_server(const struct ma_site *site);
/* A target `serve`, `start` or `run`, and the same. */
void ma_make_add_server(const struct ma_site *site, struct ma_str makefile);

/* A rule of that name; ":=" is none, and neither is what a pattern or a variable may make. */
bool ma_make_has_target(struct ma_str makefile, const char *name);

#endif
