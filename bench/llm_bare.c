#include "llm_bare.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "bench.h"
#include "sys/http_curl.h"

struct llm_bare {
	struct ma_curl curl;
	CURLcode (*perform)(CURL *easy);
	CURL *easy;
	struct curl_slist *headers;
	struct ma_buf answer;
};

static size_t keep(char *p, size_t size, size_t n, void *data)
{
	struct llm_bare *bare = data;

	ma_buf_add(&bare->answer, p, size * n);
	return size * n;
}

/* The one function that our client has no use for. */
static void find_perform(struct llm_bare *bare)
{
	void *lib = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	void *at = lib ? dlsym(lib, "curl_easy_perform") : NULL;

	if (!at)
		bench_fail("llm", "libcurl has no curl_easy_perform");
	memcpy(&bare->perform, &at, sizeof(at)); /* POSIX: a function's address fits */
}

static bool set_up(struct llm_bare *bare, const char *url, const char *body)
{
	struct ma_curl *curl = &bare->curl;

	bare->easy = curl->easy_init();
	bare->headers = curl->slist_append(
		curl->slist_append(NULL, "Content-Type: application/json"), "Expect:");
	return bare->easy && bare->headers && !curl->easy_setopt(bare->easy, CURLOPT_URL, url) &&
		!curl->easy_setopt(bare->easy, CURLOPT_NOSIGNAL, 1L) &&
		!curl->easy_setopt(bare->easy, CURLOPT_HTTPHEADER, bare->headers) &&
		!curl->easy_setopt(bare->easy, CURLOPT_POSTFIELDS, body) &&
		!curl->easy_setopt(bare->easy, CURLOPT_WRITEFUNCTION, keep) &&
		!curl->easy_setopt(bare->easy, CURLOPT_WRITEDATA, bare);
}

struct llm_bare *llm_bare_new(const char *url, const char *body)
{
	struct llm_bare *bare = calloc(1, sizeof(*bare));
	ma_err err = { .code = MA_OK };

	if (!bare || ma_curl_open(&bare->curl, &err))
		bench_fail("llm", bare ? err.msg : "no memory");
	find_perform(bare);
	bare->answer = (struct ma_buf)MA_BUF_INIT(MA_MIB);
	if (!set_up(bare, url, body))
		bench_fail("llm", "libcurl cannot be set up");
	return bare;
}

struct llm_cost llm_bare_ask(struct llm_bare *bare)
{
	double cpu = llm_cpu_us(), wall = bench_now_ms();

	ma_buf_clear(&bare->answer);
	if (bare->perform(bare->easy) || bare->answer.n == 0)
		bench_fail("llm", "a call by libcurl alone failed");
	return (struct llm_cost){ llm_cpu_us() - cpu, (bench_now_ms() - wall) * 1e3 };
}

void llm_bare_free(struct llm_bare *bare)
{
	bare->curl.easy_cleanup(bare->easy);
	bare->curl.slist_free_all(bare->headers);
	ma_curl_done(&bare->curl);
	ma_buf_done(&bare->answer);
	free(bare);
}
