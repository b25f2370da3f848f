/* What gives a rule away. Private to model/understand_{asked,cues,narrated,rest,rules}.c. */
#ifndef MA_MODEL_UNDERSTAND_CUES_H
#define MA_MODEL_UNDERSTAND_CUES_H

#include "model/understand_parts.h"

/* "500", "three" */
bool ma_cue_is_count(const struct ma_spec *spec, size_t at);
/* Each: whether tokens [at, end) say it. */
/* "within 60 days", "two weeks before", "until everyone has handed in", "as soon as", "automatically" */
bool ma_cue_says_when(const struct ma_spec *spec, size_t at, size_t end);
/* "at most three", "not more", "only once", "max 2", "no double bookings" */
bool ma_cue_limits(const struct ma_spec *spec, size_t at, size_t end);
/* "is the sum of", "is worked out from", "follows from the size", "= paid - owed": what is not typed in. */
bool ma_cue_derives(const struct ma_spec *spec, size_t at, size_t end);
/* "are to be flagged", "ought to be filled in": a verb that says nothing of what is kept. */
bool ma_cue_demands(const struct ma_spec *spec, size_t at, size_t end);
/* "synced with Airbnb", "sign in with our accounts": a part of it is another program's. */
bool ma_cue_connects(const struct ma_spec *spec, size_t at, size_t end);
/* "owner gets a photo every day" */
bool ma_cue_is_routine(const struct ma_spec *spec, size_t at, size_t end);
/* "We are a small club", "It started as a joke", "the mill burned down in 1987": it asks for nothing. */
bool ma_cue_narrates(const struct ma_spec *spec, size_t at, size_t end);
/* "costs 20 cents a day", "may last 2 hours", "drops 5 percent": so much of something. */
bool ma_cue_measures(const struct ma_spec *spec, size_t at, size_t end);
/* "the heaviest pallets are ...", "the book with the most votes", "every tenth wash": one picked out of all by what it is. */
bool ma_cue_picks(const struct ma_spec *spec, size_t begin, size_t end);
/* "Tours with fewer than ten bookings are cancelled": some of them, told by what they are like. */
bool ma_cue_of_those_with(const struct ma_spec *spec, size_t begin, size_t end);
/* "A shift is full when four people have come", where "a loan is created when ..." says what is kept. */
bool ma_cue_so_when(const struct ma_spec *spec, size_t at, size_t end);
/* "Expired medicine is never handed out", "cleaning is always on Sundays", "beginners only sail with an instructor" */
bool ma_cue_frequency(const struct ma_spec *spec, size_t begin, size_t end);
/* Fields or things are listed: "with a name and a date", "each has a date", "status (open, closed)". */
bool ma_cue_lists(const struct ma_spec *spec, size_t at, size_t end);

#endif
