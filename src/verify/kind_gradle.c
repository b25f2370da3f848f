/*
 * Projects of Gradle, built by the one that is installed. A wrapper is never run, as all that it does is to download another one.
 * A build is a program: what it needs is known when it was run. So it is told by a script of ours what to do in each of its projects.
 */
#include "verify/detect_parts.h"

#include "base/buf.h"
#include "base/limits.h"

#define RESULTS ".meta-agent-tests.xml"
#define GRADLE "gradle -q --no-daemon -I \"$META_AGENT_PACKAGES/init.gradle\""
#define REPORTS "find . -path '*/test-results/*' -name 'TEST-*.xml' -type f"
#define WRAPPER "gradle/wrapper/gradle-wrapper.properties"
#define READS_KOTLIN "5.0" /* what Debian calls 4.4.1 does not */

/*
 * Quiet, it does not begin lines of a compiler with the name of a task. Gradle has no mirrors of its own: those of Maven's settings stand for the repositories that builds name. A configuration that cannot
 * be resolved fails where code is compiled or run with it; the others are often made for something else.
 */
static const char init[] =
	"import org.gradle.api.artifacts.repositories.MavenArtifactRepository\n"
	"def mirrors = []\n"
	"(new File(System.getenv('META_AGENT_PACKAGES'), 'settings.xml').text =~\n"
	"	'<mirror><id>[^<]*</id><url>([^<]*)</url><mirrorOf>([^<]*)</mirrorOf></mirror>').each {\n"
	"	all, url, of -> mirrors << [url: url, of: of.split(',')*.trim()] }\n"
	"def mirror = { id -> mirrors.find { !('!' + id in it.of) && ['*', 'external:*', id].any { n -> n in it.of } }?.url }\n"
	"def place = { repo ->\n"
	"	def host = repo.url?.host\n"
	"	host in ['repo1.maven.org', 'repo.maven.apache.org'] ?\n"
	"		mirror('central') ?: 'https://repo.maven.apache.org/maven2/' : host ? mirror(repo.name) : null\n"
	"}\n"
	"def redirect = { all -> all.all { repo ->\n"
	"	def to = repo instanceof MavenArtifactRepository ? place(repo) : null\n"
	"	if (!to || to == repo.url.toString())\n"
	"		return\n"
	"	repo.url = to\n"
	"	if (repo.hasProperty('allowInsecureProtocol'))\n"
	"		repo.allowInsecureProtocol = true\n"
	"} }\n"
	"def needed = { it.name ==~ /.*(ompileClasspath|untimeClasspath|nnotationProcessor)/ }\n"
	"settingsEvaluated { settings ->\n"
	"	def repos = settings.pluginManagement.repositories\n"
	"	redirect(repos)\n"
	"	if (repos.empty && mirror('gradlePluginPortal'))\n"
	"		repos.maven { url 'https://plugins.gradle.org/m2/' }\n"
	"}\n"
	"allprojects {\n"
	"	redirect(buildscript.repositories)\n"
	"	redirect(repositories)\n"
	"	tasks.withType(Test) {\n"
	"		maxHeapSize = '512m'\n"
	"		testLogging.quiet {\n"
	"			events 'failed'\n"
	"			exceptionFormat 'full'\n"
	"		}\n"
	"	}\n"
	"}\n"
	"gradle.projectsEvaluated { it.rootProject.allprojects { p ->\n"
	"	p.task('metaAgentFetch') { doLast {\n"
	"		p.configurations.findAll { it.canBeResolved }.sort { !needed(it) }.each { c ->\n"
	"			try {\n"
	"				c.resolve()\n"
	"			} catch (e) {\n"
	"				if (needed(c))\n"
	"					throw e\n"
	"			}\n"
	"		}\n"
	"	} }\n"
	"	p.task('metaAgentBuild').dependsOn(p.tasks.matching { it.name in ['assemble', 'testClasses'] })\n"
	"	p.task('metaAgentTest').dependsOn(p.tasks.matching { it.name == 'test' })\n"
	"} }\n";

/* The version that the tree's own wrapper would download: "8.5" of ".../gradle-8.5-bin.zip". Empty: there is none. */
static struct ma_str wrapped(const struct ma_site *site)
{
	struct ma_str rest = ma_site_read(site, WRAPPER), line;
	ptrdiff_t at;
	size_t n = 0;

	while (ma_str_line(&rest, &line)) {
		at = ma_str_find(line, MA_STR("/gradle-"));
		if (!ma_str_starts(ma_str_trim(line), "distributionUrl") || at < 0)
			continue;
		line = ma_str_from(line, (size_t)at + strlen("/gradle-"));
		while (n < line.n && ((line.p[n] >= '0' && line.p[n] <= '9') || line.p[n] == '.'))
			n++;
		return ma_str_n(line.p, n);
	}
	return MA_STR("");
}

static const char *wanted(const struct ma_site *site)
{
	struct ma_str version = wrapped(site);

	if (version.n > 0)
		return ma_site_keep(site, version);
	if (ma_site_has(site, "build.gradle.kts") || ma_site_has(site, "settings.gradle.kts"))
		return READS_KOTLIN "+";
	return NULL;
}

static void add(const struct ma_site *site, const struct ma_step *row)
{
	struct ma_step step = *row;

	step.tool = &ma_tool_gradle;
	step.version = wanted(site);
	ma_site_add(site, &step);
}

static bool survey(const struct ma_site *site, bool *owns_below)
{
	static const char *const names[] = { "build.gradle", "build.gradle.kts", "settings.gradle",
		"settings.gradle.kts" };
	static const char *const install[] = { "sh", "-c",
		"printf %s \"$MAVEN_SETTINGS_XML\" > \"$META_AGENT_PACKAGES/settings.xml\" &&"
		" printf %s \"$1\" > \"$META_AGENT_PACKAGES/init.gradle\" && exec " GRADLE
		" metaAgentFetch",
		"sh", init, NULL };
	static const char *const build[] = { "sh", "-c", "exec " GRADLE " --offline metaAgentBuild",
		NULL };
	/* reports that the tree brings are none of what is run here */
	static const char *const test[] = { "sh", "-c",
		REPORTS " -delete; " GRADLE " --offline --continue metaAgentTest; code=$?; " REPORTS
			" -exec cat {} + > " RESULTS "; exit $code",
		NULL };
	size_t i;

	for (i = 0; i < MA_COUNT(names) && !ma_site_has(site, names[i]); i++)
		;
	if (i == MA_COUNT(names))
		return false;
	add(site,
		&(struct ma_step){ .phase = "install",
			.command = "gradle, all configurations resolved",
			.argv = install,
			.registry = MA_REGISTRY_MAVEN });
	add(site,
		&(struct ma_step){ .phase = "build",
			.command = "gradle --offline assemble testClasses",
			.argv = build,
			.quick = true });
	add(site,
		&(struct ma_step){ .phase = "test",
			.command = "gradle --offline --continue test",
			.argv = test,
			.results = RESULTS });
	*owns_below = true;
	return true;
}

const struct ma_kind ma_kind_gradle = { "gradle", survey };
