/* The functions of libcurl, found when the first client is made. Include from src/sys only, and to measure it. */
#ifndef MA_SYS_HTTP_CURL_H
#define MA_SYS_HTTP_CURL_H

#include <curl/curl.h>

#include "base/err.h"

/* Each without its curl_ prefix; that also keeps the header's type-checking macros out of the way. */
#define MA_CURL_FUNCTIONS(X)   \
	X(global_init)         \
	X(global_cleanup)      \
	X(version_info)        \
	X(easy_init)           \
	X(easy_cleanup)        \
	X(easy_setopt)         \
	X(easy_getinfo)        \
	X(easy_strerror)       \
	X(multi_init)          \
	X(multi_cleanup)       \
	X(multi_setopt)        \
	X(multi_add_handle)    \
	X(multi_remove_handle) \
	X(multi_socket_action) \
	X(multi_info_read)     \
	X(multi_assign)        \
	X(multi_strerror)      \
	X(slist_append)        \
	X(slist_free_all)

struct ma_curl {
#define X(name) __typeof__(curl_##name) *name;
	MA_CURL_FUNCTIONS(X)
#undef X
};

/* Open and initialise the library. After success ma_curl_done() is due, once per open. */
ma_rc ma_curl_open(struct ma_curl *out, ma_err *err);
void ma_curl_done(struct ma_curl *curl);

#endif
