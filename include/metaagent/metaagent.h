/*
 * libmetaagent: from a prompt to tested, committed software, inside your program.
 *
 * A context owns an event loop on the caller's thread; a run lives in a context. Drive
 * the context from your own loop (ma_ctx_fd, ma_ctx_timeout_ms, ma_ctx_turn) or let
 * ma_run_wait() do it. Several runs can live in one context, each with an output of its own.
 * All functions of one context are called on one thread. No signal is handled, blocked or
 * ignored by the library; its host ignores SIGPIPE, which a server that hangs up may cause.
 *
 * Ownership is one of three words: *borrows* (for the call, unless said longer),
 * *takes* (on success), *gives* (the caller frees). Outputs are written on success only.
 * Strings are UTF-8 and NUL-terminated; JSON is RFC 8259. Unless said otherwise a
 * function that can fail returns MA_EMISUSE when a mandatory argument is NULL.
 */
#ifndef METAAGENT_METAAGENT_H
#define METAAGENT_METAAGENT_H

#include <stddef.h>
#include <stdint.h>

#include "metaagent/err.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef MA_BUILDING
#define MA_API __attribute__((visibility("default")))
#else
#define MA_API
#endif

typedef struct ma_ctx ma_ctx;
typedef struct ma_run ma_run;

/* "0.1.0". Borrows: static. */
MA_API const char *ma_version(void);

/* Free a string that this library gave. Accepts NULL. */
MA_API void ma_string_free(char *s);

typedef struct ma_ctx_opts {
	size_t size;          /* sizeof(ma_ctx_opts) */
	const char *data_dir; /* agents, templates, prices; NULL: found above the program or the library */
	const char *agents_dir; /* the user's own agents, or NULL */
	const char *config; /* NULL: no configuration is read; "": the user's, ./meta-agent.yaml and the variables
			       META_AGENT_..., as the program does; else this file as the user's own, and the variables */

	/* Optional. Something is odd but can be gone on with, such as a blank key; holds no key. `message` borrows for the call. */
	void (*on_warning)(void *data, const char *message);
	void *data;
} ma_ctx_opts;

/*
 * Make a context. Borrows opts; NULL: all defaults. Gives *out: ma_ctx_free().
 * MA_ECONFIG when the data directory, the configuration or an agent's file cannot be used.
 */
MA_API ma_rc ma_ctx_new(const ma_ctx_opts *opts, ma_ctx **out, ma_err *err);
/* Accepts NULL. A context whose runs and calls have not all been freed goes with the last of them. */
MA_API void ma_ctx_free(ma_ctx *ctx);

/* For a host's own loop: when the descriptor is readable, or the time is over (-1: no limit), turn. */
MA_API int ma_ctx_fd(ma_ctx *ctx);
MA_API int ma_ctx_timeout_ms(ma_ctx *ctx);
/* Handle what is ready; never waits. Callbacks come from here; inside of one it does nothing. */
MA_API void ma_ctx_turn(ma_ctx *ctx);

