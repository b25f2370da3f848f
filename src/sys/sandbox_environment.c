/*
 * The environment of a command in the sandbox: made up, whatever ours is. What the configuration of a tree could make its
 * tools run or reach is said here too, since a tool's environment outranks the files of a project.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/fs.h"
#include "sys/sandbox_launch.h"

#define SYSTEM_CA "/etc/ssl/certs/ca-certificates.crt"
#define CA_MAX (4 * MA_MIB)
#define RELAY "http://127.0.0.1:" MA_SANDBOX_RELAY_PORT

/* Where a tool's own list of certificates may be named by the user, and by what it is told of ours. */
static const struct {
	const char *named[2], *told;
} authorities[MA_REGISTRY_TOOLS] = {
	[MA_REGISTRY_NPM] = { { "NODE_EXTRA_CA_CERTS", "NODE_EXTRA_CA_CERTS" },
		"NODE_EXTRA_CA_CERTS" },
	[MA_REGISTRY_PIP] = { { "PIP_CERT", "REQUESTS_CA_BUNDLE" }, "PIP_CERT" },
	[MA_REGISTRY_CARGO] = { { "CARGO_HTTP_CAINFO", "SSL_CERT_FILE" }, "CARGO_HTTP_CAINFO" },
	[MA_REGISTRY_GO] = { { "SSL_CERT_FILE", "SSL_CERT_FILE" }, "SSL_CERT_FILE" },
	/* a JVM has a list of its own: this one is for what our proxy asks for */
	[MA_REGISTRY_MAVEN] = { { "SSL_CERT_FILE", "SSL_CERT_FILE" }, "SSL_CERT_FILE" },
};

const char *ma_launch_ca(enum ma_registry_tool tool, const struct ma_registry *registry)
{
	const char *ca = SYSTEM_CA, *own;
	struct stat st;
	size_t i;

	for (i = 2; i > 0 && authorities[tool].told; i--) {
		own = getenv(authorities[tool].named[i - 1]);
		if (own && *own)
			ca = own;
	}
	if (registry && registry->ca_file)
		ca = registry->ca_file;
	return stat(ca, &st) == 0 && S_ISREG(st.st_mode) ? ca : NULL;
}

/* What cannot be read vouches for nobody. MA_ENOMEM. */
static ma_rc add_file(struct ma_buf *out, const char *path, ma_err *err)
{
	ma_err unread = { .code = MA_OK };
	char *text = NULL;
	ma_rc rc = ma_fs_read(path, CA_MAX, &text, NULL, &unread);

	if (!rc)
		ma_buf_addf(out, "%s\n", text);
	ma_free(text);
	return rc == MA_ENOMEM ? ma_fail_nomem(err) : MA_OK;
}

ma_rc ma_launch_authorities(
	enum ma_registry_tool tool, const struct ma_registry *registry, char **out, ma_err *err)
{
	const char *ca = ma_launch_ca(tool, registry);
	struct ma_buf both = MA_BUF_INIT(2 * CA_MAX);
	ma_rc rc = MA_OK;

	*out = NULL;
	if (!ca || strcmp(ca, SYSTEM_CA) == 0)
		return MA_OK;
	if (tool == MA_REGISTRY_NPM)
		rc = add_file(&both, SYSTEM_CA, err);
	if (!rc)
		rc = add_file(&both, ca, err);
	if (!rc)
		rc = ma_buf_check(&both, err);
	if (!rc)
		*out = ma_buf_take(&both);
	ma_buf_done(&both);
	return rc;
}

static void add_all(struct ma_words *env, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		ma_words_add(env, list[i]);
}

static void add_plain(struct ma_words *env)
{
	static const char *const plain[] = { "LANG=C.UTF-8", "TERM=dumb", "NO_COLOR=1", "CI=1",
		"npm_config_audit=false", "npm_config_fund=false",
		"npm_config_update_notifier=false", "npm_config_progress=false",
		/* programs that a project's .npmrc could name */
		"npm_config_git=git", "PIP_CONFIG_FILE=/dev/null", "PIP_DISABLE_PIP_VERSION_CHECK=1",
		"PIP_NO_INPUT=1", "GOENV=off", "GOTOOLCHAIN=local", "GOFLAGS=-buildvcs=false" };

	add_all(env, plain, MA_COUNT(plain));
}

/*
 * A JVM knows no variables but its own, and asks no proxy for what lies on the loopback unless it is told so. Maven's own transport asks
 * the system's settings if it may. What these tools run is over in seconds: to compile it twice does not pay. Whatever memory a build
 * wants for Gradle would take another JVM.
 */
