/* What cargo is told of a registry that wants to know who asks. For proxy_fetch.c only. */
#ifndef MA_SYS_PROXY_INDEX_H
#define MA_SYS_PROXY_INDEX_H

#include "base/buf.h"
#include "sys/proxy_conn.h"

/*
 * `json` is the config.json of the index that a grant is for. Adds to `out` one that has the plain address of its crates, and nothing else: what
 * it says of tokens is for us. Where they are at the same host they are read by the same token from now on. False: it tells no address. That
 * memory is out is kept in `out`.
 */
bool ma_proxy_index_tell(struct ma_proxy *p, const char *origin, const struct ma_grant *index,
	struct ma_str json, struct ma_buf *out);

#endif
