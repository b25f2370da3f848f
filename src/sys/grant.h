/* What a registry wants to know of who asks, for exactly the addresses that its user's configuration names. */
#ifndef MA_SYS_GRANT_H
#define MA_SYS_GRANT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* What of that which lies beneath an address is read with its token. */
enum ma_grant_reads {
	MA_GRANT_PAGES,    /* all of it */
	MA_GRANT_ARCHIVES, /* of npm: "tiny/-/tiny-1.0.0.tgz" */
	MA_GRANT_WHEELS,   /* of pip: "tiny-1.0.0-py3-none-any.whl", and "….whl.metadata" */
	MA_GRANT_INDEX,    /* of cargo: "config.json", and what is said of a crate: "ti/ny/tiny" */
	MA_GRANT_CRATES,   /* of cargo: what ends in `ends` */
};

#define MA_GRANT_INDEX_CONFIG "config.json"

struct ma_grant {
	const char *url;           /* "https://host:port/path/": what lies beneath is meant */
	const char *authorization; /* "Bearer ...", as it stands in a header; NULL: it is asked for without */
	const char *from; /* the file or the variable that has it, for messages */
	enum ma_grant_reads reads;
	const char *ends;  /* of MA_GRANT_CRATES */
	const char *scope; /* "@mine": whose packages npm has from there; or NULL */
	const char *before; /* of a scope: the path of the default registry, which npm may put before theirs */
};

/* "https://host:port" of a URL, with the port that it leaves out. False: it is none. */
bool ma_grant_origin(struct ma_str url, struct ma_buf *out);

/* "https://host:port/path" of one, as the URLs of grants are written. False: it is none. */
bool ma_grant_url(struct ma_str url, struct ma_buf *out);

/* The same with a slash at the end: what lies beneath it is meant. */
bool ma_grant_dir(struct ma_str url, struct ma_buf *out);

/* What stands behind the slash after the origin; "" where there is none. Of a URL that has an origin. */
struct ma_str ma_grant_path(struct ma_str url);

/* Whether any is for something at "https://host:port". */
bool ma_grant_any(const struct ma_grant *grants, size_t n, struct ma_str origin);

/* The closest one by which a URL is read, which begins as ma_grant_origin() writes it. NULL: none. */
const struct ma_grant *ma_grant_for(const struct ma_grant *grants, size_t n, struct ma_str url);

/*
 * The one for the scope that a path names ("@mine/tiny/-/tiny-1.0.0.tgz", "download/@mine/tiny"), or NULL. npm asks the host of its default
 * registry for what lies at another one's, by the path that it has there.
 */
const struct ma_grant *ma_grant_of_scope(
	const struct ma_grant *grants, size_t n, struct ma_str path);

/*
 * No server can take the path and query for another one than it looks like, nor for one outside of the directory that it begins with; and it
 * is none of the pages by which a registry tells who asks, what his password is and which tokens there are: they stand
 * beneath "/-/", where nothing else is read but archives ("tiny/-/tiny-1.0.0.tgz"), and in "auth" of Artifactory's npm.
 * https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md
 */
bool ma_grant_path_is_package(struct ma_str path);

#endif