/* What is 0 or NULL is as it is configured: docs/formats/config.md. */
typedef struct ma_run_opts {
	size_t size;        /* sizeof(ma_run_opts) */
	const char *output; /* directory of the project; made when missing */
	const char *run;    /* resume, fork, retry: which run; NULL: the newest */
	const char *from; /* fork: the task that it begins with, retry: that is attempted again; "plan": the planner */
	const char *prompt; /* what to build; fork: what the task is to do instead, or NULL */
	const char *plan;   /* a plan as JSON instead of asking the planner, or NULL */
	const char *contract; /* a JSON object instead of the contract of the planner's plan, or NULL */
	const char *provider; /* or a chain of fallbacks, "gemini,openai"; NULL: the first one that a key
				 is found for, else "offline"; when resuming: those of the run, and no others */
	const char *model;  /* of the first provider; NULL: its own choice; resuming: from now on */
	const char *script; /* the script provider's file, or NULL */
	const char *record; /* the cassette that is written when the run is over, however it ends; or NULL */
	const char *replay; /* the cassette that answers instead of the providers; or NULL */
	const char *base_url; /* of the provider, or NULL: from its environment variable, else its own */
	int64_t jobs;         /* tasks at once; 0: 4 */
	int64_t timeout_ms;        /* of the whole run; 0: none */
	int64_t max_cost_microusd; /* of the whole run, in millionths of a US dollar; 0: no limit */
	int64_t max_tokens;        /* of the whole run, read and written; 0: no limit */
	int64_t retry_budget; /* retries of calls that failed, of the whole run; five replies earn one back; 0: 20; -1: none */
	int64_t chaos; /* start: the offline provider makes the mistakes of real models, drawn from this seed; 0: none */
	int64_t max_repairs; /* rounds in which what fails its checks is mended, while they help (tests in doubt: once each, besides); 0: 3; -1: none */
	/* 1: yes; 0: as it is configured, else no; -1: no. */
	int fail_fast; /* the first failure cancels the rest */
	int no_fallback; /* a planner's plan that stays bad ends the run: nothing is put in its place */
	int no_verify;        /* do not build and test the result */
	int sandbox_off;      /* run the project's commands without a sandbox */
	int fresh;            /* checks are run, whatever passed before on the same bytes */
	int format_off;       /* files stay as they were written: nothing lays them out */
	int quick_checks_off; /* what tasks write is committed without asking a compiler first, as it always is of the offline provider */
	int format_rates_off; /* what models kept to in earlier runs is not looked at, nor remembered */
	int abandon;          /* an unfinished run of this output is given up */
	int approve; /* start: a planner's plan waits, the run is interrupted by "approval"; resume: the plan, or `plan` in its place, is approved */

	/* All optional; called from ma_ctx_turn() or ma_run_wait(), with `data`. Strings borrow for the call. */
	void (*on_event)(void *data, const char *event_json); /* one per event, once it is durable */
	void (*on_progress)(void *data, const char *task, uint64_t bytes); /* of a reply, so far */
	void (*on_check)(void *data, const char *phase, const char *package,
		const char *command); /* it begins */
	void *data;
} ma_run_opts;

/*
 * A directory for a run that is told none: what the contract (JSON, or NULL) or else the prompt calls the project, as words with
 * '-' between ("recipe-box"), with a number behind where that is there ("recipe-box-2"), unless a run of this
 * prompt is there that is not finished or came to nothing. Nothing is made. Gives *out: ma_free(). MA_EREFUSED: a thousand of that name are there.
 */
MA_API ma_rc ma_run_directory(const char *prompt, const char *contract, char **out, ma_err *err);

/*
 * Start a run of opts->prompt into opts->output. An unfinished run of the same prompt
 * there is resumed; one of another prompt is refused. Borrows opts. Gives *out: ma_run_free().
 *
 * MA_ECONFIG: no such provider, its key is missing. MA_EINVALID: the plan given has
 * problems. MA_EREFUSED: the output holds somebody's work, or an unfinished run.
 * MA_ECONFLICT: a run is live there; the message names its owner. MA_EUNAVAILABLE: no
 * sandbox can be had. MA_EIO: the log or the output cannot be written.
 */
MA_API ma_rc ma_run_start(ma_ctx *ctx, const ma_run_opts *opts, ma_run **out, ma_err *err);

/* Go on with a run that did not end. As above; MA_ENOTFOUND: no such run. MA_EREFUSED: there is none at all. */
MA_API ma_rc ma_run_resume(ma_ctx *ctx, const ma_run_opts *opts, ma_run **out, ma_err *err);

/*
 * Start a run that shares with opts->run all that comes before the task opts->from, and asks anew only what
 * differs: docs/formats/fork.md. Its plan and its limits are that run's where opts say nothing else;
 * opts->plan, contract and replay are NULL. Errors as above; MA_ENOTFOUND: no such run or task; MA_EREFUSED: the
 * output has moved on since.
 */
MA_API ma_rc ma_run_fork(ma_ctx *ctx, const ma_run_opts *opts, ma_run **out, ma_err *err);

/*
 * Attempt the task opts->from of opts->run again, which has failed or was skipped, and whatever was skipped for it; for a run that no
 * process works on (else: ma_ask_retry()). One that was stopped goes on, as by ma_run_resume(); of one that has ended
 * a fork begins with the task, as by ma_run_fork(). opts->prompt, plan, contract and replay are NULL. Errors as above; MA_EREFUSED: the task
 * has completed, or not ended.
 */
MA_API ma_rc ma_run_retry(ma_ctx *ctx, const ma_run_opts *opts, ma_run **out, ma_err *err);

/* Stop soon; the log is closed cleanly and the run can be resumed. `cause`: one word or two for the log. */
MA_API void ma_run_interrupt(ma_run *run, const char *cause);

