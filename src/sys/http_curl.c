/* Opening libcurl. It stays loaded for good: what it and its TLS library leave at exit and in threads must find its code. */
#include "sys/http_curl.h"

#include <dlfcn.h>
#include <string.h>

#define NEWEST_NEEDED \
	0x075700 /* 7.87.0: CURLOPT_QUICK_EXIT, and the CA certificates are read once for many connections */

static ma_rc find(void *lib, const char *name, void *to, ma_err *err)
{
	void *at = dlsym(lib, name);

	if (!at)
		return ma_fail(err, MA_EUNAVAILABLE, "libcurl has no %s", name);
	memcpy(to, &at, sizeof(at)); /* POSIX: a function's address fits */
	return MA_OK;
}

static ma_rc find_all(void *lib, struct ma_curl *out, ma_err *err)
{
#define X(name)                                        \
	if (find(lib, "curl_" #name, &out->name, err)) \
		return err->code;
	MA_CURL_FUNCTIONS(X)
#undef X
	return MA_OK;
}

ma_rc ma_curl_open(struct ma_curl *out, ma_err *err)
{
	void *lib = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	struct ma_curl curl;

	if (!lib)
		return ma_fail(err, MA_EUNAVAILABLE,
			"libcurl is needed for HTTP and cannot be opened: %s", dlerror());
	if (find_all(lib, &curl, err))
		return err->code;
	if (curl.version_info(CURLVERSION_NOW)->version_num < NEWEST_NEEDED)
		return ma_fail(err, MA_EUNAVAILABLE,
			"libcurl %s is too old: 7.87 or newer is needed",
			curl.version_info(CURLVERSION_NOW)->version);
	if (curl.global_init(CURL_GLOBAL_DEFAULT))
		return ma_fail(err, MA_EUNAVAILABLE, "libcurl could not be initialised");
	*out = curl;
	return MA_OK;
}

void ma_curl_done(struct ma_curl *curl)
{
	curl->global_cleanup();
}
