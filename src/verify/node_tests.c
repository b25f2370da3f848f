/* The tests of a JavaScript project. */
#include "verify/node_tests.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/json.h"
#include "verify/node_server.h"

#define RESULTS ".meta-agent-tests.json"

static const struct {
	const char *name, *flags;
} runners[] = {
	{ "vitest", "--reporter=default --reporter=json --outputFile.json=" RESULTS },
	{ "jest", "--json --outputFile=" RESULTS },
};

static struct ma_str script_of(const json_t *package, const char *name)
{
	return ma_json_str(json_object_get(package, "scripts"), name);
}

bool ma_node_has_script(const json_t *package, const char *name)
{
	struct ma_str text = script_of(package, name);

	return text.n > 0 && ma_str_find(text, MA_STR("Error: no test specified")) < 0;
}

/* More than one command, or one that says itself what is written where: nothing can be added to it. */
static bool is_more(struct ma_str script)
{
	size_t i;

	for (i = 0; i < script.n; i++)
		if (!script.p[i] || strchr("&|;<>()$`\n#", script.p[i]))
			return true;
	return ma_str_find(script, MA_STR("--outputFile")) >= 0 ||
		ma_str_find(script, MA_STR("--json")) >= 0 ||
		ma_str_find(script, MA_STR(" -- ")) >= 0;
}

/* What makes its runner write its counts, or NULL. */
static const char *flags_for(struct ma_str script)
{
	struct ma_str word;
	size_t i;

	script = ma_str_trim(script);
	if (is_more(script) || !ma_str_cut(&script, ' ', &word))
		return NULL;
	if (ma_str_is(word, "npx") && !ma_str_cut(&script, ' ', &word))
		return NULL;
	for (i = 0; i < MA_COUNT(runners); i++)
		if (ma_str_is(word, runners[i].name))
			return runners[i].flags;
	return NULL;
}

/* `below`: the directory of a workspace in the site, or NULL. */
static void add(const struct ma_site *site, const json_t *package, const char *below,
	const char *manager, const struct ma_tool *tool)
{
	struct ma_buf line = MA_BUF_INIT(MA_KIB), command = MA_BUF_INIT(64);
	const char *flags = flags_for(script_of(package, "test"));
	struct ma_step step = { .phase = "test", .tool = tool, .below = below };
	bool npm = strcmp(manager, "npm") == 0;
	const char *kept;

	ma_buf_addf(&command, "%s test", manager);
	ma_buf_addf(&line, npm ? "%s test" : "%s run test", manager);
	if (flags) {
		ma_buf_addf(&line, npm ? " -- %s" : " %s", flags);
		step.results = RESULTS;
	}
	step.command = ma_site_keep_built(site, &command);
	kept = ma_site_keep_built(site, &line);
	step.argv = kept ? ma_site_words(site, kept) : NULL;
	if (step.command && step.argv)
		ma_site_add(site, &step);
}

/* "npm test --workspaces" and nothing else; *lenient: those without tests are passed over. */
static bool hands_on(struct ma_str script, bool *lenient)
{
	static const char *const ways[] = { "npm test --workspaces", "npm run test --workspaces",
		"npm test -ws", "npm run test -ws" };
	struct ma_str if_present = MA_STR(" --if-present");
	size_t i;

	script = ma_str_trim(script);
	*lenient = ma_str_ends(script, if_present.p);
	if (*lenient)
		script.n -= if_present.n;
	for (i = 0; i < MA_COUNT(ways) && !ma_str_is(script, ways[i]); i++)
		;
	return i < MA_COUNT(ways);
}

/* A workspace's package.json, or NULL. */
static json_t *read_member(const struct ma_site *site, struct ma_str dir)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err err = { .code = MA_OK };
	json_t *json = NULL;

	ma_path_join(&path, dir, MA_STR("package.json"));
	/* what cannot be read has no tests; npm complains of it */
	if (path.rc || ma_json_parse(ma_site_read(site, path.p), path.p, &json, &err))
		json = NULL;
	ma_buf_done(&path);
	return json;
}

/* Whether each workspace is named, and has tests where it must. */
static bool can_be_asked_alone(const struct ma_site *site, const json_t *package, bool lenient)
{
	const json_t *list = json_object_get(package, "workspaces");
	size_t at = 0, named = 0;
	struct ma_str dir;
	json_t *member;
	bool good = json_is_array(list);

	while (good && ma_node_workspace(package, &at, &dir)) {
		named++;
		member = read_member(site, dir);
		good = member && (lenient || ma_node_has_script(member, "test"));
		json_decref(member);
	}
	return good && named > 0 && named == json_array_size(list);
}

static void add_each(const struct ma_site *site, const json_t *package, const struct ma_tool *tool)
{
	const char *below;
	struct ma_str dir;
	json_t *member;
	size_t at = 0;

	while (ma_node_workspace(package, &at, &dir)) {
		member = read_member(site, dir);
		below = ma_site_keep(site, dir);
		if (below && ma_node_has_script(member, "test"))
			add(site, member, below, "npm", tool);
		json_decref(member);
	}
}

void ma_node_add_tests(const struct ma_site *site, const json_t *package, const char *manager,
	const struct ma_tool *tool)
{
	bool lenient = false;

	if (!ma_node_has_script(package, "test"))
		return;
	if (strcmp(manager, "npm") == 0 && hands_on(script_of(package, "test"), &lenient) &&
		can_be_asked_alone(site, package, lenient))
		add_each(site, package, tool);
	else
		add(site, package, NULL, manager, tool);
}
