/* Keys: where they are looked for, and what is wrong with them. */
#include "lib/keys.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/secrets.h"
#include "sys/fs.h"

#define KEY_SIZE_MAX (16 * MA_KIB)
#define KEY_SIZE_LEAST 16
#define KEY_LONG 30 /* a word of so many letters and digits is more likely a key than a name */
#define DOTENV ".env"
#define DOTENV_SIZE_MAX (64 * MA_KIB)

/* How the keys of a variable begin, as far as their givers say so. */
static const struct shape {
	const char *variable;
	const char *begins[3]; /* one of these */
} shapes[] = {
	{ "GEMINI_API_KEY", { "AIza", "AQ." } },
	{ "GOOGLE_API_KEY", { "AIza", "AQ." } },
	{ "OPENAI_API_KEY", { "sk-" } },
	{ "ANTHROPIC_API_KEY", { "sk-ant-" } },
	{ "OPENROUTER_API_KEY", { "sk-or-" } },
	{ "GROQ_API_KEY", { "gsk_" } },
	{ "DEEPSEEK_API_KEY", { "sk-" } },
};

void ma_key_done(struct ma_key *key)
{
	if (key->text)
		explicit_bzero(key->text, strlen(key->text));
	ma_free(key->text);
	*key = (struct ma_key){ .text = NULL };
}

static void warn(const struct ma_key_look *look, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void warn(const struct ma_key_look *look, const char *fmt, ...)
{
	char message[512];
	va_list args;

	if (!look->warn)
		return;
	va_start(args, fmt);
	(void)vsnprintf(message, sizeof(message), fmt, args); /* a longer one is cut */
	va_end(args);
	look->warn(look->data, message);
}

/* Whether it begins as such keys do; true where nothing is known about them. */
static bool begins_well(const char *variable, struct ma_str key)
{
	const struct shape *s;
	size_t i;

	for (s = shapes; s < shapes + MA_COUNT(shapes); s++) {
		if (strcmp(s->variable, variable) != 0)
			continue;
		for (i = 0; i < MA_COUNT(s->begins) && s->begins[i]; i++)
			if (ma_str_starts(key, s->begins[i]))
				return true;
		return false;
	}
	return true;
}

static bool is_key_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		c == '-' || c == '_' || c == '.';
}

static bool begins_as_some(struct ma_str word)
{
	const struct shape *s;
	size_t i;

	for (s = shapes; s < shapes + MA_COUNT(shapes); s++)
		for (i = 0; i < MA_COUNT(s->begins) && s->begins[i]; i++)
			if (ma_str_starts(word, s->begins[i]))
				return true;
	return false;
}

bool ma_key_like(struct ma_str word)
{
	bool letter = false, digit = false, plain = true;
	size_t line, i;

	if (ma_secret_find(word, &line))
		return true;
	for (i = word.n; i > 0 && word.p[i - 1] != '/'; i--)
		; /* a relative name was made absolute */
	word = ma_str_from(word, i);
	for (i = 0; i < word.n; i++) {
		digit |= word.p[i] >= '0' && word.p[i] <= '9';
		letter |= !digit && word.p[i] != '-' && word.p[i] != '_' && word.p[i] != '.';
		plain &= is_key_char(word.p[i]);
	}
	return plain &&
		((word.n >= KEY_SIZE_LEAST && begins_as_some(word)) ||
			(word.n >= KEY_LONG && letter && digit));
}

static const char *oddity(const char *variable, struct ma_str key)
{
	size_t i;

	if (key.p[0] == '"' || key.p[0] == '\'')
		return "it has quotes around it";
	if (ma_str_starts(key, "Bearer "))
		return "it begins with \"Bearer\"";
	for (i = 0; i < key.n; i++)
		if (key.p[i] <= ' ' || key.p[i] > '~')
			return "it holds blanks or characters that no key has";
	if (key.n < KEY_SIZE_LEAST)
		return "it is too short";
	return begins_well(variable, key) ? NULL : "it begins differently";
}

