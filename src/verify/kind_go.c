/* Modules of Go. */
#include <string.h>

#include "verify/detect_parts.h"
#include "verify/servers.h"

static void add(const struct ma_site *site, const char *phase, const char *command, const char *line)
{
	ma_site_add(site,
		&(struct ma_step){ .phase = phase,
			.command = command,
			.argv = ma_site_words(site, line),
			.tool = &ma_tool_go,
			.quick = strcmp(phase, "typecheck") == 0 });
}

static bool survey(const struct ma_site *site, bool *owns_below)
{
	/* what earlier runs left comes first, and is held against go.sum as well */
	static const char *const download[] = { "sh", "-c",
		"GOPROXY=\"file://$META_AGENT_PACKAGES/go-offer,$GOPROXY\" exec go mod download",
		NULL };
	struct ma_str mod = ma_site_read(site, "go.mod");

	(void)owns_below; /* a module deeper down is another one */
	if (!ma_site_has(site, "go.mod"))
		return false;
	if (ma_text_has_line(mod, "require") && !ma_site_has_dir(site, "vendor"))
		ma_site_add(site,
			&(struct ma_step){ .phase = "install",
				.command = "go mod download",
				.argv = download,
				.tool = &ma_tool_go,
				.lock = "go.sum",
				.registry = MA_REGISTRY_GO });
	/* without the network, and changing neither go.mod nor go.sum: the sandbox's environment says so */
	add(site, "build", "go build ./...", "go build ./...");
	add(site, "typecheck", "go vet ./...", "go vet ./...");
	add(site, "test", "go test ./...", "go test -json ./...");
	ma_go_add_server(site);
	return true;
}

const struct ma_kind ma_kind_go = { "go", survey };
