/*
 * Maven's repository, and Gradle's: the mirrors of the user's own settings.xml, and nothing else of it, as the rest names passwords and
 * profiles. They are handed on as a settings.xml in $MAVEN_SETTINGS_XML. Whatever no mirror stands for is Maven Central. A mirror whose
 * server has a name and a password is told as a plain address, and our proxy adds them.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

#define SETTINGS ".m2/settings.xml"
#define CENTRAL "https://repo.maven.apache.org/maven2/"

struct reading {
	struct ma_arena *arena;
	struct ma_registry *r;
	struct ma_buf *out;
	struct ma_str servers; /* of the settings: who wants a login */
	const char *from;      /* their name; NULL: there are none, or memory is out */
	ma_err *err;
	bool central; /* a mirror stands for it */
};

/* What lies between two marks, which *rest is moved past. False: there is none any more. */
static bool cut_between(
	struct ma_str *rest, const char *begin, const char *end, struct ma_str *inside)
{
	ptrdiff_t from = ma_str_find(*rest, ma_str(begin)), n;
	struct ma_str tail;

	if (from < 0)
		return false;
	tail = ma_str_from(*rest, (size_t)from + strlen(begin));
	n = ma_str_find(tail, ma_str(end));
	if (n < 0)
		return false;
	*inside = ma_str_n(tail.p, (size_t)n);
	*rest = ma_str_from(tail, (size_t)n + strlen(end));
	return true;
}

static struct ma_str element(struct ma_str in, const char *begin, const char *end)
{
	struct ma_str value = MA_STR("");

	if (!cut_between(&in, begin, end, &value))
		return MA_STR("");
	return ma_str_trim(value);
}

/* As it may stand in an element, and in an address. */
static bool is_plain(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] > '~' || strchr("<>&\"'$", s.p[i]))
			return false;
	return s.n > 0;
}

/* The login of a mirror. */

static bool find_server(struct ma_str servers, struct ma_str id, struct ma_str *server)
{
	while (cut_between(&servers, "<server>", "</server>", server))
		if (ma_str_eq(element(*server, "<id>", "</id>"), id))
			return true;
	return false;
}

static void refuse(struct reading *x, struct ma_str id, const char *what)
{
	if (!x->err->code)
		(void)ma_fail(x->err, MA_EUNAVAILABLE,
			"%s: the login of the server " MA_STR_FMT " %s",
			x->from ? x->from : SETTINGS, MA_STR_ARG(id), what); /* err tells */
}

/* What an element says, with the five characters that XML has names for. False: with something else. */
static bool add_unescaped(struct ma_str text, struct ma_buf *out)
{
	static const struct {
		const char *name, *means;
	} names[] = { { "&lt;", "<" }, { "&gt;", ">" }, { "&amp;", "&" }, { "&quot;", "\"" },
		{ "&apos;", "'" } };
	size_t i;

	while (text.n > 0) {
		for (i = 0; i < MA_COUNT(names) && !ma_str_starts(text, names[i].name); i++)
			;
		if (i == MA_COUNT(names) && (*text.p == '&' || *text.p == '<'))
			return false;
		if (i < MA_COUNT(names))
			ma_buf_adds(out, names[i].means);
		else
			ma_buf_addc(out, *text.p);
		text = ma_str_from(text, i < MA_COUNT(names) ? strlen(names[i].name) : 1);
	}
	return true;
}

/* "${env.NAME}" as Maven puts it in; false: what is named is not set, or no variable of the environment. */
static bool add_expanded(struct ma_arena *arena, struct ma_str text, struct ma_buf *out)
{
	struct ma_str name;
	const char *variable, *value;
	ptrdiff_t at;

	while ((at = ma_str_find(text, MA_STR("${"))) >= 0) {
		ma_buf_addv(out, ma_str_n(text.p, (size_t)at));
		text = ma_str_from(text, (size_t)at + 2);
		if (!ma_str_cut(&text, '}', &name) || !ma_str_starts(name, "env."))
			return false;
		variable = ma_arena_dup(arena, ma_str_from(name, strlen("env.")));
		if (!variable) {
			out->rc = MA_ENOMEM;
			return true;
		}
		value = getenv(variable);
		if (!value)
			return false;
		ma_buf_adds(out, value);
	}
	ma_buf_addv(out, text);
	return true;
}

static void add_part(struct reading *x, struct ma_str id, struct ma_str text, struct ma_buf *out)
{
	struct ma_buf plain = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (x->err->code)
		return;
	if (text.n == 0)
		refuse(x, id, "is no name and password: nothing else is added to requests");
	else if (!add_unescaped(text, &plain))
		refuse(x, id, "holds markup, which is not read");
	else if (!ma_buf_check(&plain, x->err) && !add_expanded(x->arena, ma_buf_str(&plain), out))
		refuse(x, id, "names a variable of the environment that is not set");
	ma_buf_done(&plain);
}

/* Maven takes whatever has braces for a password that it has encrypted itself, by a file that is none of ours. */
static bool is_encrypted(struct ma_str password)
{
	ptrdiff_t at = ma_str_find(password, MA_STR("{"));

	return at >= 0 && ma_str_find(ma_str_from(password, (size_t)at), MA_STR("}")) > 0;
}

