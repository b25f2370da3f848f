/* Work that several threads do together while its caller waits. */
#ifndef MA_SYS_THREADS_H
#define MA_SYS_THREADS_H

#include <stddef.h>

#define MA_THREADS_MAX 16

/*
 * work(data) at once in as many as n threads (at most MA_THREADS_MAX), the caller's among them, and back when all have returned. Where there are no
 * more threads to be had, fewer do it: each must go on until nothing is left to do. Blocks; not for the loop.
 */
void ma_threads(size_t n, void (*work)(void *data), void *data);

#endif
