/* The log that a run finds in its output: opened, mended, and what the newest run in it means for this one. */
#include "base/alloc.h"
#include "base/limits.h"
#include "engine/run.h"
#include "lib/cassette.h"
#include "lib/places.h"
#include "lib/lineage.h"
#include "llm/spool.h"
#include "lib/litter.h"
#include "lib/provider.h"
#include "lib/output.h"
#include "lib/run.h"

/* Only for who has the output for himself; for others *err stays as it is. What was lost is told. */
static ma_rc mend(ma_run *run, const char *output, ma_err *err)
{
	char *told = NULL;
	ma_rc rc;

	if (run->owner.lock < 0)
		return err->code;
	ma_store_free(run->store);
	run->store = NULL;
	rc = ma_output_salvage(output, &told, err);
	if (!rc && run->ctx->on_warning)
		run->ctx->on_warning(run->ctx->warning_data, told);
	ma_free(told);
	return rc ? rc : ma_output_open(output, false, &run->store, err);
}

ma_rc ma_run_open_log(ma_run *run, const char *output, bool create, ma_err *err)
{
	struct ma_litter litter = { .output = output };
	ma_err ignored = { MA_OK, 0, "" };
	ma_rc rc = ma_owner_lock(&run->owner, output, err);

	if (!rc && run->owner.lock >= 0)
		(void)ma_litter_remove_temps(&litter, &ignored); /* in nobody's way where it stays */
	if (!rc && !run->store)
		rc = ma_output_open(output, create, &run->store, err);
	return rc && ma_store_is_damage(err) ? mend(run, output, err) : rc;
}

ma_rc ma_run_open_spools(ma_run *run, const char *output, ma_err *err)
{
	char *path = NULL;
	ma_rc rc = run->spools.fd >= 0 ? MA_OK : ma_places_state(output, ".", &path, err);

	if (path)
		rc = ma_private_open(&run->spools, path, "spool", err);
	ma_free(path);
	return rc;
}

static bool keeps_none(void *data, struct ma_str effect)
{
	MA_UNUSED(data);
	MA_UNUSED(effect);
	return false;
}

ma_rc ma_run_give_up(ma_run *run, const struct ma_state *s, ma_err *err)
{
	struct ma_event e = { .kind = MA_EVENT_RUN_FINISHED,
		.verdict = MA_STR("none"),
		.exit = 1,
		.message = MA_STR("abandoned") };

	return ma_owner_say(&run->owner, run->store, s, &e, err);
}

/* With what was kept of its answers. */
static ma_rc abandon(ma_run *run, const char *output, const struct ma_state *s, ma_err *err)
{
	ma_rc rc = ma_run_give_up(run, s, err);

	if (!rc)
		rc = ma_run_open_spools(run, output, err);
	return rc ? rc : ma_spool_sweep(&run->spools, s->run, keeps_none, NULL, err);
}

static ma_rc same_prompt(const struct ma_state *s, const char *prompt, bool *same, ma_err *err)
{
	char hash[MA_HASH_HEX_SIZE];
	ma_rc rc = ma_hash_sha256(ma_str(prompt), hash, err);

	*same = !rc && ma_str_is(s->prompt, hash);
	return rc;
}

static bool names_script(const struct ma_state *s)
{
	uint32_t i = 0;

	while (i < s->providers_n && !ma_str_is(s->providers[i].name, "script"))
		i++;
	return i < s->providers_n;
}

/*
 * What was begun at another address is not gone on with at the provider's own, where the key and the prompts would
 * be strangers'. The log lies in the project, so the address is not taken from there.
 */