/* "Basic ..." of a server. NULL: err tells. */
static const char *login_of(struct reading *x, struct ma_str id, struct ma_str server)
{
	struct ma_buf login = MA_BUF_INIT(MA_LIMIT_CONFIG);
	const char *kept = NULL;
	char *basic = NULL;
	size_t at;

	add_part(x, id, element(server, "<username>", "</username>"), &login);
	ma_buf_addc(&login, ':');
	at = login.n;
	add_part(x, id, element(server, "<password>", "</password>"), &login);
	if (is_encrypted(ma_str_from(ma_buf_str(&login), at)))
		refuse(x, id, "has an encrypted password, and encrypted ones are not read");
	if (!x->err->code && !ma_buf_check(&login, x->err))
		basic = ma_proxy_basic(ma_buf_str(&login));
	if (basic)
		kept = ma_arena_dup(x->arena, ma_str(basic));
	if (!kept)
		ma_registry_nomem(x->err);
	ma_free(basic);
	ma_buf_done(&login);
	return kept;
}

/* What lies beneath the mirror is asked for with the login of its server. */
static void add_grant(struct reading *x, struct ma_str id, struct ma_str url, struct ma_str server)
{
	struct ma_grant g = { .authorization = login_of(x, id, server), .from = x->from };
	struct ma_buf at = MA_BUF_INIT(MA_LIMIT_CONFIG);

	(void)ma_grant_dir(url, &at); /* it has a place */
	g.url = at.rc ? NULL : ma_arena_dup(x->arena, ma_buf_str(&at));
	ma_buf_done(&at);
	if (x->r->grants_n == MA_REGISTRY_GRANTS_MAX)
		refuse(x, id, "is one too many of mirrors");
	else if (!g.url || !g.authorization || !g.from)
		ma_registry_nomem(x->err);
	else
		x->r->grants[x->r->grants_n++] = g;
}

static bool stands_for_central(struct ma_str of)
{
	return (ma_str_lists(of, ',', MA_STR("*")) || ma_str_lists(of, ',', MA_STR("external:*")) ||
		       ma_str_lists(of, ',', MA_STR("central"))) &&
		!ma_str_lists(of, ',', MA_STR("!central"));
}

static void add_mirror(struct reading *x, struct ma_str mirror)
{
	struct ma_str id = element(mirror, "<id>", "</id>"),
		      url = element(mirror, "<url>", "</url>"),
		      of = element(mirror, "<mirrorOf>", "</mirrorOf>");
	struct ma_buf plain = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str server;
	struct ma_place place;

	if (!is_plain(id) || !is_plain(url) || !is_plain(of) ||
		!(ma_registry_place(url, &place) || ma_str_find(url, MA_STR("@")) > 0))
		return; /* a place of files, a variable: nothing that could be reached */
	ma_registry_add_url(x->arena, x->r, url, x->err);
	if (!x->err->code && find_server(x->servers, id, &server)) {
		add_grant(x, id, url, server);
		ma_registry_plain(url, &plain);
		if (!x->err->code)
			(void)ma_buf_check(&plain, x->err); /* err tells */
		url = ma_buf_str(&plain);
	}
	ma_buf_addf(x->out,
		"<mirror><id>" MA_STR_FMT "</id><url>" MA_STR_FMT "</url><mirrorOf>" MA_STR_FMT
		"</mirrorOf></mirror>",
		MA_STR_ARG(id), MA_STR_ARG(url), MA_STR_ARG(of));
	ma_buf_done(&plain);
	x->central |= stands_for_central(of);
}

/* The text without its comments: in them mirrors are as often switched off. */
static void add_uncommented(struct ma_str text, struct ma_buf *out)
{
	struct ma_str comment;
	const char *from;

	for (from = text.p; cut_between(&text, "<!--", "-->", &comment); from = text.p)
		ma_buf_add(out, from, (size_t)(comment.p - from) - strlen("<!--"));
	ma_buf_addv(out, text);
}

static bool read_configured(struct ma_arena *arena, struct ma_registry *r, ma_err *err)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_CONFIG), text = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct reading x = { .arena = arena, .r = r, .out = &out, .err = err };
	char *file = ma_registry_file(NULL, SETTINGS, err);
	struct ma_str rest, mirror;

	add_uncommented(ma_str(file), &text);
	rest = x.servers = ma_buf_str(&text);
	x.from = ma_registry_file_name(arena, NULL, SETTINGS, err);
	ma_buf_adds(&out, "<settings><mirrors>");
	while (cut_between(&rest, "<mirror>", "</mirror>", &mirror))
		add_mirror(&x, mirror);
	ma_buf_adds(&out, "</mirrors></settings>\n");
	if (!x.central)
		ma_registry_add_url(arena, r, MA_STR(CENTRAL), err);
	if (!err->code && !ma_buf_check(&text, err))
		(void)ma_buf_check(&out, err); /* err tells */
	ma_registry_add_env(arena, r, "MAVEN_SETTINGS_XML", ma_buf_str(&out), err);
	ma_buf_done(&text);
	ma_buf_done(&out);
	ma_free(file);
	return true;
}

const struct ma_registry_ops ma_registry_maven = { read_configured, NULL, NULL };
