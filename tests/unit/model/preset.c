#include "model/preset.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/* What is written of a field, and the default as JSON: "" where there is none, "?" where that is to be told. */
static const struct {
	const char *field, *text, *preset;
} cases[] = {
	{ "{\"type\":\"string\"}", "EUR", "\"EUR\"" },
	{ "{}", " two words ", "\"two words\"" },
	{ "{\"type\":\"string\"}", "none", "" },
	{ "{\"type\":\"string\",\"unique\":true}", "EUR", "?" },
	{ "{\"type\":\"text\"}", "-", "\"-\"" },
	{ "{\"type\":\"integer\"}", "0", "0" },
	{ "{\"type\":\"integer\"}", "-3", "-3" },
	{ "{\"type\":\"integer\"}", "9007199254740992", "?" },
	{ "{\"type\":\"integer\"}", "2.5", "?" },
	{ "{\"type\":\"integer\"}", "many", "?" },
	{ "{\"type\":\"decimal\"}", "2.5", "2.5" },
	{ "{\"type\":\"money\"}", "$2.50", "2.5" },
	{ "{\"type\":\"money\"}", "€ 10", "10" },
	{ "{\"type\":\"money\"}", "0.001", "?" },
	{ "{\"type\":\"money\"}", "1e13", "?" },
	{ "{\"type\":\"rating\"}", "5", "5" },
	{ "{\"type\":\"rating\"}", "6", "?" },
	{ "{\"type\":\"boolean\"}", "Yes", "true" },
	{ "{\"type\":\"boolean\"}", "no", "" },
	{ "{\"type\":\"boolean\"}", "maybe", "?" },
	{ "{\"type\":\"enum\",\"values\":[\"open\",\"in_progress\"]}", "In progress",
		"\"in_progress\"" },
	{ "{\"type\":\"enum\",\"values\":[\"open\",\"in_progress\"]}", "closed", "?" },
	{ "{\"type\":\"date\"}", "today", "\"today\"" },
	{ "{\"type\":\"date\"}", "2024-02-29", "\"2024-02-29\"" },
	{ "{\"type\":\"date\"}", "2100-02-29", "?" },
	{ "{\"type\":\"date\"}", "2026-13-01", "?" },
	{ "{\"type\":\"datetime\"}", "now", "\"now\"" },
	{ "{\"type\":\"datetime\"}", "2026-01-01", "?" },
	{ "{\"type\":\"time\"}", "09:30", "\"09:30\"" },
	{ "{\"type\":\"time\"}", "24:00", "?" },
	{ "{\"type\":\"email\"}", "ada@example.com", "?" },
	{ "{\"type\":\"ref\"}", "Ada", "?" },
};

static void of_text(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(cases); i++) {
		json_t *field = json_loads(cases[i].field, 0, NULL), *preset;
		bool told;
		char *shown;

		assert_non_null(field);
		preset = ma_preset_of_text(field, ma_str(cases[i].text), &told);
		shown = preset ? json_dumps(preset, JSON_ENCODE_ANY) : strdup(told ? "?" : "");
		assert_string_equal(shown, cases[i].preset);
		assert_true(!preset || ma_preset_fits(field, preset));
		free(shown);
		json_decref(preset);
		json_decref(field);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
