/* Recording and replaying. */
#include "lib/cassette.h"

#include <errno.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "engine/record.h"
#include "lib/output.h"
#include "lib/provider.h"
#include "llm/answer.h"
#include "llm/replay.h"
#include "sys/fs.h"

#define FILE_MODE 0600 /* it holds whatever the prompts hold */

/* Where the file goes; no directory of it is made. */
static ma_rc check_directory(const char *path, ma_err *err)
{
	struct ma_str parent = ma_path_dir(ma_str(path));
	char *dir = parent.n > 0 ? ma_strndup(parent.p, parent.n)
				 : ma_strdup(path[0] == '/' ? "/" : ".");
	ma_rc rc = MA_OK;

	if (!dir)
		return ma_fail_nomem(err);
	if (access(dir, W_OK | X_OK))
		rc = ma_fail_sys(
			err, MA_EIO, errno, "%s: the cassette cannot be written there", path);
	else if (!ma_fs_is_dir(dir))
		rc = ma_fail_sys(
			err, MA_EIO, ENOTDIR, "%s: the cassette cannot be written there", path);
	ma_free(dir);
	return rc;
}

ma_rc ma_tape_check(const char *path, ma_err *err)
{
	ma_err why = { MA_OK, 0, "" };
	char *text = NULL;
	size_t size = 0;
	bool other;
	ma_rc rc;

	if (!*path)
		return ma_fail(err, MA_EMISUSE, "the cassette's name is empty");
	rc = ma_fs_read(path, MA_LIMIT_CASSETTE, &text, &size, &why);
	if (rc == MA_ENOTFOUND)
		return check_directory(path, err);
	if (rc == MA_ENOMEM)
		return ma_fail_nomem(err);
	other = rc || (size > 0 && !ma_cassette_is(ma_str_n(text, size)));
	ma_free(text);
	if (other)
		return ma_fail(err, MA_EREFUSED,
			"%s is there and is no cassette: it is not written over", path);
	return check_directory(path, err);
}

void ma_tape_keys_find(struct ma_tape_keys *keys, const struct ma_config *config)
{
	const struct ma_key_look look = { .own_server = true, .config = config }; /* of any shape */
	const struct ma_llm_provider *p;
	ma_err err = { MA_OK, 0, "" };
	struct ma_key *key;

	*keys = (struct ma_tape_keys){ .n = 0 };
	for (p = ma_llm_providers(); p->name && keys->n < MA_COUNT(keys->v); p++) {
		key = &keys->v[keys->n];
		*key = (struct ma_key){ .text = NULL };
		if (p->key_env[0] && !ma_key_find(p, &look, key, &err) && key->text &&
			strlen(key->text) >= MA_LLM_SECRET_MIN)
			keys->texts[keys->n++] = key->text;
		else
			ma_key_done(key);
	}
}

void ma_tape_keys_done(struct ma_tape_keys *keys)
{
	while (keys->n > 0)
		ma_key_done(&keys->v[--keys->n]);
}

static ma_rc write_file(struct ma_buf *text, const char *path, ma_err *err)
{
	ma_rc rc = ma_buf_check(text, err);

	if (!rc)
		rc = ma_fs_write(path, ma_buf_str(text), FILE_MODE, err);
	return rc ? ma_err_wrap(err, "the cassette") : MA_OK;
}

ma_rc ma_tape_run(struct ma_store *store, const char *run, const char *path,
	const struct ma_config *config, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CASSETTE);
	struct ma_tape_keys keys;
	ma_rc rc;

	ma_tape_keys_find(&keys, config);
	rc = ma_engine_record(store, run, keys.texts, keys.n, &text, err);
	if (!rc)
		rc = write_file(&text, path, err);
	ma_tape_keys_done(&keys);
	ma_buf_done(&text);
	return rc;
}

ma_rc ma_tape_calls(struct ma_cassette_writer *w, const struct ma_cassette_head *head,
	const char *path, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CASSETTE);
	ma_rc rc = ma_cassette_write(w, head, &text, err);

	if (!rc)
		rc = write_file(&text, path, err);
	ma_buf_done(&text);
	return rc;
}

