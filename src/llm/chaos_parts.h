/* What the parts of chaos share. Private to llm/chaos*.c. */
#ifndef MA_LLM_CHAOS_PARTS_H
#define MA_LLM_CHAOS_PARTS_H

#include <jansson.h>

#include "base/arena.h"
#include "llm/chaos.h"

struct ma_chaos_file {
	struct ma_str path, content,
		old; /* old: what was shown, where it is given as edits of that; "": as a whole */
};

/* What will be written. All of it is borrowed. */
struct ma_chaos_draft {
	json_t *plan;                         /* is changed; NULL: files */
	struct ma_chaos_file *files, *others; /* `others` are shown with the request */
	size_t files_n, files_max, others_n;
};

struct ma_chaos {
	struct ma_str seed, nonce,
		about;         /* what draws depend on; `about`: the prompt, or what was said */
	bool again;            /* the request tells of a problem: fewer mistakes are made */
	bool may_edit;         /* edits are asked for, beside whole files */
	struct ma_arena arena; /* of what is changed */
	struct ma_buf *made;
	uint32_t drawn;
	ma_rc rc; /* MA_ENOMEM once memory was exhausted */
};

/* Make it; false where the draft has no place for it. */
typedef bool ma_chaos_make(struct ma_chaos *c, struct ma_chaos_draft *d);

struct ma_chaos_mistake {
	const char *name;
	uint32_t weight; /* among the mistakes of its table */
	ma_chaos_make *make;
};

/* A number below `n`, which is not 0. */
uint32_t ma_chaos_draw(struct ma_chaos *c, size_t n);
/* With so many of 100 answers; with a quarter of them once a problem was told. */
bool ma_chaos_chance(struct ma_chaos *c, uint32_t percent);
/* As ma_chaos_chance(), and noted; drawn by its name, so that all else of a seed stays as it is. */
bool ma_chaos_happens(struct ma_chaos *c, uint32_t percent, const char *name);
void ma_chaos_note(struct ma_chaos *c, const char *name);
/* A copy that lives as long as the draft. */
struct ma_str ma_chaos_keep(struct ma_chaos *c, struct ma_str text);

extern const struct ma_chaos_mistake ma_chaos_in_files[], ma_chaos_in_plans[];
extern const size_t ma_chaos_in_files_n, ma_chaos_in_plans_n;
/* The same, each by itself with `weight` of 100 answers. */
extern const struct ma_chaos_mistake ma_chaos_besides[];
extern const size_t ma_chaos_besides_n;

/* The file as an edit of what was shown; false: it is none. */
bool ma_chaos_edit(
	struct ma_chaos *c, struct ma_str nonce, const struct ma_chaos_file *f, struct ma_buf *out);

/* Written down in one of the forms that models use. */
void ma_chaos_form(struct ma_chaos *c, const struct ma_chaos_draft *d, struct ma_buf *out);

#endif
