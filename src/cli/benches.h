/* What `meta-agent bench` can measure: names of this list alone are told, and the program of benchmarks has a function for each. */
#ifndef MA_CLI_BENCHES_H
#define MA_CLI_BENCHES_H

/* The one after `first` follows a comma. */
#define BENCHES(first, next)                                                                \
	first(start) next(size) next(validate) next(extract) next(plan) next(app) next(dag) \
		next(store) next(storm) next(llm) next(merge) next(offline) next(blocks)    \
			next(check) next(verify) next(sandbox)

#endif