static ma_rc check_address(
	const ma_run *run, const struct ma_state *s, const ma_run_opts *opts, ma_err *err)
{
	const struct ma_llm_provider *p = ma_llm_provider_find(s->providers[0].name);

	if (s->base_url.n == 0 || !p || ma_provider_base_url(run->ctx, p, opts))
		return MA_OK;
	return ma_fail(err, MA_ECONFIG,
		"run " MA_STR_FMT " was begun with " MA_STR_FMT " at " MA_STR_FMT
		": name its address again, --base-url " MA_STR_FMT,
		MA_STR_ARG(s->run), MA_STR_ARG(s->providers[0].name), MA_STR_ARG(s->base_url),
		MA_STR_ARG(s->base_url));
}

ma_rc ma_run_keep_chain(ma_run *run, const struct ma_state *s, const ma_run_opts *opts, ma_err *err)
{
	if (opts->provider || (opts->script && !names_script(s)))
		return MA_OK;
	if (check_address(run, s, opts, err))
		return err->code;
	run->providers = ma_strndup(s->provider.p, s->provider.n);
	return run->providers ? MA_OK : ma_fail_nomem(err);
}

/* A fork that has not come to its files: somebody may have committed meanwhile. */
static ma_rc may_rewind(const ma_run *run, const char *output, const struct ma_state *s, ma_err *err)
{
	char base[MA_COMMIT_ID_SIZE] = "";

	if (s->rewinding && !ma_str_is(s->base, MA_BASE_NONE) && s->base.n < sizeof(base))
		memcpy(base, s->base.p, s->base.n);
	return s->rewinding ? ma_lineage_may_go_back(run->store, output, run->id, base, err) : MA_OK;
}

/* A project of another prompt is there: templates are written over it, unread. */
static ma_rc warn_over(ma_run *run, const ma_run_opts *opts, const struct ma_state *s, ma_err *err)
{
	struct ma_buf text = MA_BUF_INIT(MA_LIMIT_CONFIG);
	bool same = false;
	ma_rc rc = same_prompt(s, opts->prompt, &same, err);

	if (rc || same || s->head.n == 0 || s->undone.n > 0 || !run->ctx->on_warning ||
		!ma_provider_is_offline(run->ctx, NULL, opts))
		return rc;
	ma_buf_addf(&text,
		"%s holds what run " MA_STR_FMT
		" made of another prompt, and the offline provider does not read it: files of the same names are "
		"replaced, the others stay; choose another directory, or take this run back with `meta-agent undo`",
		opts->output, MA_STR_ARG(s->run));
	rc = ma_buf_check(&text, err);
	if (!rc)
		run->ctx->on_warning(run->ctx->warning_data, text.p);
	ma_buf_done(&text);
	return rc;
}

/* What the newest run of the output means for this one. */
static ma_rc settle_unfinished(
	ma_run *run, const ma_run_opts *opts, const struct ma_state *s, bool resume, ma_err *err)
{
	bool same = false;
	ma_rc rc;

	if (s->phase == MA_RUN_FINISHED) {
		rc = ma_owner_alone(&run->owner, err);
		if (!rc && !resume)
			rc = warn_over(run, opts, s, err);
		return rc || !resume ? rc
				     : ma_fail(err, MA_ENOTFOUND,
					       "run " MA_STR_FMT " %s: there is nothing to resume",
					       MA_STR_ARG(s->run),
					       s->cancelled ? "was cancelled" : "has finished");
	}
	rc = ma_owner_take(&run->owner, opts->output, run->store, run->id, err);
	if (rc)
		return rc;
	if (opts->abandon)
		return abandon(run, opts->output, s, err);
	rc = resume ? MA_OK : same_prompt(s, opts->prompt, &same, err);
	if (rc)
		return rc;
	if (!resume && !same)
		return ma_fail(err, MA_EREFUSED,
			"%s has an unfinished run of another prompt (" MA_STR_FMT
			"): go on with `meta-agent resume -o %s`, or give it up with `run --abandon`",
			opts->output, MA_STR_ARG(s->run), opts->output);
	run->resumed = true;
	run->no_verify = s->no_verify;
	rc = may_rewind(run, opts->output, s, err);
	if (!rc)
		rc = ma_tape_same(s, run->cassette, err);
	if (rc)
		return rc;
	if (run->cassette)
		return ma_tape_wind(run->cassette, run->store, run->id, err);
	rc = check_address(run, s, opts, err);
	/* Whether those of the options are the same chain is seen when it is made. */
	return rc ? rc : ma_run_keep_chain(run, s, opts, err);
}

