/* Projects of Python: pytest where they say so, else unittest of the standard library. */
#include <string.h>

#include "base/limits.h"
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

/* What stands in quotes next. */
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
static void add_install(
	const struct ma_site *site, const char *command, const char *const *argv, const char *lock)
{
	ma_site_add(site,
		&(struct ma_step){ .phase = "install",
			.command = command,
			.argv = argv,
			.tool = &ma_tool_python,
			.lock = lock,
			.registry = MA_REGISTRY_PIP });
}

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Whether a character of a name, its version, extras or markers: none of a path's, an address's or a variable's. */
static bool is_of_requirement(char c)
{
	return is_alnum(c) || (c && strchr("._-[]<>=!~*+(),;'\" \t", c));
}

/* By such a suffix pip takes a requirement for a file of the tree. */
static bool is_archive(struct ma_str s)
{
	static const char *const suffixes[] = { ".whl", ".zip", ".tar", ".tar.gz", ".tgz",
		".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tar.lz", ".tlz", ".tar.lzma" };
	size_t i, n;

	for (i = 0; i < MA_COUNT(suffixes); i++) {
		n = strlen(suffixes[i]);
		if (s.n > n && ma_str_eq_nocase(ma_str_from(s, s.n - n), ma_str(suffixes[i])))
			return true;
	}
	return false;
}

/* Whether it is a package by name, of whatever versions, and not a path, an address or an option, which may lead pip to code of the tree. */
static bool is_by_name(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!is_of_requirement(s.p[i]) ||
			(s.p[i] == '-' && (i == 0 || s.p[i - 1] == ' ' || s.p[i - 1] == '\t')) ||
			(strchr("[; \t", s.p[i]) && is_archive(ma_str_n(s.p, i))))
			return false;
	return s.n > 0 && is_alnum(s.p[0]) && !is_archive(s);
}

static bool is_hash(struct ma_str word)
{
	struct ma_str name;
	size_t i;

	if (!ma_str_cut(&word, '=', &name) || !ma_str_is(name, "--hash"))
		return false;
	for (i = 0; i < word.n; i++)
		if (word.p[i] != ':' && !is_alnum(word.p[i]))
			return false;
	return true;
}

/* Where pip would see the end of a line, or another encoding than UTF-8, there may be more in a comment than we see. */
static bool is_plain_comment(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\t')
			return false;
	return ma_str_find(s, MA_STR("\xc2\x85")) < 0 &&
		ma_str_find(s, MA_STR("\xe2\x80\xa8")) < 0 &&
		ma_str_find(s, MA_STR("\xe2\x80\xa9")) < 0 &&
		ma_str_find(s, MA_STR("coding:")) < 0 && ma_str_find(s, MA_STR("coding=")) < 0;
}

/* A line of requirements.txt, from which a comment is taken, and the backslash by which it goes on. False: there is more to it than packages by name. */
static bool is_plain_line(struct ma_str line)
{
	size_t i;

	for (i = 0; i < line.n; i++)
		if (line.p[i] == '#' && (i == 0 || line.p[i - 1] == ' ' || line.p[i - 1] == '\t'))
			break;
	if (!is_plain_comment(ma_str_from(line, i)))
		return false;
	line = ma_str_trim(ma_str_n(line.p, i));
	if (ma_str_ends(line, " \\") || ma_str_is(line, "\\"))
		line = ma_str_trim(ma_str_n(line.p, line.n - 1));
	while ((i = line.n) > 0) { /* hashes are at its end */
		while (i > 0 && line.p[i - 1] != ' ' && line.p[i - 1] != '\t')
			i--;
		if (!is_hash(ma_str_from(line, i)))
			return is_by_name(line);
		line = ma_str_trim(ma_str_n(line.p, i));
	}
	return true;
}

/* Nothing is installed, as what is asked for is not the registry's alone: `where` says what of it. */
static void refuse_install(const struct ma_site *site, const char *where, size_t n)
{
	struct ma_buf why = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&why,
		"%s %zu is not a package by name and version, and only those are installed", where,
		n);
	ma_site_add(site,
		&(struct ma_step){ .phase = "install",
			.command = "python3 -m pip install --only-binary :all:",
			.tool = &ma_tool_python,
			.missing = ma_site_keep_built(site, &why) });
}

static bool add_requirements(const struct ma_site *site)
{
	static const char *const argv[] = { "sh", "-c", PIP("-r requirements.txt"), NULL };
	struct ma_str text = ma_site_read(site, "requirements.txt"), line, code;
	bool asks = false, hashed = false;
	size_t n = 0;

	while (ma_str_line(&text, &line)) {
		n++;
		if (!is_plain_line(line)) {
			refuse_install(site, "requirements.txt: line", n);
			return true;
		}
		asks = asks || is_requirement(line);
		if (ma_str_cut(&line, '#', &code))
			hashed = hashed || ma_str_find(code, MA_STR("--hash=")) >= 0;
	}
	if (asks)
		add_install(site, "python3 -m pip install --only-binary :all: -r requirements.txt",
			/* one hash, and pip wants one for all */
			argv, hashed ? "requirements.txt" : NULL);
	return asks;
}

static bool add_project(const struct ma_site *site)
{
	const char *argv[PROJECT_MAX + 5] = { "sh", "-c", PIP("-- \"$@\""), "sh" };
	struct ma_str list = project_dependencies(ma_site_read(site, "pyproject.toml")), one;
	size_t n = 4;

	while (n < PROJECT_MAX + 4 && next_quoted(&list, &one)) {
		if (!is_by_name(one)) {
			refuse_install(site, "pyproject.toml: dependency", n - 3);
			return true;
		}
		argv[n++] = ma_site_keep(site, one);
	}
	if (n == 4)
		return false;
	argv[n] = NULL;
	add_install(site, "python3 -m pip install --only-binary :all: (dependencies of the project)",
		ma_site_list(site, argv), NULL);
	return true;
}

static void add_types(const struct ma_site *site)
{
	if (ma_site_has(site, "mypy.ini") ||
		ma_text_has_line(ma_site_read(site, "pyproject.toml"), "[tool.mypy"))
		ma_site_add(site,
			&(struct ma_step){ .phase = "typecheck",
				.command = "python3 -m mypy .",
				.tool = &ma_tool_mypy,
				.quick = true });
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

/*
 * Tests of a directory that is no package are found only when they are looked for in there: the project's own where they are
 * first, and acceptance tests.
 */
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
		{ "acceptance", "python3 -m unittest discover -v -s acceptance",
			"env PYTHONPATH=src python3 -m unittest discover -v -s acceptance" },
	};
	bool found = false;
	size_t i;

	for (i = 0; i < MA_COUNT(ways); i++) {
		bool accepts = strcmp(ways[i].dir, "acceptance") == 0;

		if ((found && !accepts) || !ma_site_any(site, ways[i].dir, "test", ".py"))
			continue;
		ma_site_add(site,
			&(struct ma_step){ .phase = "test",
				.command = src ? ways[i].with_src : ways[i].command,
				.tool = &ma_tool_python });
		found = true;
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
