/*
 * Structured diagnostics: a level, an event word, key=value fields. Library
 * floors never log above debug; the sink belongs to the program.
 */
#ifndef MA_BASE_LOG_H
#define MA_BASE_LOG_H

enum ma_log_level { MA_LOG_ERROR, MA_LOG_WARN, MA_LOG_INFO, MA_LOG_DEBUG };

/* `line` is one line without its end; borrows for the call; may be called from any thread, one at a time. */
typedef void ma_log_fn(void *data, enum ma_log_level level, const char *line);

/* Nothing is logged until a sink is set; NULL takes it away. `data` must outlive it. */
void ma_log_to(ma_log_fn *sink, void *data, enum ma_log_level most);

/* `event` is a short noun.verb; fmt gives the fields: "task=%s attempt=%d". */
void ma_log(enum ma_log_level level, const char *event, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
