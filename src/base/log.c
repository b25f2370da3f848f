/* Structured diagnostics to one sink. The lock is here as loop work may log from its thread. */
#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/buf.h"

#define LINE_MAX_SIZE 1024

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int most_level = -1; /* below every level: nothing is logged */
static ma_log_fn *sink_fn;
static void *sink_data;

void ma_log_to(ma_log_fn *sink, void *data, enum ma_log_level most)
{
	pthread_mutex_lock(&lock);
	sink_fn = sink;
	sink_data = data;
	atomic_store(&most_level, sink ? (int)most : -1);
	pthread_mutex_unlock(&lock);
}

/* On one line whatever they hold: a value cannot forge a line of its own. */
static void add_fields(struct ma_buf *line, struct ma_str fields)
{
	struct ma_str part;
	bool first = true;

	for (; ma_str_cut(&fields, '\n', &part); first = false) {
		ma_buf_adds(line, first ? "" : "\\n");
		ma_buf_add_visible(line, part);
	}
}

void ma_log(enum ma_log_level level, const char *event, const char *fmt, ...)
{
	struct ma_buf line = MA_BUF_INIT(LINE_MAX_SIZE * 4);
	char fields[LINE_MAX_SIZE];
	va_list ap;

	if ((int)level > atomic_load(&most_level))
		return;
	va_start(ap, fmt);
	(void)vsnprintf(fields, sizeof(fields), fmt, ap); /* a long line is cut */
	va_end(ap);
	ma_buf_addf(&line, "%s ", event);
	add_fields(&line, ma_str(fields));
	pthread_mutex_lock(&lock);
	if (sink_fn && !line.rc)
		sink_fn(sink_data, level, line.p);
	pthread_mutex_unlock(&lock);
	ma_buf_done(&line);
}
