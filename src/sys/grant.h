/* What a registry wants to know of who asks, for exactly the addresses that its user's configuration names. */
#ifndef MA_SYS_GRANT_H
#define MA_SYS_GRANT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct ma_grant {
	const char *url;           /* "https://host:port/path/": what lies beneath is meant */
	const char *authorization; /* "Bearer ...", as it stands in a header */
	const char *from;          /* the file or the variable that has it, for messages */
};

/* "https://host:port" of a URL, with the port that it leaves out. False: it is none. */
bool ma_grant_origin(struct ma_str url, struct ma_buf *out);

/* Whether any is for something at "https://host:port". */
bool ma_grant_any(const struct ma_grant *grants, size_t n, struct ma_str origin);

/* The closest one that is for a URL, which begins as ma_grant_origin() writes it. NULL: none. */
const struct ma_grant *ma_grant_for(const struct ma_grant *grants, size_t n, struct ma_str url);

/* No server can take the path and query for another one than it looks like, nor for one outside of the directory that it begins with. */
bool ma_grant_path_is_plain(struct ma_str path);

/*
 * A plain path is none of the pages by which a registry tells who asks, what his password is and which tokens there are: they stand
 * beneath "/-/", where nothing else is read but archives ("tiny/-/tiny-1.0.0.tgz"), and in "auth" of Artifactory's npm.
 * https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md
 */
bool ma_grant_path_is_package(struct ma_str path);

#endif