/* Nothing new is asked of a model until it is continued; what is under way ends. It is not over: ma_run_wait() goes on waiting. */
MA_API void ma_run_pause(ma_run *run, const char *cause);
MA_API void ma_run_continue(ma_run *run);

/* End it for good: what is under way is cancelled, what is committed stays. */
MA_API void ma_run_cancel(ma_run *run, const char *cause);

/* Whether it is over: finished, interrupted or failed. */
MA_API int ma_run_over(const ma_run *run);

/* Turn the context until the run is over; inside a callback it does nothing. */
MA_API void ma_run_wait(ma_run *run);

/*
 * How a run that is over ended: the exit code of the command line, and *json_out as
 * ma_status() gives it. When the log or the output failed: that error. Gives *json_out.
 */
MA_API ma_rc ma_run_result(ma_run *run, int *exit_out, char **json_out, ma_err *err);

/*
 * Accepts NULL. A run that is not over is interrupted and waited for; inside a callback it is
 * interrupted, and gone when that is done. Its own callbacks do not come any more.
 */
MA_API void ma_run_free(ma_run *run);

/*
 * One call of a model, outside any run: the same providers, gate, classes of failure, retries and
 * fallbacks as in a run; a reply that is cut is gone on with. Nothing is kept.
 */
typedef struct ma_generation ma_generation;

typedef struct ma_generate_opts {
	size_t size; /* sizeof(ma_generate_opts) */
	const char *prompt;
	const char *system; /* or NULL */
	const char *schema; /* JSON Schema that the reply must fit, or NULL; one that does not is asked for once more */
	/* Tools that the model may ask to have called, or NULL: a JSON list of {"name","description","parameters"}, the
	 * parameters a JSON Schema of an object. A reply that calls some need not fit the schema. */
	const char *tools;
	const char *tool_choice; /* "auto", "none", "required", or the tool that must be called; NULL: auto */
	const char *provider, *model, *script, *record, *replay, *base_url; /* as in ma_run_opts */
	int64_t timeout_ms; /* of all attempts together; 0: none */

	/* All optional; called from ma_ctx_turn() or ma_generation_wait(), with `data`. Strings borrow for the call. */

	/* The reply as it comes, not for one with a schema. Once some was handed out, a reply that breaks
	 * off is not asked for again. */
	void (*on_text)(void *data, const char *text, size_t size);
	void (*on_retry)(
		void *data, const char *message); /* why another attempt is made, and when */
	void *data;
} ma_generate_opts;

/*
 * Start it. Borrows opts. Gives *out: ma_generation_free(). MA_ECONFIG as ma_run_start(). MA_EINVALID: the
 * schema is none, or the tools are none. MA_ELIMIT, MA_EINVALID: the prompt is too long, or not UTF-8.
 */
MA_API ma_rc ma_generate(
	ma_ctx *ctx, const ma_generate_opts *opts, ma_generation **out, ma_err *err);

MA_API int ma_generation_over(const ma_generation *generation);
/* Turn the context until it is over; inside a callback it does nothing. */
MA_API void ma_generation_wait(ma_generation *generation);

/*
 * How it ended: the exit code of the command line, and {"text","finish","usage":{"input","output",
 * "cached","reasoning","estimated"},"cost_usd","provider","model","attempts"}, and where the reply calls tools,
 * with or without a text, "tool_calls":[{"id","name","arguments":{…}}]. finish: "stop", or
 * "length" and "failed" with "error":{"class","message"}, or "invalid" with "errors" as
 * ma_validator_check() gives them. cost_usd is null when no price is known. Gives *json_out.
 */
MA_API ma_rc ma_generation_result(
	ma_generation *generation, int *exit_out, char **json_out, ma_err *err);

/* Accepts NULL. One that is not over is cancelled and waited for; inside a callback, it goes when that is done. */
MA_API void ma_generation_free(ma_generation *generation);

/*
 * The plan that a prompt becomes: the planner's part of a run, and nothing else; nothing is kept.
 */
typedef struct ma_plan_opts {
	size_t size; /* sizeof(ma_plan_opts) */
	const char *prompt;
	const char *contract;                                               /* as in ma_run_opts */
	const char *provider, *model, *script, *record, *replay, *base_url; /* as in ma_run_opts */
	int64_t timeout_ms; /* of all attempts together; 0: none */
	int64_t max_cost_microusd,
		max_tokens; /* of the run that it would be: a plan that will probably take more is warned of; 0: no limit */
	int no_fallback; /* as in ma_run_opts */

	/* Optional, as in ma_generate_opts. */
	void (*on_retry)(void *data, const char *message);
	void *data;
} ma_plan_opts;

