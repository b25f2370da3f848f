/*
 * Rows that the tables of several commands have. AT(member) is the including file's: the offset of a member of that name in
 * the command's struct.
 */
#ifndef MA_CLI_OPT_ROWS_H
#define MA_CLI_OPT_ROWS_H

#include "cli/opt.h"

/* clang-format off */
#define ROW_PROJECT \
	{ "output", 'o', OPT_TEXT, AT(output), "DIR", "the project's directory (default: .)", 0 }
#define ROW_PROMPT_FILE \
	{ "prompt-file", 0, OPT_TEXT, AT(prompt_file), "FILE", "read the prompt from a file", 0 }
#define ROW_CONTRACT \
	{ "contract", 0, OPT_TEXT, AT(contract), "FILE", \
		"take this contract (JSON) instead of the planner's own", 0 }
#define ROW_NO_FALLBACK \
	{ "no-fallback", 0, OPT_FLAG, AT(no_fallback), NULL, \
		"put nothing in the place of a planner's plan that stays bad", 0 }

#define ROW_PROVIDER(summary) { "provider", 0, OPT_TEXT, AT(provider), "NAMES", summary, 0 }
#define ROW_PROVIDER_CHAIN \
	ROW_PROVIDER("who answers, and after a comma who where that fails; see meta-agent models")
#define ROW_MODEL(summary) { "model", 0, OPT_TEXT, AT(model), "NAME", summary, 0 }
#define ROW_MODEL_OF_PROVIDER ROW_MODEL("which of the provider's models")
#define ROW_BASE_URL \
	{ "base-url", 0, OPT_TEXT, AT(base_url), "URL", \
		"where the provider is, if not at its own address", 0 }
#define ROW_SCRIPT \
	{ "script", 0, OPT_TEXT, AT(script), "FILE", "answers for the provider \"script\"", 0 }
#define ROW_RECORD \
	{ "record", 0, OPT_TEXT, AT(record), "FILE", \
		"write what the models were asked and answered to this cassette", 0 }
#define ROW_REPLAY \
	{ "replay", 0, OPT_TEXT, AT(replay), "FILE", \
		"answer from this cassette instead of asking anybody", 0 }

#define ROW_JOBS(summary) { "jobs", 'j', OPT_COUNT, AT(jobs), "N", summary, 256 }
#define ROW_TIMEOUT(summary) \
	{ "timeout", 0, OPT_SECONDS, AT(timeout_ms), "SECONDS", summary, 31536000 }
#define ROW_MAX_COST(summary) \
	{ "max-cost", 0, OPT_MONEY, AT(max_cost_microusd), "USD", summary, 1000000 }
#define ROW_MAX_TOKENS(summary) \
	{ "max-tokens", 0, OPT_COUNT, AT(max_tokens), "N", summary, 1000000000000 }
#define ROW_RETRY_BUDGET(summary) \
	{ "retry-budget", 0, OPT_NUMBER, AT(retry_budget), "N", summary, 1000000 }

#define ROW_SANDBOX \
	{ "sandbox", 0, OPT_CHOICE, AT(sandbox), "auto|off", \
		"off: run the project's commands unconfined", 1 }
#define ROW_FRESH \
	{ "fresh", 0, OPT_FLAG, AT(fresh), NULL, \
		"run all checks, whatever passed before on the same bytes", 0 }
#define ROW_FORMAT \
	{ "format", 0, OPT_CHOICE, AT(format), "auto|off", "off: files stay as they were written", 1 }
#define ROW_EVENTS_JSON \
	{ "json", 0, OPT_FLAG, AT(json), NULL, "write the events as JSON lines, then the result", 0 }
/* clang-format on */

#endif
