/* Packages and workspaces of Rust. */
#include <string.h>

#include "verify/detect_parts.h"
#include "verify/servers.h"

/* A dependency that lies in the tree itself needs no registry. */
static bool is_foreign(struct ma_str line)
{
	return line.n > 0 && line.p[0] != '#' && ma_str_find(line, MA_STR("=")) > 0 &&
		ma_str_find(line, MA_STR("path")) < 0 && ma_str_find(line, MA_STR("workspace")) < 0;
}

static bool has_dependencies(struct ma_str toml)
{
	struct ma_str line;
	bool in_dependencies = false;

	while (ma_str_line(&toml, &line)) {
		line = ma_str_trim(line);
		if (ma_str_starts(line, "["))
			in_dependencies = ma_str_find(line, MA_STR("dependencies")) > 0;
		else if (in_dependencies && is_foreign(line))
			return true;
	}
	return false;
}

static void add(const struct ma_site *site, const char *phase, const char *command)
{
	ma_site_add(site,
		&(struct ma_step){ .phase = phase,
			.command = command,
			.tool = &ma_tool_cargo,
			.quick = strcmp(phase, "build") == 0 });
}

/*
 * Fetched from outside of the tree, whose own .cargo/config.toml could name other registries, and programs to be run; what the
 * user has configured comes as $CARGO_CONFIG_TOML. Where crates lie each installation asks anew: our proxy learns it from the answer.
 */
#define PREPARE                                                                                         \
	"mkdir -p \"$CARGO_HOME\" && printf %s \"$CARGO_CONFIG_TOML\" > \"$CARGO_HOME/config.toml\" &&" \
	" rm -f \"$CARGO_HOME\"/registry/index/*/config.json && tree=$PWD && cd / && exec cargo fetch"

static void add_install(const struct ma_site *site)
{
	static const char *const locked[] = { "sh", "-c",
		PREPARE " --locked --manifest-path \"$tree/Cargo.toml\"", NULL };
	static const char *const unlocked[] = { "sh", "-c",
		PREPARE " --manifest-path \"$tree/Cargo.toml\"", NULL };
	bool lock = ma_site_has(site, "Cargo.lock");

	ma_site_add(site,
		&(struct ma_step){ .phase = "install",
			.command = lock ? "cargo fetch --locked" : "cargo fetch",
			.argv = lock ? locked : unlocked,
			.tool = &ma_tool_cargo,
			.lock = "Cargo.lock",
			.registry = MA_REGISTRY_CARGO });
}

static bool survey(const struct ma_site *site, bool *owns_below)
{
	struct ma_str toml = ma_site_read(site, "Cargo.toml");
	bool workspace = ma_text_has_line(toml, "[workspace");

	if (!ma_site_has(site, "Cargo.toml"))
		return false;
	if (has_dependencies(toml) && !ma_site_has_dir(site, "vendor"))
		add_install(site);
	add(site, "build",
		workspace ? "cargo build --offline --workspace" : "cargo build --offline");
	add(site, "test", workspace ? "cargo test --offline --workspace" : "cargo test --offline");
	ma_cargo_add_server(site);
	*owns_below = workspace;
	return true;
}

const struct ma_kind ma_kind_cargo = { "cargo", survey };
