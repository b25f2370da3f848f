/* What is read is JSON that can be written and read again; front matter ends where its body begins. */
#include "codec/yaml.h"

#include <stdio.h>

#include "base/limits.h"
#include "codec/json.h"
#include "fuzz/target.h"

static void write_and_read(const json_t *value)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_REPLY);
	json_t *again = NULL;
	ma_err err;

	ma_json_write(value, 0, &text);
	MA_ASSERT(text.rc == MA_OK);
	MA_ASSERT(ma_json_parse(ma_buf_str(&text), "again", &again, &err) == MA_OK);
	MA_ASSERT(json_equal(value, again));
	json_decref(again);
	ma_buf_done(&text);
}

/* What was read of the top has its line. */
static void find_lines(struct ma_str text, json_t *value)
{
	size_t line = 0, lines = 1, i;
	const char *key;
	json_t *member;
	char pointer[64];

	for (i = 0; i < text.n; i++)
		lines += text.p[i] == '\n' || text.p[i] == '\r' ||
			(text.p[i] & 0x80) != 0; /* U+2028 ends one too */
	json_object_foreach (value, key, member) {
		if (strlen(key) >= sizeof(pointer) - 1 || strpbrk(key, "~/"))
			continue;
		(void)snprintf(pointer, sizeof(pointer), "/%s", key);
		MA_ASSERT(ma_yaml_line(text, ma_str(pointer), &line));
		MA_ASSERT(line >= 1 && line <= lines);
	}
	(void)ma_yaml_line(text, MA_STR("/0/1/a"), &line); /* anything may come, but an end */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ma_str text = target_text(data, size), body = { NULL, 0 };
	json_t *value = NULL, *front = NULL;
	ma_err err = { .code = MA_OK };
	ma_rc rc = ma_yaml_parse(text, "fuzz", &value, &err);

	if (rc)
		MA_ASSERT(!value && err.msg[0] && (rc == MA_EINVALID || rc == MA_ELIMIT));
	else
		write_and_read(value);
	find_lines(text, value);
	if (ma_yaml_front_matter(text, "fuzz", &front, &body, &err) == MA_OK) {
		MA_ASSERT(json_is_object(front) && body.p + body.n == text.p + text.n);
		write_and_read(front);
	}
	json_decref(front);
	json_decref(value);
	return 0;
}
