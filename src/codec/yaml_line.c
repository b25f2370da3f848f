/* Where a value stands in a YAML text: its events are read once more, and the pointer of each is compared. */
#include <yaml.h>

#include "base/buf.h"
#include "base/limits.h"
#include "codec/yaml.h"

#define DEPTH_MAX 64 /* as yaml.c reads */
#define POINTER_MAX (8 * MA_KIB)

struct frame {
	bool is_mapping, has_key;
	size_t items;
	size_t path_n; /* bytes of the container's own pointer */
};

struct finder {
	struct ma_str pointer;
	struct ma_buf path; /* of the value that is read, or of its key */
	struct frame stack[DEPTH_MAX];
	size_t depth;
	size_t line; /* 0: not found yet */
};

static void add_escaped(struct ma_buf *out, struct ma_str key)
{
	size_t i;

	for (i = 0; i < key.n; i++) {
		if (key.p[i] == '~' || key.p[i] == '/')
			ma_buf_adds(out, key.p[i] == '~' ? "~0" : "~1");
		else
			ma_buf_addc(out, key.p[i]);
	}
}

static void cut_path(struct finder *f, const struct frame *top)
{
	if (f->path.n > top->path_n)
		f->path.n = top->path_n;
	ma_buf_addc(&f->path, '/');
}

static void compare(struct finder *f, const yaml_event_t *e)
{
	if (f->line == 0 && ma_str_eq(ma_buf_str(&f->path), f->pointer))
		f->line = e->start_mark.line + 1;
}

/* A key or a value begins. True: a value. */
static bool step(struct finder *f, const yaml_event_t *e)
{
	struct frame *top = f->depth ? &f->stack[f->depth - 1] : NULL;

	if (!top) {
		compare(f, e);
		return true;
	}
	if (top->is_mapping && top->has_key) {
		top->has_key = false;
		return true;
	}
	cut_path(f, top);
	if (top->is_mapping && e->type == YAML_SCALAR_EVENT) {
		add_escaped(&f->path,
			ma_str_n((const char *)e->data.scalar.value, e->data.scalar.length));
		top->has_key = true;
	} else {
		ma_buf_addf(&f->path, "%zu", top->items++);
	}
	compare(f, e);
	return !top->is_mapping;
}

/* False: nothing more can be found. */
static bool take(struct finder *f, const yaml_event_t *e)
{
	bool is_mapping = e->type == YAML_MAPPING_START_EVENT;

	switch (e->type) {
	case YAML_SCALAR_EVENT:
		(void)step(f, e); /* it has no inside */
		break;
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		if (!step(f, e) || f->depth == DEPTH_MAX)
			return false;
		f->stack[f->depth++] = (struct frame){ is_mapping, false, 0, f->path.n };
		break;
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT:
		f->depth--;
		break;
	case YAML_STREAM_END_EVENT:
		return false;
	default:
		break;
	}
	return f->line == 0 && !f->path.rc;
}

bool ma_yaml_line(struct ma_str text, struct ma_str pointer, size_t *line_out)
{
	struct finder f = { .pointer = pointer, .path = MA_BUF_INIT(POINTER_MAX) };
	yaml_parser_t parser;
	yaml_event_t event;
	bool more = true;

	if (!yaml_parser_initialize(&parser))
		return false;
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)(text.p ? text.p : ""), text.n);
	while (more && yaml_parser_parse(&parser, &event)) {
		more = take(&f, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	ma_buf_done(&f.path);
	if (f.line > 0)
		*line_out = f.line;
	return f.line > 0;
}
