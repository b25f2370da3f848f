/* Cassettes, written. */
#include "base/limits.h"
#include "codec/json.h"
#include "llm/answer.h"
#include "llm/cassette.h"
#include "llm/reply_json.h"

static void add_text(struct ma_buf *out, const char *name, struct ma_str text)
{
	if (text.n == 0)
		return;
	ma_buf_addf(out, ",\"%s\":", name);
	ma_json_add_string(out, text);
}

static void remove_secrets(const struct ma_cassette_writer *w, struct ma_buf *text, size_t from)
{
	size_t i;

	for (i = 0; i < w->secrets_n && !text->rc; i++)
		ma_llm_redact(text, from, ma_str(w->secrets[i]));
}

static bool has_nul(struct ma_str s)
{
	return s.n > 0 && memchr(s.p, '\0', s.n);
}

static ma_rc check_texts(const struct ma_llm_req *req, const struct ma_llm_reply *reply, ma_err *err)
{
	bool bad = has_nul(reply->text) || has_nul(req->system);
	size_t i;

	for (i = 0; i < req->msgs_n; i++)
		bad |= has_nul(req->msgs[i].text);
	return bad ? ma_fail(err, MA_EINVALID,
			     "a request or reply holds a NUL byte, which a cassette cannot")
		   : MA_OK;
}

static void add_line(struct ma_cassette_writer *w, const char *key, struct ma_str task,
	struct ma_str provider, struct ma_str request, const struct ma_llm_reply *reply)
{
	size_t from = w->lines.n;

	ma_buf_addf(&w->lines, "{\"key\":\"%s\"", key);
	add_text(&w->lines, "task", task);
	add_text(&w->lines, "provider", provider);
	ma_buf_adds(&w->lines, ",\"request\":");
	ma_buf_addv(&w->lines, request);
	ma_buf_adds(&w->lines, ",\"reply\":");
	ma_llm_reply_write(reply, &w->lines);
	ma_buf_adds(&w->lines, "}\n");
	remove_secrets(w, &w->lines, from);
	w->calls_n++;
}

ma_rc ma_cassette_add(struct ma_cassette_writer *w, const struct ma_cassette_source *source,
	const struct ma_llm_req *req, const struct ma_llm_reply *reply, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_BLOB);
	struct ma_llm_req named = *req;
	char key[MA_KEY_SIZE];
	ma_rc rc;

	if (reply->class == MA_LLM_CANCELED)
		return MA_OK;
	if (named.model.n == 0)
		named.model = source->model;
	rc = check_texts(req, reply, err);
	ma_llm_req_write(&named, &text);
	remove_secrets(w, &text, 0);
	if (!rc)
		rc = ma_buf_check(&text, err);
	if (!rc)
		rc = ma_masked_key(ma_buf_str(&text), ma_llm_req_nonce(req), key, err);
	if (!rc)
		add_line(w, key, ma_llm_req_task(req), source->name, ma_buf_str(&text), reply);
	ma_buf_done(&text);
	return rc ? rc : ma_buf_check(&w->lines, err);
}

ma_rc ma_cassette_write(const struct ma_cassette_writer *w, const struct ma_cassette_head *head,
	struct ma_buf *out, ma_err *err)
{
	size_t i;

	ma_buf_addf(out, "{\"v\":%d,\"kind\":\"cassette\"", MA_CASSETTE_VERSION);
	add_text(out, "seed", head->seed);
	add_text(out, "formats", head->formats);
	ma_buf_adds(out, head->quick_checks ? ",\"quick_checks\":true" : "");
	ma_buf_adds(out, ",\"providers\":[");
	for (i = 0; i < head->sources_n; i++) {
		ma_buf_adds(out, i > 0 ? ",{\"name\":" : "{\"name\":");
		ma_json_add_string(out, head->sources[i].name);
		ma_buf_adds(out, ",\"model\":");
		ma_json_add_string(out, head->sources[i].model);
		ma_buf_addc(out, '}');
	}
	ma_buf_addf(out, "],\"calls\":%lld}\n", (long long)w->calls_n);
	ma_buf_addv(out, ma_buf_str(&w->lines));
	return ma_buf_check(out, err);
}

void ma_cassette_writer_done(struct ma_cassette_writer *w)
{
	ma_buf_done(&w->lines);
}
