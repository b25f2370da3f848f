/* What a provider says it still allows, as its answers tell by the way. */
#ifndef MA_MODEL_ALLOWANCE_H
#define MA_MODEL_ALLOWANCE_H

#include <stdint.h>

/* Of one thing that is counted. */
struct ma_allowance {
	int64_t limit; /* of a whole period, 0: not told */
	int64_t left;  /* of this period; without meaning when reset_ms is 0 */
	int64_t reset_ms; /* until all of it is there again, counted from the answer's end; 0: nothing was told */
};

struct ma_allowances {
	struct ma_allowance requests, tokens;
	int64_t age_ms; /* how long before the answer's end the provider said so */
};

#endif
