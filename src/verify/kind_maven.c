/* Projects of Maven. What they are built with comes from its repository even where nothing is depended on. */
#include "verify/detect_parts.h"

#define MVN \
	"mvn -B -s \"$META_AGENT_PACKAGES/settings.xml\" -Dmaven.repo.local=\"$META_AGENT_PACKAGES/m2\""

/*
 * Maven knows what it needs when it has got that far: what runs the tests it looks for last of all. So it does all that a test takes, but
 * with a program in the JVM's place that does nothing. What does not compile has its say in the test itself.
 */
static void install(const struct ma_site *site)
{
	static const char *const argv[] = { "sh", "-c",
		"printf %s \"$MAVEN_SETTINGS_XML\" > \"$META_AGENT_PACKAGES/settings.xml\" &&"
		" mkdir -p \"$TMPDIR/jvm/bin\" && ln -sf /bin/true \"$TMPDIR/jvm/bin/java\" && " MVN
		" -ntp -Djvm=\"$TMPDIR/jvm/bin/java\" -Dmaven.test.failure.ignore=true"
		" test > \"$TMPDIR/maven.log\" 2>&1; code=$?; cat \"$TMPDIR/maven.log\";"
		" grep -q 'COMPILATION ERROR' \"$TMPDIR/maven.log\" && exit 0; exit $code",
		NULL };

	ma_site_add(site,
		&(struct ma_step){ .phase = "install",
			.command = "mvn test, without running a test",
			.argv = argv,
			.tool = &ma_tool_maven,
			.registry = MA_REGISTRY_MAVEN });
}

static bool survey(const struct ma_site *site, bool *owns_below)
{
	/* by the same settings: what a mirror gave is of no other place */
	static const char *const test[] = { "sh", "-c", "exec " MVN " -o test", NULL };

	if (!ma_site_has(site, "pom.xml"))
		return false;
	install(site);
	ma_site_add(site,
		&(struct ma_step){ .phase = "test",
			.command = "mvn -B -o test",
			.argv = test,
			.tool = &ma_tool_maven });
	*owns_below = true;
	return true;
}

const struct ma_kind ma_kind_maven = { "maven", survey };