/*
 * Start it. Borrows opts. Gives *out: ma_generation_free(). What ma_generation_result() gives of it is the plan with all
 * defaults, as docs/formats/plan.md has it, with "waves", "critical_path", "estimate", "warnings" and "planner";
 * or "error":{"class","message"} and "planner". The exit code is 5 where the plan cannot be used. Errors as ma_generate().
 */
MA_API ma_rc ma_make_plan(ma_ctx *ctx, const ma_plan_opts *opts, ma_generation **out, ma_err *err);

/*
 * Whether a text is a plan that can be run. Of opts (NULL: none), the provider, the model and the budget are used. Gives
 * *json_out: {"valid","errors":[{"at","schema_at","message"}],"warnings":[{"cause","message"}]}, and for a plan
 * that is valid "plan", as above.
 */
MA_API ma_rc ma_check_plan(ma_ctx *ctx, const char *json, const ma_plan_opts *opts, int *valid_out,
	char **json_out, ma_err *err);

/*
 * Reading an output's log; works while another process runs there. `run` NULL: the newest.
 * MA_ENOTFOUND when there is no log, or no such run; MA_EREFUSED: the log has no run any more, or none yet.
 */

/* Call fn for each event with seq > after, in order; it returns 0 to go on. */
MA_API ma_rc ma_log_read(const char *output, const char *run, int64_t after,
	int (*fn)(void *data, const char *event_json), void *data, ma_err *err);

/* By schemas/event.json. Gives *json_out: {"run","events","valid","errors":[{"seq","at","schema_at","message"}]}, of about 100 errors at most. */
MA_API ma_rc ma_log_check(
	const char *output, const char *run, int *valid_out, char **json_out, ma_err *err);

/*
 * Following a log, whichever process writes it, and when another one goes on with the run. In the host's own
 * loop: look, then wait until the descriptor (-1: there is none) is readable or the time is over, and look again.
 */
typedef struct ma_follow ma_follow;

/* Of the events with seq > after. Gives *out: ma_follow_free(). */
MA_API ma_rc ma_follow_new(
	const char *output, const char *run, int64_t after, ma_follow **out, ma_err *err);
MA_API int ma_follow_fd(const ma_follow *follow);
MA_API int ma_follow_timeout_ms(const ma_follow *follow);
/* Call fn for each event that has come; it returns 0 to go on. *over_out: the run has finished, and nothing more will come. */
MA_API ma_rc ma_follow_look(ma_follow *follow, int (*fn)(void *data, const char *event_json),
	void *data, int *over_out, ma_err *err);
MA_API void ma_follow_free(ma_follow *follow); /* accepts NULL */

/* {"run","prompt","phase","verdict","exit","tasks":{…},"work":[…],"errors":[…],"schedule":{…},…}: docs/formats/status.md. Gives *json_out. */
MA_API ma_rc ma_status(const char *output, const char *run, char **json_out, ma_err *err);

/*
 * What the log does not hold while a process works on the run (by its whole id):
 * {"run","replies":{"<task>":bytes of its reply so far},"checks":[{"phase","package","command"}]},
 * written about twice a second, empty where nobody does. Gives *json_out.
 */
MA_API ma_rc ma_under_way(const char *output, const char *run, char **json_out, ma_err *err);

/*
 * Write what models were asked in a run, and what they answered, to a cassette: docs/formats/cassette.md.
 * It holds no key of this process. MA_EREFUSED: a file that is none is in the way.
 */
MA_API ma_rc ma_record(const char *output, const char *run, const char *path, ma_err *err);

/* {"runs":[{"run","at","prompt","verdict","phase"}]}, with "accepted" and "undone" as ma_status() has them, oldest first; phase "unreadable": something that its log names is lost. Gives *json_out. */
MA_API ma_rc ma_runs(const char *output, char **json_out, ma_err *err);

/*
 * One thing of a run as text: "prompt", "plan", "report", a blob's hash; a task's id ("backend"), or "planner": its
 * calls, files, last request and reply, and diff; a call, by "backend#2" (its second attempt) or at least four digits of
 * its effect: what was sent and what came back. MA_ENOTFOUND names what was probably meant. Gives *text_out.
 */
MA_API ma_rc ma_show(
	const char *output, const char *run, const char *what, char **text_out, ma_err *err);

