/* Projects of Python: pytest where they say so, else unittest of the standard library. */
#include "verify/detect_parts.h"
#include "verify/servers.h"

#define RESULTS ".meta-agent-tests.xml"

static bool is_python(const struct ma_site *site)
{
	static const char *const markers[] = { "pyproject.toml", "setup.py", "setup.cfg",
		"requirements.txt", "Pipfile", "tox.ini", "pytest.ini" };
	size_t i;

	for (i = 0; i < MA_COUNT(markers); i++)
		if (ma_site_has(site, markers[i]))
			return true;
	return ma_site_any(site, ".", "", ".py") || ma_site_any(site, "tests", "test", ".py");
}

static bool names_pytest(const struct ma_site *site)
{
	static const char *const files[] = { "pyproject.toml", "setup.cfg", "requirements.txt",
		"requirements-dev.txt", "dev-requirements.txt", "tox.ini", "Pipfile" };
	size_t i;

	if (ma_site_has(site, "pytest.ini") || ma_site_has(site, "conftest.py") ||
		ma_site_any(site, "tests", "conftest", ".py"))
		return true;
	for (i = 0; i < MA_COUNT(files); i++)
		if (ma_str_find(ma_site_read(site, files[i]), MA_STR("pytest")) >= 0)
			return true;
	return false;
}

/* Whether a line of requirements.txt asks for a package that is not there to test with alone. */
static bool is_requirement(struct ma_str line)
{
	line = ma_str_trim(line);
	return line.n > 0 && line.p[0] != '#' && line.p[0] != '-' &&
		!ma_str_starts(line, "pytest") && !ma_str_starts(line, "mypy");
}

static bool has_requirements(const struct ma_site *site)
{
	struct ma_str text = ma_site_read(site, "requirements.txt"), line;

	while (ma_str_line(&text, &line))
		if (is_requirement(line))
			return true;
	text = ma_site_read(site, "pyproject.toml");
	while (ma_str_line(&text, &line)) {
		line = ma_str_trim(line);
		if (!ma_str_starts(line, "dependencies") || ma_str_find(line, MA_STR("[]")) >= 0)
			continue;
		/* a list that is closed before it names anything is empty, too */
		if (!ma_str_ends(line, "[") || !ma_str_line(&text, &line) ||
			!ma_str_starts(ma_str_trim(line), "]"))
			return true;
	}
	return false;
}

static void add_types(const struct ma_site *site)
{
	if (ma_site_has(site, "mypy.ini") ||
		ma_text_has_line(ma_site_read(site, "pyproject.toml"), "[tool.mypy"))
		ma_site_add(site,
			&(struct ma_step){ .phase = "typecheck",
				.command = "python3 -m mypy .",
				.tool = &ma_tool_mypy });
}

static void add_pytest(const struct ma_site *site, bool src)
{
	ma_site_add(site,
		&(struct ma_step){ .phase = "test",
			.command = "python3 -m pytest",
			.argv = ma_site_words(site,
				src ? "env PYTHONPATH=src python3 -m pytest -p no:cacheprovider --junitxml=" RESULTS
				    : "python3 -m pytest -p no:cacheprovider --junitxml=" RESULTS),
			.tool = &ma_tool_pytest,
			.results = RESULTS });
}

/* Tests of a directory that is no package are found only when they are looked for in there. */
static void add_unittest(const struct ma_site *site, bool src)
{
	static const struct {
		const char *dir, *command, *with_src;
	} ways[] = {
		{ "tests", "python3 -m unittest discover -s tests",
			"env PYTHONPATH=src python3 -m unittest discover -s tests" },
		{ "test", "python3 -m unittest discover -s test",
			"env PYTHONPATH=src python3 -m unittest discover -s test" },
		{ ".", "python3 -m unittest discover",
			"env PYTHONPATH=src python3 -m unittest discover" },
	};
	size_t i;

	for (i = 0; i < MA_COUNT(ways); i++) {
		if (!ma_site_any(site, ways[i].dir, "test", ".py"))
			continue;
		ma_site_add(site,
			&(struct ma_step){ .phase = "test",
				.command = src ? ways[i].with_src : ways[i].command,
				.tool = &ma_tool_python });
		return;
	}
}

static bool survey(const struct ma_site *site, bool *owns_below)
{
	bool src = ma_site_has_dir(site, "src");

	if (!is_python(site))
		return false;
	if (has_requirements(site))
		ma_site_add(site,
			&(struct ma_step){ .phase = "install",
				.command = "python3 -m pip install -r requirements.txt",
				.tool = &ma_tool_python,
				.missing = "Python packages cannot be installed in the sandbox" });
	ma_site_add(site,
		&(struct ma_step){ .phase = "build",
			.command = "python3 -m compileall -q .",
			.tool = &ma_tool_python });
	add_types(site);
	if (names_pytest(site))
		add_pytest(site, src);
	else
		add_unittest(site, src);
	ma_python_add_server(site);
	*owns_below = true;
	return true;
}

const struct ma_kind ma_kind_python = { "python", survey };
