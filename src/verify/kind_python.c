/* Projects of Python: pytest where they say so, else unittest of the standard library. */
#include "verify/detect_parts.h"
#include "verify/servers.h"

#define RESULTS ".meta-agent-tests.xml"
#define PROJECT_MAX 200 /* dependencies of a project */

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

/* What stands in quotes next; an option is no requirement. */
static bool next_quoted(struct ma_str *rest, struct ma_str *out)
{
	size_t i = 0, end;

	while (i < rest->n && rest->p[i] != '"' && rest->p[i] != '\'' && rest->p[i] != ']')
		i++;
	if (i == rest->n || rest->p[i] == ']')
		return false;
	for (end = i + 1; end < rest->n && rest->p[end] != rest->p[i]; end++)
		;
	*out = ma_str_n(rest->p + i + 1, end - i - 1);
	*rest = ma_str_from(*rest, end < rest->n ? end + 1 : end);
	return true;
}

/* Behind "dependencies = [" of [project] in pyproject.toml, or empty. */
static struct ma_str project_dependencies(struct ma_str toml)
{
	struct ma_str line, name, value;
	bool inside = false;

	while (ma_str_line(&toml, &line)) {
		if (ma_str_starts(line, "["))
			inside = ma_str_starts(line, "[project]");
		value = line;
		if (inside && ma_str_cut(&value, '=', &name) &&
			ma_str_is(ma_str_trim(name), "dependencies") &&
			ma_str_starts(ma_str_trim(value), "["))
			return ma_str_n(value.p, (size_t)(toml.p + toml.n - value.p));
	}
	return MA_STR("");
}

/* Wheels are downloaded first, to where earlier runs' lie, and installed from there. */
#define PIP(what)                                                                                    \
	"python3 -m venv --clear --system-site-packages --without-pip \"$META_AGENT_PACKAGES/venv\"" \
	" && { python3 -c 'import pip' 2> /dev/null || python3 -m ensurepip; } &&"                   \
	" PIP_FIND_LINKS=\"$META_AGENT_PACKAGES/wheels $PIP_FIND_LINKS\" &&"                         \
	" export PIP_FIND_LINKS && mkdir -p \"$META_AGENT_PACKAGES/wheels\" &&"                      \
	" python3 -m pip download -d \"$META_AGENT_PACKAGES/wheels\" --only-binary :all: " what      \
	" &&"                                                                                        \
	" exec python3 -m pip install --no-index --only-binary :all: " what

/*
 * Into an environment of its own, and only what is built already: to build a package is to run its code. It comes before the
 * system's directories on PATH, so that the steps that follow find it.
 */
static void add_install(const struct ma_site *site, const char *command, const char *const *argv)
{
	ma_site_add(site,
		&(struct ma_step){ .phase = "install",
			.command = command,
			.argv = argv,
			.tool = &ma_tool_python,
			.registry = MA_REGISTRY_PIP });
}

static bool add_requirements(const struct ma_site *site)
{
	static const char *const argv[] = { "sh", "-c", PIP("-r requirements.txt"), NULL };
	struct ma_str text = ma_site_read(site, "requirements.txt"), line;

	while (ma_str_line(&text, &line)) {
		if (!is_requirement(line))
			continue;
		add_install(site, "python3 -m pip install --only-binary :all: -r requirements.txt",
			argv);
		return true;
	}
	return false;
}

static bool add_project(const struct ma_site *site)
{
	const char *argv[PROJECT_MAX + 5] = { "sh", "-c", PIP("-- \"$@\""), "sh" };
	struct ma_str list = project_dependencies(ma_site_read(site, "pyproject.toml")), one;
	size_t n = 4;

	while (n < PROJECT_MAX + 4 && next_quoted(&list, &one))
		if (one.n > 0 && one.p[0] != '-')
			argv[n++] = ma_site_keep(site, one);
	if (n == 4)
		return false;
	argv[n] = NULL;
	add_install(site, "python3 -m pip install --only-binary :all: (dependencies of the project)",
		ma_site_list(site, argv));
	return true;
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

static void add_pytest(const struct ma_site *site, bool src, bool installed)
{
	ma_site_add(site,
		&(struct ma_step){ .phase = "test",
			.command = "python3 -m pytest",
			.argv = ma_site_words(site,
				src ? "env PYTHONPATH=src python3 -m pytest -p no:cacheprovider --junitxml=" RESULTS
				    : "python3 -m pytest -p no:cacheprovider --junitxml=" RESULTS),
			.tool = installed ? &ma_tool_python : &ma_tool_pytest,
			.results = RESULTS });
}

/* Tests of a directory that is no package are found only when they are looked for in there. */
static void add_unittest(const struct ma_site *site, bool src)
{
	static const struct {
		const char *dir, *command, *with_src;
	} ways[] = {
		{ "tests", "python3 -m unittest discover -v -s tests",
			"env PYTHONPATH=src python3 -m unittest discover -v -s tests" },
		{ "test", "python3 -m unittest discover -v -s test",
			"env PYTHONPATH=src python3 -m unittest discover -v -s test" },
		{ ".", "python3 -m unittest discover -v",
			"env PYTHONPATH=src python3 -m unittest discover -v" },
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
	bool src = ma_site_has_dir(site, "src"), installed;

	if (!is_python(site))
		return false;
	installed = add_requirements(site) || add_project(site);
	ma_site_add(site,
		&(struct ma_step){ .phase = "build",
			.command = "python3 -m compileall -q .",
			.tool = &ma_tool_python });
	add_types(site);
	if (names_pytest(site))
		add_pytest(site, src, installed);
	else
		add_unittest(site, src);
	ma_python_add_server(site);
	*owns_below = true;
	return true;
}

const struct ma_kind ma_kind_python = { "python", survey };
