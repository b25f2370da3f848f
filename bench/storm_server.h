/* A server of chat completions that serves two requests in a second, any second, and refuses the others. */
#ifndef MA_BENCH_STORM_SERVER_H
#define MA_BENCH_STORM_SERVER_H

enum storm_says { STORM_NOTHING, STORM_RETRY_AFTER, STORM_LIMITS, STORM_SAYS_N };

struct storm_server {
	int listener, port;
	enum storm_says says;
	unsigned requests, served;
	unsigned after, served_after; /* that came after the first refusal was decided */
	double first_ms, last_ms;     /* of the first request, and of the last answer */
	struct storm_state *state;
};

/* Serves on 127.0.0.1 on a thread of its own until it is stopped. */
void storm_server_start(struct storm_server *s, enum storm_says says);
void storm_server_stop(struct storm_server *s);

#endif
