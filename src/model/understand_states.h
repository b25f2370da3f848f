/* Lists of the states that a record can be in. Private to model/understand*.c. */
#ifndef MA_MODEL_UNDERSTAND_STATES_H
#define MA_MODEL_UNDERSTAND_STATES_H

#include "model/understand_parts.h"

#define MA_STATES_MAX 16 /* values of one list */
#define MA_STATE_NOUNS \
	"status statuses state states stage stages phase phases lifecycle workflow workflows"

struct ma_states {
	struct {
		size_t from, to;
	} values[MA_STATES_MAX];
	size_t n, end; /* of the values; and where their list ends */
};

/*
 * The values at `at`: "new, in progress and done", "draft -> sent -> paid"; where they are passed through also "new to open to
 * closed". False: there are fewer than two, or they are as well what fields are called.
 */
bool ma_spec_read_states(
	struct ma_spec *spec, size_t at, size_t to, bool passed, struct ma_states *out);
/* Whether one of them is plainly a state and no place or thing: "draft", "approved". */
bool ma_spec_are_states(const struct ma_spec *spec, const struct ma_states *s);
/* Add them, or the values in snake case, to the record as a choice that is called by `words`. */
void ma_spec_add_states(struct ma_spec *spec, struct ma_spec_entity *e, struct ma_str words,
	const struct ma_states *s);
void ma_spec_add_choice(struct ma_spec *spec, struct ma_spec_entity *e, struct ma_str words,
	const struct ma_str *values, size_t n);
bool ma_is_state_word(struct ma_str word);

#endif
