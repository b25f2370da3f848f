/* Projects of Maven and Gradle. What they are built with comes from their registries even where nothing is depended on. */
#include "verify/detect_parts.h"

static void add(const struct ma_site *site, const char *command, const struct ma_tool *tool,
	const char *missing)
{
	ma_site_add(site,
		&(struct ma_step){
			.phase = "install", .command = command, .tool = tool, .missing = missing });
}

static bool survey_maven(const struct ma_site *site, bool *owns_below)
{
	if (!ma_site_has(site, "pom.xml"))
		return false;
	add(site, "mvn dependency:go-offline", &ma_tool_maven,
		"what Maven needs cannot be downloaded in the sandbox");
	ma_site_add(site,
		&(struct ma_step){
			.phase = "test", .command = "mvn -B -o test", .tool = &ma_tool_maven });
	*owns_below = true;
	return true;
}

static bool survey_gradle(const struct ma_site *site, bool *owns_below)
{
	if (!ma_site_has(site, "build.gradle") && !ma_site_has(site, "build.gradle.kts"))
		return false;
	add(site, "gradle dependencies", &ma_tool_gradle,
		"what Gradle needs cannot be downloaded in the sandbox");
	ma_site_add(site,
		&(struct ma_step){ .phase = "test",
			.command = "gradle --offline --no-daemon test",
			.tool = &ma_tool_gradle });
	*owns_below = true;
	return true;
}

const struct ma_kind ma_kind_maven = { "maven", survey_maven };
const struct ma_kind ma_kind_gradle = { "gradle", survey_gradle };