static void add_java(struct ma_words *env, const struct ma_launch_from *from,
	const struct ma_sandbox_cmd *cmd, const char *base)
{
	static const char jvm[] = "-Xmx1g -XX:+UseSerialGC -XX:TieredStopAtLevel=1";
	static const char proxy[] =
		" -Dhttp.proxyHost=127.0.0.1 -Dhttp.proxyPort=" MA_SANDBOX_RELAY_PORT
		" -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=" MA_SANDBOX_RELAY_PORT
		" -Dhttp.nonProxyHosts= -Daether.connector.http.useSystemProperties=true";
	const bool way = from->socket && cmd->registry == MA_REGISTRY_MAVEN;

	ma_words_add(env, ma_words_format(env, "MAVEN_OPTS=%s%s", jvm, way ? proxy : ""));
	ma_words_add(env,
		ma_words_format(
			env, "GRADLE_OPTS=%s -Dorg.gradle.jvmargs=%s", jvm, way ? proxy : ""));
	ma_words_add(env, ma_words_format(env, "GRADLE_USER_HOME=%s/gradle", base));
}

/* What a tool installs is kept from step to step where there is a place for it. */
static void add_places(
	struct ma_words *env, const struct ma_launch_from *from, const struct ma_sandbox_cmd *cmd)
{
	const bool inside = !from->off && !from->alone; /* paths are the sandbox's own */
	const char *tmp = from->tmp ? from->tmp : "/tmp";
	const char *base = !cmd->packages ? ma_words_format(env, "%s/packages", tmp)
		: inside                  ? MA_SANDBOX_PACKAGES
					  : cmd->packages;
	const char *node = inside ? "/opt/node" : from->node_dir;
	const char *path = ma_words_format(env, "%s/venv/bin", base);

	if (from->node_dir)
		path = ma_words_format(env, "%s:%s/bin", path, node);
	ma_words_add(env, ma_words_format(env, "PATH=%s:/usr/local/bin:/usr/bin:/bin", path));
	ma_words_add(env, ma_words_format(env, "HOME=%s", tmp));
	ma_words_add(env, ma_words_format(env, "TMPDIR=%s", tmp));
	ma_words_add(env, ma_words_format(env, "META_AGENT_PACKAGES=%s", base));
	ma_words_add(env, ma_words_format(env, "npm_config_cache=%s/npm", base));
	ma_words_add(env, ma_words_format(env, "PIP_CACHE_DIR=%s/pip", base));
	ma_words_add(env, ma_words_format(env, "CARGO_HOME=%s/cargo", base));
	ma_words_add(env, ma_words_format(env, "GOPATH=%s/go", base));
	ma_words_add(env, ma_words_format(env, "GOCACHE=%s/go-build", base));
	add_java(env, from, cmd, base);
}

static void add_offline(struct ma_words *env)
{
	static const char *const offline[] = { "npm_config_offline=true", "PIP_NO_INDEX=1",
		"CARGO_NET_OFFLINE=true", "GOPROXY=off" };

	add_all(env, offline, MA_COUNT(offline));
}

/* Soon over where the registry cannot be reached: two attempts, of 20 s each at most. */
static void add_patience(struct ma_words *env)
{
	static const char *const patience[] = { "npm_config_fetch_retries=1",
		"npm_config_fetch_retry_mintimeout=1000", "npm_config_fetch_retry_maxtimeout=2000",
		"npm_config_fetch_timeout=20000", "npm_config_prefer_offline=true",
		"npm_config_ignore_scripts=true", "PIP_RETRIES=1", "PIP_TIMEOUT=20",
		"CARGO_NET_RETRY=1", "CARGO_HTTP_TIMEOUT=20" };

	add_all(env, patience, MA_COUNT(patience));
}

/* Without a sandbox a tool goes the way out of the machine by itself; the password of that way it does not get to know. */
static const char *outside_proxy(struct ma_words *env, const char *url, ma_err *err)
{
	const char *upstream, *login;

	if (ma_registry_upstream(env->arena, ma_str(url), &upstream, &login, err)) {
		env->failed = true;
		return NULL;
	}
	return upstream ? ma_words_format(env, "http://%s", upstream) : NULL;
}

static void add_registry(struct ma_words *env, const struct ma_launch_from *from,
	const struct ma_sandbox_cmd *cmd, ma_err *err)
{
	static const char *const names[] = { "HTTPS_PROXY", "https_proxy", "HTTP_PROXY",
		"http_proxy", "npm_config_https_proxy", "npm_config_proxy" };
	const struct ma_registry *r = from->registry;
	const char *proxy = from->socket ? RELAY : outside_proxy(env, r->urls[0], err);
	const char *ca = ma_launch_ca(cmd->registry, r);
	size_t i;

	for (i = 0; proxy && i < MA_COUNT(names); i++)
		ma_words_add(env, ma_words_format(env, "%s=%s", names[i], proxy));
	if (ca)
		ma_words_add(env,
			ma_words_format(env, "%s=%s",
				r->ca_file ? r->ca_named : authorities[cmd->registry].told,
				from->socket ? MA_SANDBOX_CA : ca));
	add_all(env, r->env, r->env_n);
	add_patience(env);
}

ma_rc ma_launch_environment(struct ma_words *env, const struct ma_launch_from *from,
	const struct ma_sandbox_cmd *cmd, ma_err *err)
{
	add_plain(env);
	add_places(env, from, cmd);
	if (from->registry)
		add_registry(env, from, cmd, err);
	else
		add_offline(env);
	if (env->failed && !err->code)
		return ma_fail_nomem(err);
	return err->code;
}