ma_rc ma_record(const char *output, const char *run, const char *path, ma_err *err)
{
	struct ma_store *store = NULL;
	char id[MA_ID_SIZE];
	ma_rc rc;

	if (!err)
		return MA_EMISUSE;
	if (!output || !path)
		return ma_fail(err, MA_EMISUSE, "a run of an output is recorded to a file");
	rc = ma_tape_check(path, err);
	if (!rc)
		rc = ma_output_open(output, false, &store, err);
	if (!rc)
		rc = ma_output_find(store, run, id, err);
	if (!rc)
		rc = ma_tape_run(store, id, path, NULL, err);
	ma_store_free(store);
	return rc;
}

/* "gemini,openai" */
static ma_rc names_of(const struct ma_cassette_head *head, struct ma_buf *out, ma_err *err)
{
	size_t i;

	for (i = 0; i < head->sources_n; i++) {
		ma_buf_adds(out, i > 0 ? "," : "");
		ma_buf_addv(out, head->sources[i].name);
	}
	return ma_buf_check(out, err);
}

static ma_rc check_names(const struct ma_cassette_head *head, const char *provider, ma_err *err)
{
	struct ma_buf names = MA_BUF_INIT(64 * MA_CASSETTE_SOURCES_MAX);
	ma_rc rc = names_of(head, &names, err);

	if (!rc && provider && strcmp(provider, "replay") != 0 && strcmp(provider, names.p) != 0)
		rc = ma_fail(err, MA_ECONFIG,
			"the cassette was recorded with the provider \"%s\", not \"%.60s\"",
			names.p, provider);
	if (!rc && head->sources_n > MA_PROVIDERS_MAX)
		rc = ma_fail(err, MA_ECONFIG, "the cassette has more than %d providers",
			MA_PROVIDERS_MAX);
	ma_buf_done(&names);
	return rc;
}

ma_rc ma_tape_chain(ma_ctx *ctx, struct ma_cassette *c, const ma_run_opts *opts,
	struct ma_llm *out[MA_PROVIDERS_MAX], uint32_t *n_out, ma_err *err)
{
	const struct ma_cassette_head *head = ma_cassette_head(c);
	struct ma_llm *made[MA_PROVIDERS_MAX] = { NULL };
	ma_rc rc = check_names(head, opts->provider, err);
	uint32_t n = 0;

	if (!rc && opts->script)
		rc = ma_fail(err, MA_EMISUSE,
			"answers come from a cassette or from a script, not from both");
	while (!rc && n < head->sources_n) {
		rc = ma_llm_replay_as(ctx->loop, c, n, n == 0 ? opts->model : NULL, &made[n], err);
		n += rc == MA_OK;
	}
	return ma_provider_give(rc, made, n, out, n_out);
}

ma_rc ma_tape_same(const struct ma_state *s, const struct ma_cassette *c, ma_err *err)
{
	if (!c && s->cassette.n > 0)
		return ma_fail(err, MA_ECONFIG,
			"run " MA_STR_FMT
			" was answered from a cassette, and goes on with it: --replay FILE",
			MA_STR_ARG(s->run));
	if (c && s->cassette.n == 0)
		return ma_fail(err, MA_ECONFIG,
			"run " MA_STR_FMT
			" was not begun from a cassette, and goes on without --replay",
			MA_STR_ARG(s->run));
	if (c && !ma_str_is(s->cassette, ma_cassette_digest(c)))
		return ma_fail(err, MA_ECONFIG,
			"run " MA_STR_FMT " was answered from another cassette (SHA-256 " MA_STR_FMT
			")",
			MA_STR_ARG(s->run), MA_STR_ARG(s->cassette));
	return MA_OK;
}

static bool give(void *data, const struct ma_answered *a)
{
	struct ma_cassette *c = data;
	const struct ma_cassette_head *head = ma_cassette_head(c);
	struct ma_cassette_call *call = NULL;
	char key[MA_KEY_SIZE] = "";
	size_t i = 0;

	while (i < head->sources_n && !ma_str_eq(head->sources[i].name, a->provider))
		i++;
	if (i < head->sources_n && a->key.n == sizeof(key) - 1) {
		memcpy(key, a->key.p, a->key.n);
		call = ma_cassette_first(c, i, key);
	}
	while (call && call->given)
		call = call->next;
	if (call)
		call->given = true;
	return true;
}

ma_rc ma_tape_wind(struct ma_cassette *c, struct ma_store *store, const char *run, ma_err *err)
{
	return ma_engine_answered(store, run, give, c, err);
}
