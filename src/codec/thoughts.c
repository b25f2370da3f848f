/* Thoughts: <think>, and how others call it. */
#include "codec/thoughts.h"

#include "base/err.h"

/* In any case of letters. */
static const struct {
	const char *open, *close;
} forms[] = {
	{ "<think>", "</think>" },
	{ "<thinking>", "</thinking>" },
	{ "<reasoning>", "</reasoning>" },
	{ "<thought>", "</thought>" },
	{ "<thoughts>", "</thoughts>" },
	{ "<analysis>", "</analysis>" },
	{ "<scratchpad>", "</scratchpad>" },
	{ "<antThinking>", "</antThinking>" },
	{ "<seed:think>", "</seed:think>" },
	{ "[THINK]", "[/THINK]" },
	{ "◁think▷", "◁/think▷" },
	{ "<|begin_of_thought|>", "<|end_of_thought|>" },
	{ "<|channel|>analysis<|message|>", "<|channel|>final<|message|>" },
	{ "<|start|>assistant<|channel|>analysis<|message|>", "<|channel|>final<|message|>" },
};

static bool starts(struct ma_str s, struct ma_str what)
{
	return s.n >= what.n && ma_str_eq_nocase(ma_str_n(s.p, what.n), what);
}

/* Behind the first `close`; false where there is none. */
static bool skip_to_end(struct ma_str *text, struct ma_str close)
{
	struct ma_str rest = *text;
	const char *at;

	while (rest.n > 0 && (at = memchr(rest.p, close.p[0], rest.n))) {
		rest = ma_str_from(rest, (size_t)(at - rest.p));
		if (starts(rest, close)) {
			*text = ma_str_from(rest, close.n);
			return true;
		}
		rest = ma_str_from(rest, 1);
	}
	return false;
}

bool ma_thoughts_cut(struct ma_str *text)
{
	struct ma_str start = ma_str_trim(*text);
	size_t i;

	for (i = 0; i < MA_COUNT(forms); i++)
		if (starts(start, ma_str(forms[i].open)))
			return skip_to_end(text, ma_str(forms[i].close));
	return true;
}

bool ma_thoughts_end(struct ma_str line)
{
	size_t i;

	line = ma_str_trim(line);
	for (i = 0; i < MA_COUNT(forms); i++)
		if (ma_str_eq_nocase(line, ma_str(forms[i].close)))
			return true;
	return false;
}
