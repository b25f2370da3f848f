/*
 * Maven's repository: the mirrors of the user's own settings.xml, and nothing else of it, as the rest names passwords and profiles. They are
 * handed on as a settings.xml in $MAVEN_SETTINGS_XML. Whatever no mirror stands for is Maven Central.
 */
#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "sys/registry_tool.h"

#define CENTRAL "https://repo.maven.apache.org/maven2/"

struct reading {
	struct ma_arena *arena;
	struct ma_registry *r;
	struct ma_buf *out;
	struct ma_str servers; /* of the settings: who wants a login */
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

static bool wants_login(struct ma_str servers, struct ma_str id)
{
	struct ma_str server;

	while (cut_between(&servers, "<server>", "</server>", &server))
		if (ma_str_eq(element(server, "<id>", "</id>"), id))
			return true;
	return false;
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
	struct ma_place place;

	if (!is_plain(id) || !is_plain(url) || !is_plain(of) ||
		!(ma_registry_place(url, &place) || ma_str_find(url, MA_STR("@")) > 0))
		return; /* a place of files, a variable: nothing that could be reached */
	if (wants_login(x->servers, id) && !x->err->code)
		(void)ma_fail(x->err, MA_EUNAVAILABLE,
			"the configured mirror of Maven wants a login, which is not passed into the sandbox"); /* err tells */
	ma_registry_add_url(x->arena, x->r, url, x->err);
	ma_buf_addf(x->out,
		"<mirror><id>" MA_STR_FMT "</id><url>" MA_STR_FMT "</url><mirrorOf>" MA_STR_FMT
		"</mirrorOf></mirror>",
		MA_STR_ARG(id), MA_STR_ARG(url), MA_STR_ARG(of));
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
	struct reading x = { arena, r, &out, MA_STR(""), err, false };
	char *file = ma_registry_file(NULL, ".m2/settings.xml", err);
	struct ma_str rest, mirror;

	add_uncommented(ma_str(file), &text);
	rest = x.servers = ma_buf_str(&text);
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
