/*
 * Whatever an error says: one line without the key, a class, and a hint that can be waited for. The first byte
 * chooses the status; the first line is a Retry-After, the rest the body.
 */
#include "fuzz/target.h"
#include "llm/llm.h"

#define SECRET "sk-canary"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = { 200, 302, 400, 401, 403, 404, 413, 429, 500, 503, 529 };
	struct ma_str body = ma_str_from(target_text(data, size), 1), after = MA_STR("");
	struct ma_str name = MA_STR("retry-after");
	struct ma_http_head head = { .names = &name, .values = &after, .n = 1 };
	struct ma_llm_fault fault;

	if (size == 0)
		return 0;
	head.status = statuses[data[0] % MA_COUNT(statuses)];
	(void)ma_str_line(&body, &after); /* without a line there is no header */
	ma_llm_classify_http(&head, body, MA_STR(SECRET), INT64_C(784111777000), &fault);
	MA_ASSERT(fault.class > MA_LLM_OK && fault.class <= MA_LLM_CANCELED);
	MA_ASSERT(fault.retry_after_ms >= -1);
	MA_ASSERT(memchr(fault.message, '\0', sizeof(fault.message)) != NULL);
	MA_ASSERT(ma_str_utf8(ma_str(fault.message)) && fault.message[0] != '\0');
	MA_ASSERT(ma_str_find(ma_str(fault.message), MA_STR(SECRET)) < 0);
	MA_ASSERT(ma_str_find(ma_str(fault.message), MA_STR("\n")) < 0);
	return 0;
}
