/* The text of a commit object. */
#include "vcs/commit_text.h"

#include <string.h>

#define COMMITTER "meta-agent"
#define EMAIL "meta-agent@localhost"

static void add_trailer(struct ma_buf *b, const char *key, const char *value)
{
	struct ma_str rest = ma_str(value), line;

	if (rest.n == 0)
		return;
	ma_buf_addf(b, "%s:", key);
	while (ma_str_line(&rest, &line)) {
		ma_buf_addc(b, ' '); /* a value on several lines could pass for more trailers */
		ma_buf_add_visible(b, line);
	}
	ma_buf_addc(b, '\n');
}

static void build_message(struct ma_buf *b, const struct ma_commit *c)
{
	ma_buf_add_visible(b, ma_str_trim(ma_str(c->message)));
	ma_buf_adds(b, "\n\n");
	add_trailer(b, "Meta-Agent-Run", c->run);
	add_trailer(b, "Meta-Agent-Task", c->task);
	add_trailer(b, "Meta-Agent-Model", c->model);
	if (c->resolved)
		add_trailer(b, "Meta-Agent-Resolved", c->resolved);
	add_trailer(b, "Meta-Agent-Effect", c->effect);
}

/* What git itself takes from both ends of a name. */
static bool is_crud(char c)
{
	return (unsigned char)c <= ' ' || strchr(".,:;\"\\'", c) != NULL;
}

static struct ma_str trim_crud(struct ma_str s)
{
	while (s.n > 0 && is_crud(s.p[0]))
		s = ma_str_from(s, 1);
	while (s.n > 0 && is_crud(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* Without what may not stand in git's "name <email>" line; `otherwise` when nothing is left. */
static void add_ident(struct ma_buf *b, const char *text, const char *otherwise)
{
	struct ma_buf clean = MA_BUF_INIT(MA_KIB);
	struct ma_str rest = ma_str(text);
	uint32_t cp = 0;
	size_t n;

	for (; rest.n > 0; rest = ma_str_from(rest, n)) {
		n = ma_str_utf8_next(rest, &cp);
		if (n > 0 && cp >= 0x20 && cp != 0x7f && cp != '<' && cp != '>')
			ma_buf_add(&clean, rest.p, n);
		n = n ? n : 1;
	}
	rest = trim_crud(ma_buf_str(&clean));
	ma_buf_addv(b, rest.n > 0 ? rest : ma_str(otherwise));
	if (clean.rc)
		b->rc = clean.rc;
	ma_buf_done(&clean);
}

static void add_person(struct ma_buf *b, const char *name, const char *email, int64_t when_ms)
{
	add_ident(b, name, COMMITTER);
	ma_buf_adds(b, " <");
	add_ident(b, email, EMAIL);
	ma_buf_addf(b, "> %lld +0000", (long long)(when_ms / 1000));
}

void ma_commit_add_committer(struct ma_buf *b, int64_t when_ms)
{
	add_person(b, COMMITTER, EMAIL, when_ms);
}

void ma_commit_text(struct ma_buf *b, const struct ma_workspace *ws, const struct ma_commit *c,
	const git_oid *tree, const git_oid *parent)
{
	char id[MA_COMMIT_ID_SIZE];

	ma_buf_addf(b, "tree %s\n", ws->git.oid_tostr(id, sizeof(id), tree));
	if (parent)
		ma_buf_addf(b, "parent %s\n", ws->git.oid_tostr(id, sizeof(id), parent));
	if (c->merges)
		ma_buf_addf(b, "parent %s\n", c->merges);
	ma_buf_adds(b, "author ");
	add_person(b, c->author_name, c->author_email, c->when_ms);
	ma_buf_adds(b, "\ncommitter ");
	ma_commit_add_committer(b, c->when_ms);
	ma_buf_adds(b, "\n\n");
	build_message(b, c);
}

struct ma_str ma_commit_trailer(struct ma_str message, const char *key)
{
	struct ma_str line, name, value = MA_STR("");

	while (ma_str_line(&message, &line)) {
		if (line.n == 0)
			value = MA_STR("");
		else if (ma_str_cut(&line, ':', &name) && ma_str_is(name, key))
			value = ma_str_trim(line);
	}
	return value;
}

bool ma_commit_is_ours(const struct ma_workspace *ws, const git_commit *c)
{
	const git_signature *who = ws->git.commit_committer(c);

	return strcmp(who->email, EMAIL) == 0 &&
		ma_commit_trailer(ma_str(ws->git.commit_message(c)), "Meta-Agent-Run").n > 0;
}