/* The value of a variable, which `place` and `name` tell of: out has a copy without blanks around it, if anything is left. */
static ma_rc take(const struct ma_key_look *look, const char *place, const char *name,
	const char *variable, struct ma_str text, struct ma_key *out, ma_err *err)
{
	struct ma_str key = ma_str_trim(text);
	const char *odd;

	if (key.n == 0) {
		warn(look, "%s%s is blank: it is ignored", place, name);
		return MA_OK;
	}
	odd = look->own_server ? NULL : oddity(variable, key);
	if (odd)
		warn(look, "%s%s does not look like a key: %s", place, name, odd);
	out->text = ma_strndup(key.p, key.n);
	(void)snprintf(out->from, sizeof(out->from), "%s%s", place, name); /* a long one is cut */
	return out->text ? MA_OK : ma_fail_nomem(err);
}

static ma_rc refuse_exposed(const char *path, const char *variable, ma_err *err)
{
	return ma_fail(err, MA_ECONFIG,
		"%s holds the key %s and others than you can read or write it: chmod 600 %s", path,
		variable, path);
}

static void wipe(char *text, size_t size)
{
	if (text)
		explicit_bzero(text, size);
	ma_free(text);
}

/* A file that holds the key alone; `place` says who named it. */
static ma_rc from_file(const struct ma_key_look *look, const char *place, const char *variable,
	const char *path, struct ma_key *out, ma_err *err)
{
	char *text = NULL;
	bool exposed = false;
	ma_rc rc = ma_fs_read_secret(path, KEY_SIZE_MAX, &text, &exposed, err);
	char named[256];

	if (rc == MA_ENOMEM)
		return rc;
	if (rc && ma_key_like(ma_str(path)))
		return ma_fail(err, MA_ECONFIG,
			"%s looks like a key, and is to be the name of a file that holds one",
			place);
	if (rc) {
		err->code = MA_ECONFIG;
		return ma_err_wrap(err, "%s", place);
	}
	(void)snprintf(named, sizeof(named), "%s: ", place); /* a long one is cut */
	rc = exposed ? refuse_exposed(path, variable, err)
		     : take(look, named, path, variable, ma_str(text), out, err);
	wipe(text, KEY_SIZE_MAX);
	return rc;
}

static ma_rc from_environment(
	const struct ma_key_look *look, const char *variable, struct ma_key *out, ma_err *err)
{
	const char *value = getenv(variable);
	char name[64];
	ma_rc rc = MA_OK;

	if (value)
		rc = take(look, "", variable, variable, ma_str(value), out, err);
	if (rc || out->text)
		return rc;
	(void)snprintf(name, sizeof(name), "%s_FILE", variable); /* fits: the names are ours */
	value = getenv(name);
	if (value && ma_str_trim(ma_str(value)).n == 0)
		warn(look, "%s is blank: it is ignored", name);
	else if (value)
		rc = from_file(look, name, variable, value, out, err);
	return rc;
}

/* The value as shells and most libraries understand it; nothing is expanded. False: a quote is not closed. */
static bool unquote(struct ma_str value, struct ma_str *out)
{
	ptrdiff_t end;

	if (value.n > 0 && (value.p[0] == '"' || value.p[0] == '\'')) {
		end = ma_str_find(ma_str_from(value, 1), ma_str_n(value.p, 1));
		*out = ma_str_n(value.p + 1, end < 0 ? 0 : (size_t)end);
		return end >= 0;
	}
	end = value.n > 0 && value.p[0] == '#' ? 0 : ma_str_find(value, MA_STR(" #"));
	*out = end < 0 ? value : ma_str_n(value.p, (size_t)end);
	return true;
}

/* "NAME=value", "export NAME = 'value'  # why" */
static bool assigns(struct ma_str line, const char *variable, struct ma_str *value)
{
	line = ma_str_trim(line);
	if (ma_str_starts(line, "export "))
		line = ma_str_trim(ma_str_from(line, 7));
	if (!ma_str_starts(line, variable))
		return false;
	line = ma_str_trim(ma_str_from(line, strlen(variable)));
	if (!ma_str_starts(line, "="))
		return false;
	*value = ma_str_trim(ma_str_from(line, 1));
	return true;
}

