/* The programs that steps need beside what every machine has. */
#include "verify/tool.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"

const struct ma_tool ma_tool_node = { "node", "make deps" };
const struct ma_tool ma_tool_pnpm = { "pnpm", "npm: pnpm" };
const struct ma_tool ma_tool_yarn = { "yarn", "npm: yarn" };
const struct ma_tool ma_tool_python = { "python3", "Debian: python3" };
const struct ma_tool ma_tool_pytest = { "pytest", "Debian: python3-pytest" };
const struct ma_tool ma_tool_mypy = { "mypy", "Debian: mypy" };
const struct ma_tool ma_tool_make = { "make", "Debian: make" };
const struct ma_tool ma_tool_cmake = { "cmake", "Debian: cmake" };
const struct ma_tool ma_tool_meson = { "meson", "Debian: meson" };
const struct ma_tool ma_tool_cargo = { "cargo", "Debian: cargo" };
const struct ma_tool ma_tool_go = { "go", "Debian: golang-go" };
const struct ma_tool ma_tool_maven = { "mvn", "Debian: maven" };
const struct ma_tool ma_tool_gradle = { "gradle", "Debian: gradle" };
const struct ma_tool ma_tool_bash = { "bash", "Debian: bash" };

static bool can_run(const char *dir, const char *below, const char *program, const char *version)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	bool found;

	ma_buf_addf(&path, "%s%s/%s%s", dir, below, program, version);
	found = path.rc == MA_OK && access(path.p, X_OK) == 0;
	ma_buf_done(&path);
	return found;
}

static bool is_there(const struct ma_tool *tool, const char *node_dir)
{
	static const char *const dirs[] = { "/usr/local/bin", "/usr/bin", "/bin" };
	/* Debian's pytest is pytest-3; as a module it is the same */
	static const char *const versions[] = { "", "-3" };
	size_t i, v;

	if (node_dir && can_run(node_dir, "/bin", tool->program, ""))
		return true;
	for (i = 0; i < MA_COUNT(dirs); i++)
		for (v = 0; v < MA_COUNT(versions); v++)
			if (can_run(dirs[i], "", tool->program, versions[v]))
				return true;
	return false;
}

ma_rc ma_tool_missing(const struct ma_tool *tool, const char *node_dir, struct ma_arena *arena,
	const char **why_out, ma_err *err)
{
	struct ma_buf why = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const char *text;

	*why_out = NULL;
	if (is_there(tool, node_dir))
		return MA_OK;
	ma_buf_addf(&why, "%s is not installed (%s)", tool->program, tool->bring);
	text = why.rc ? NULL : ma_arena_dup(arena, ma_buf_str(&why));
	ma_buf_done(&why);
	*why_out = text;
	return text ? MA_OK : ma_fail_nomem(err);
}

static const struct ma_tool others[] = { { "bun", "https://bun.sh" },
	{ "deno", "https://deno.com" }, { "php", "Debian: php-cli" },
	{ "composer", "Debian: composer" }, { "ruby", "Debian: ruby" },
	{ "bundle", "Debian: ruby-bundler" }, { "rake", "Debian: rake" },
	{ "java", "Debian: default-jdk" }, { "javac", "Debian: default-jdk" },
	{ "mvn", "Debian: maven" }, { "gradle", "Debian: gradle" }, { "go", "Debian: golang-go" },
	{ "cargo", "Debian: cargo" }, { "rustc", "Debian: rustc" }, { "cmake", "Debian: cmake" },
	{ "meson", "Debian: meson" }, { "dotnet", "Microsoft: dotnet-sdk" },
	{ "mix", "Debian: elixir" }, { "docker", "Debian: docker.io" } };

/* The program that a line of a shell says is not there, or {NULL, 0}. */
static struct ma_str program_of(struct ma_str line)
{
	static const char *const ends[] = { ": not found", ": command not found",
		": No such file or directory" };
	struct ma_str rest, part, last = { NULL, 0 };
	size_t i;

	line = ma_str_trim(line);
	for (i = 0; i < MA_COUNT(ends); i++)
		if (ma_str_ends(line, ends[i]))
			break;
	if (i == MA_COUNT(ends))
		return last;
	rest = ma_str_n(line.p, line.n - ma_str(ends[i]).n);
	while (ma_str_cut(&rest, ':', &part))
		last = ma_str_trim(part);
	return last;
}

bool ma_tool_lacked(struct ma_str output, struct ma_buf *why)
{
	struct ma_str line, program;
	size_t i;

	while (ma_str_line(&output, &line)) {
		program = program_of(line);
		for (i = 0; i < MA_COUNT(others); i++) {
			if (program.n == 0 || !ma_str_is(program, others[i].program))
				continue;
			ma_buf_addf(why, "%s is not installed (%s)", others[i].program,
				others[i].bring);
			return true;
		}
	}
	return false;
}
