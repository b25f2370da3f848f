/* Threads for a piece of work. */
#include "sys/threads.h"

#include <pthread.h>

struct share {
	void (*work)(void *data);
	void *data;
};

static void *run(void *data)
{
	const struct share *s = data;

	s->work(s->data);
	return NULL;
}

void ma_threads(size_t n, void (*work)(void *data), void *data)
{
	struct share s = { work, data };
	pthread_t others[MA_THREADS_MAX - 1];
	size_t started = 0;

	while (started + 1 < n && started < MA_THREADS_MAX - 1 &&
		pthread_create(&others[started], NULL, run, &s) == 0)
		started++;
	work(data);
	while (started > 0)
		(void)pthread_join(
			others[--started], NULL); /* it is one of ours and not joined yet */
}