/* The last line that assigns it wins. */
static ma_rc find_line(struct ma_str text, const char *variable, bool *found_out,
	struct ma_str *value_out, ma_err *err)
{
	struct ma_str line, value = MA_STR("");
	size_t n, at = 0;

	if (ma_str_starts(text, "\xEF\xBB\xBF"))
		text = ma_str_from(text, 3);
	for (n = 1; ma_str_line(&text, &line); n++)
		if (assigns(line, variable, &value))
			at = n;
	if (at > 0 && !unquote(value, value_out))
		return ma_fail(err, MA_ECONFIG,
			"%s:%zu: the value of %s has a quote that is not closed", DOTENV, at,
			variable);
	*found_out = at > 0;
	return MA_OK;
}

static ma_rc from_lines(const struct ma_llm_provider *p, const struct ma_key_look *look,
	struct ma_str text, bool exposed, struct ma_key *out, ma_err *err)
{
	struct ma_str value = MA_STR("");
	bool found = false;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < MA_COUNT(p->key_env) && p->key_env[i] && !rc && !out->text; i++) {
		rc = find_line(text, p->key_env[i], &found, &value, err);
		if (rc || !found)
			continue;
		if (exposed && ma_str_trim(value).n > 0)
			return refuse_exposed(DOTENV, p->key_env[i], err);
		rc = take(look, DOTENV ": ", p->key_env[i], p->key_env[i], value, out, err);
	}
	return rc;
}

/* A .env that is not there, or is a directory, is nobody's mistake. */
static ma_rc from_dotenv(const struct ma_llm_provider *p, const struct ma_key_look *look,
	struct ma_key *out, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	char *text = NULL;
	bool exposed = false;
	ma_rc rc = ma_fs_read_secret(DOTENV, DOTENV_SIZE_MAX, &text, &exposed, &why);

	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	if (rc) {
		if (rc != MA_ENOTFOUND && rc != MA_EINVALID)
			warn(look, "%s: it is ignored", why.msg);
		return MA_OK;
	}
	rc = from_lines(p, look, ma_str(text), exposed, out, err);
	wipe(text, DOTENV_SIZE_MAX);
	return rc;
}

static ma_rc from_config(const struct ma_llm_provider *p, const struct ma_key_look *look,
	struct ma_key *out, ma_err *err)
{
	const char *key = ma_config_text(look->config, p->name, "key"),
		   *file = ma_config_text(look->config, p->name, "key_file");
	const char *name = key ? "key" : "key_file", *variable = p->key_env[0] ? p->key_env[0] : "";
	char place[256];

	(void)snprintf(place, sizeof(place), "%.200s: providers/%s/%s",
		ma_config_from(look->config, "providers", p->name, name), p->name,
		name); /* a long one is cut */
	if (key)
		return take(look, place, "", variable, ma_str(key), out, err);
	return file ? from_file(look, place, variable, file, out, err) : MA_OK;
}

static bool is_none(const char *key)
{
	return key && strcmp(key, "none") == 0;
}

ma_rc ma_key_find(const struct ma_llm_provider *p, const struct ma_key_look *look,
	struct ma_key *out, ma_err *err)
{
	struct ma_key key = { .text = NULL };
	ma_rc rc = MA_OK;
	size_t i;

	if (look->config && is_none(ma_config_text(look->config, p->name, "key"))) {
		out->not_needed = true;
		return MA_OK;
	}
	for (i = 0; i < MA_COUNT(p->key_env) && p->key_env[i] && !rc && !key.text; i++)
		rc = from_environment(look, p->key_env[i], &key, err);
	if (!rc && !key.text && p->key_env[0])
		rc = from_dotenv(p, look, &key, err);
	if (!rc && !key.text && look->config)
		rc = from_config(p, look, &key, err);
	if (rc)
		ma_key_done(&key);
	else
		*out = key;
	return rc;
}