/* The same as JSON: docs/formats/show.md. Gives *json_out. */
MA_API ma_rc ma_show_json(
	const char *output, const char *run, const char *what, char **json_out, ma_err *err);

/* What a task's commit changed, as a unified diff. Gives *text_out. */
MA_API ma_rc ma_show_diff(
	const char *output, const char *run, const char *task, char **text_out, ma_err *err);

/*
 * What a run has committed so far, from where it began, as a unified diff; "" where that is nothing. run NULL: the newest.
 * Gives *text_out. MA_ENOTFOUND, MA_EIO.
 */
MA_API ma_rc ma_run_diff(const char *output, const char *run, char **text_out, ma_err *err);

/*
 * Bring a run's commits, which on somebody's repository are on the branch meta-agent/<run>, into the branch that is checked out: by fast-forward, or as
 * one merge commit. run NULL: the newest. What failed or has not ended is refused unless `force`. *accepted_out 0: files do not go together, and nothing
 * was touched. Gives *json_out: {"run","how","verdict","from","branch","before","commit","undone","conflicts":[path]}; how: forward, merged, already or
 * conflict; undone: where it is already there, the commit that took it back, or "". MA_EREFUSED, also where uncommitted work is in the way, which is named; MA_ECONFLICT: a run is live there, or git is at work. Called
 * again after it was killed, it finishes: docs/formats/workspace.md.
 */
MA_API ma_rc ma_accept(const char *output, const char *run, int force, int *accepted_out,
	char **json_out, ma_err *err);

/*
 * Take what a run committed, and what was accepted of it, back by one more commit. MA_EREFUSED names the commits of others that have changed its files
 * since. Gives *json_out: {"run","branch","commit","files"}. Errors as ma_accept().
 */
MA_API ma_rc ma_undo(const char *output, const char *run, char **json_out, ma_err *err);

/*
 * Ask whichever process works on a run to "pause", "continue" or "cancel" it, and wait for at most wait_ms until
 * its log says that it did: *answered_out. run NULL: the newest. Gives *run_out, its id: ma_string_free(). MA_EREFUSED: no process works on it, or it has finished.
 */
MA_API ma_rc ma_ask_run(const char *output, const char *run, const char *what, int64_t wait_ms,
	char **run_out, int *answered_out, ma_err *err);

/*
 * The same, that a task which has failed or was skipped be attempted again, and whatever was skipped for it: docs/formats/store.md. *live_out 0:
 * no process works on the run, and nobody was asked: ma_run_retry(). MA_ENOTFOUND: no such run or task. MA_EREFUSED: what the task
 * is, and what to do instead.
 */
MA_API ma_rc ma_ask_retry(const char *output, const char *run, const char *task, int64_t wait_ms,
	char **run_out, int *live_out, int *answered_out, ma_err *err);

/*
 * {"providers":[{"name","summary","model","needs_key","key","key_from"}],"default","models":[{"provider","model",
 * "context","output_max","input_usd","output_usd","cached_usd","cache_write_usd","above","from","until","own"}],
 * "prices_dated","formats":[{"model","whole":{"replies","fine"},"edit":{…}}],"warnings":[…]}; key: whether one can be used; default: who answers when nobody is named; prices are per
 * million tokens, as in docs/formats/prices.md, "own" those of the user's table; what is not known is null; formats: what is
 * remembered of models' replies (docs/formats/rates.md); a warning
 * says what is odd about a key, or why it cannot be used. Gives *json_out.
 */
MA_API ma_rc ma_models(ma_ctx *ctx, char **json_out, ma_err *err);

/*
 * The configuration: docs/formats/config.md. All give *json_out. opts NULL: all defaults.
 */

/*
 * {"settings":[{"name","value","from"}],"files":[{"path","shown","of","exists","in_force","digest","wants":[…],"problems":[…]}]}:
 * every setting in force and where it comes from, keys masked; a file that cannot be used is told of and left out.
 */
MA_API ma_rc ma_config_show(const ma_ctx_opts *opts, char **json_out, ma_err *err);

/* {"file","valid","problems":[{"at","line","message"}],"wants":[…],"trusted"}. MA_ECONFIG: it cannot be read. */
MA_API ma_rc ma_config_check(
	const ma_ctx_opts *opts, const char *path, char **json_out, ma_err *err);

/* Trust a project's file as it stands: it may set what it wants to until it changes. As ma_config_check(). */
MA_API ma_rc ma_config_trust(
	const ma_ctx_opts *opts, const char *path, char **json_out, ma_err *err);

