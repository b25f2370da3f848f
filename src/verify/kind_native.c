/* Projects of CMake, Meson and Make. They are built beside what is there: the copy may hold a `build` of its own. */
#include <string.h>

#include "verify/detect_parts.h"
#include "verify/servers.h"

#define RESULTS ".meta-agent-tests.xml"

static void add(const struct ma_site *site, const struct ma_tool *tool, const char *phase,
	const char *command)
{
	ma_site_add(site,
		&(struct ma_step){ .phase = phase,
			.command = command,
			.tool = tool,
			.quick = strcmp(phase, "build") == 0 });
}

static bool survey_cmake(const struct ma_site *site, bool *owns_below)
{
	struct ma_str text = ma_site_read(site, "CMakeLists.txt");

	if (!ma_site_has(site, "CMakeLists.txt"))
		return false;
	add(site, &ma_tool_cmake, "build", "cmake -S . -B build-check");
	add(site, &ma_tool_cmake, "build", "cmake --build build-check --parallel 2");
	if (ma_text_has_line(text, "enable_testing") || ma_text_has_line(text, "add_test") ||
		ma_text_has_line(text, "include(CTest)"))
		ma_site_add(site,
			&(struct ma_step){ .phase = "test",
				.command = "ctest --test-dir build-check --output-on-failure",
				.argv = ma_site_words(site,
					"ctest --test-dir build-check --output-on-failure --output-junit ../" RESULTS),
				.tool = &ma_tool_cmake,
				.results = RESULTS });
	*owns_below = true;
	return true;
}

static bool survey_meson(const struct ma_site *site, bool *owns_below)
{
	if (!ma_text_has_line(ma_site_read(site, "meson.build"), "project("))
		return false;
	add(site, &ma_tool_meson, "build", "meson setup build-check");
	add(site, &ma_tool_meson, "build", "meson compile -C build-check");
	add(site, &ma_tool_meson, "test", "meson test -C build-check --print-errorlogs");
	*owns_below = true;
	return true;
}

static bool survey_make(const struct ma_site *site, bool *owns_below)
{
	static const char *const names[] = { "GNUmakefile", "makefile", "Makefile" };
	static const struct {
		const char *phase, *target, *command;
	} ways[] = {
		{ "build", "build", "make build" },
		{ "build", "all", "make all" },
		{ "test", "test", "make test" },
		{ "test", "check", "make check" },
	};
	struct ma_str text;
	const char *done = "";
	size_t i;

	for (i = 0; i < MA_COUNT(names) && !ma_site_has(site, names[i]); i++)
		;
	if (i == MA_COUNT(names))
		return false;
	text = ma_site_read(site, names[i]);
	for (i = 0; i < MA_COUNT(ways); i++) {
		if (ways[i].phase == done || !ma_make_has_target(text, ways[i].target))
			continue;
		add(site, &ma_tool_make, ways[i].phase, ways[i].command);
		done = ways[i].phase;
	}
	ma_make_add_server(site, text);
	*owns_below = true;
	return true;
}

const struct ma_kind ma_kind_cmake = { "cmake", survey_cmake };
const struct ma_kind ma_kind_meson = { "meson", survey_meson };
const struct ma_kind ma_kind_make = { "make", survey_make };