/* The end of a log that cannot be folded. */
struct log_end {
	struct ma_arena arena;
	int64_t seq;
	bool finished;
};

static bool see_end(void *data, int64_t seq, struct ma_str event)
{
	struct log_end *end = data;
	ma_err ignored = { MA_OK, 0, "" };
	struct ma_event e;

	ma_arena_clear(&end->arena);
	end->seq = seq;
	end->finished |= !ma_event_decode(event, &end->arena, &e, &ignored) &&
		e.kind == MA_EVENT_RUN_FINISHED;
	return true;
}

/*
 * A blob that its state needs is lost: it can be given up, and one that has ended is in nobody's way. Otherwise *err stays as it
 * is.
 */
static ma_rc settle_unreadable(ma_run *run, const ma_run_opts *opts, bool resume, ma_err *err)
{
	struct log_end end = { .arena = MA_ARENA_INIT(4 * MA_LIMIT_EVENT) };
	ma_err ignored = { MA_OK, 0, "" };
	char stream[MA_ENGINE_STREAM_SIZE];
	struct ma_state s;
	ma_rc rc;

	ma_engine_stream(ma_str(run->id), stream);
	rc = ma_store_read(run->store, stream, 0, see_end, &end, &ignored);
	ma_arena_done(&end.arena);
	if (rc || resume || !(end.finished || opts->abandon))
		return err->code;
	if (end.finished)
		return ma_owner_alone(&run->owner, err);
	rc = ma_owner_take(&run->owner, opts->output, run->store, run->id, err);
	if (rc)
		return rc;
	ma_state_init(&s);
	s.run = ma_str(run->id);
	s.seq = end.seq;
	rc = ma_run_give_up(run, &s, err);
	s.run = MA_STR("");
	ma_state_done(&s);
	return rc;
}

static ma_rc look_back_once(ma_run *run, const ma_run_opts *opts, bool resume, ma_err *err)
{
	struct ma_state s;
	ma_rc rc;

	rc = resume ? ma_output_find(run->store, opts->run, run->id, err)
		    : ma_output_newest(run->store, run->id, err);
	if (rc == MA_ENOTFOUND || rc == MA_EREFUSED)
		return ma_err_wrap(err, "%s", opts->output);
	if (rc || !run->id[0])
		return rc ? rc : ma_owner_alone(&run->owner, err);
	ma_state_init(&s);
	rc = ma_engine_load(run->store, run->id, &s, err);
	if (!rc)
		rc = settle_unfinished(run, opts, &s, resume, err);
	else if (rc == MA_EIO && !ma_store_is_damage(err))
		rc = settle_unreadable(run, opts, resume, err);
	ma_state_done(&s);
	return rc;
}

/* That the log is damaged may show only when it is read. */
ma_rc ma_run_look_back(ma_run *run, const ma_run_opts *opts, bool resume, ma_err *err)
{
	ma_rc rc = look_back_once(run, opts, resume, err);

	if (!rc || !ma_store_is_damage(err))
		return rc;
	rc = mend(run, opts->output, err);
	return rc ? rc : look_back_once(run, opts, resume, err);
}

/* A replay asks what was asked; what the offline provider writes was compiled when this program was tested. */
bool ma_run_checks_quickly(const ma_run *run, const ma_run_opts *opts)
{
	if (run->cassette)
		return ma_cassette_head(run->cassette)->quick_checks;
	return !run->no_verify && opts->quick_checks_off <= 0 &&
		(run->chaos.model[0] || !ma_provider_is_offline(run->ctx, run->providers, opts));
}