/* {"agents":[{"name","description","model","writes"}]}. Gives *json_out. */
MA_API ma_rc ma_agents_list(ma_ctx *ctx, char **json_out, ma_err *err);

/*
 * JSON Schema, draft 2020-12. A validator is compiled once and checks many documents; it belongs
 * to no context, and one thread at a time may use it.
 */
typedef struct ma_validator ma_validator;

typedef struct ma_validator_opts {
	size_t size;                 /* sizeof(ma_validator_opts) */
	int assert_format;           /* "format" is an assertion, not only an annotation */
	const char *const *ref_uris; /* refs_n schemas that may be referred to; nothing is fetched */
	const char *const *ref_texts;
	size_t refs_n;
} ma_validator_opts;

/*
 * Compile a schema. Borrows everything; `name` stands for it in messages; opts NULL: all defaults.
 * Gives *out: ma_validator_free(). MA_EINVALID: it is no schema; the message says where.
 */
MA_API ma_rc ma_validator_new(const char *schema, const char *name, const ma_validator_opts *opts,
	ma_validator **out, ma_err *err);

/*
 * Whether a text is JSON and fits. When it does not and json_out is not NULL, gives *json_out:
 * [{"at","schema_at","message"}], JSON pointers into the document and the schema, and a sentence.
 * MA_ELIMIT: it nests too deep, or checking it would take too long.
 */
MA_API ma_rc ma_validator_check(
	ma_validator *validator, const char *json, int *valid_out, char **json_out, ma_err *err);

/* Accepts NULL. */
MA_API void ma_validator_free(ma_validator *validator);

/*
 * Look at what this machine has of what a run in `output` wants; it need not exist. Gives *json_out:
 * {"checks":[{"name","ok","needed","found","why","mend"}]}: without what is needed a run does not start, or cannot be verified. Where
 * a key was found is told, never the key. Blocks for some 100 ms.
 */
MA_API ma_rc ma_doctor(ma_ctx *ctx, const char *output, char **json_out, ma_err *err);

typedef struct ma_gc_opts {
	size_t size; /* sizeof(ma_gc_opts) */
	int64_t keep_runs; /* of the runs that have ended only so many stay, the newest; -1: none; 0: all */
	int64_t runs_older_than_days; /* those go that ended so long ago; -1: all that have; 0: none. With keep_runs: only those of them */
	int64_t packages_older_than_days; /* those shared packages go that no run used for so long; -1: all; 0: 30 */
	int dry_run;                      /* nothing is removed, only counted */
} ma_gc_opts;

/*
 * Remove from an output's state what nothing refers to any more: blobs that no event names, files that killed processes
 * left, and the logs of ended runs that are not wanted; never a run that has not ended. Of the user's cache, which all outputs share,
 * packages go that no run used for long, unless a verification uses them now. A live run of another process is not disturbed, but then no
 * run's log goes (MA_ECONFLICT when it is asked for), and what is free stays in the file. Borrows opts; NULL: all defaults.
 * Gives *json_out: {"dry_run","live","runs":[id],"events","blobs","files","bytes": of what was removed,"given_back": to the file system,
 * "packages":{"older_than_days","in_use","files","bytes"}}, which "bytes" does not count.
 */
MA_API ma_rc ma_gc(const char *output, const ma_gc_opts *opts, char **json_out, ma_err *err);

/*
 * The JSON in what a model wrote, repaired where it is damaged: docs/formats/extract.md. `kind` is "json"
 * or "plan"; `schema` is a JSON Schema that the value must fit, or NULL. Gives *json_out:
 * {"value","repairs":[{"class","at","what"}],"repairs_n","truncated"}; the classes are safe, guess and
 * truncation, `at` is a byte of the text. A truncated value is for previews only.
 * MA_EINVALID: there is no JSON in it, or none that can be read or fits. MA_EMISUSE: no such kind, no schema.
 *
 * Of `kind` "files" it gives the files in what a model wrote, in any form and with any nonce, docs/formats/files.md:
 * {"files":[{"op","path","content"}],"problems":[{"path","what"}],"truncated"}; op is file, edit, delete, move (with
 * "to") or tasks. A path that may not be written is a problem, and so is a file that was cut off.
 */
MA_API ma_rc ma_extract_text(
	const char *text, const char *kind, const char *schema, char **json_out, ma_err *err);

#ifdef __cplusplus
}
#endif
#endif
