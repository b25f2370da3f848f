/*
 * Several things in plain text, each a line of its own with its fields in the lines below: "PLAYERS", "name, grade, date joined", an
 * empty line, "GAMES", ... One alone is left to understand_outline.c; of several that go together, each is a definition even where
 * few of its fields are known words. Two passes, linear in the text but for the names of at most HEADS heads.
 */
#include "model/understand_layout.h"

#define HEADS 40
#define ITEMS 40 /* of one block */

struct block {
	struct ma_str name;
	struct ma_str body, rest; /* the lines of its fields, and what is behind them */
	size_t items, fields;     /* fields: those that are plainly such */
	bool valid;
};

struct blocks {
	struct ma_spec *spec;
	struct ma_str names[HEADS]; /* of the valid ones */
	size_t names_n, items, fields;
	struct ma_buf out;
};

static void weigh(const struct blocks *b, struct block *block, struct ma_str item)
{
	struct ma_str name, details;
	int weight;

	ma_definition_split(item, &name, &details);
	weight = ma_definition_weigh(b->spec, name, details);
	if (weight <= 0 && details.n == 0 &&
		ma_definition_is_named(b->spec, b->names, b->names_n, name))
		weight = 1;
	block->valid = block->valid && weight >= 0 && name.n > 0 && ++block->items <= ITEMS;
	block->fields += weight > 0;
}

/* A line of its fields: one with what is said of it, or a list of them. */
static bool is_list(const struct ma_line *line)
{
	struct ma_str name, details;

	ma_definition_split(line->text, &name, &details);
	return memchr(name.p, ',', name.n) != NULL;
}

static void weigh_line(const struct blocks *b, struct block *block, const struct ma_line *line)
{
	struct ma_str list = line->text, item;

	if (!is_list(line)) {
		weigh(b, block, line->text);
		return;
	}
	while (block->valid && ma_outline_cut_item(&list, &item))
		weigh(b, block, item);
}

/* The lines below a head: bullets, or plain ones up to an empty one. */
static struct block read_block(struct blocks *b, const struct ma_line *head, struct ma_str rest)
{
	struct block block = { .body = rest, .rest = rest };
	struct ma_line line, first = { .indent = 0 };
	struct ma_str s;

	if (head->bullet || head->text.n == 0 || head->level > 0)
		return block;
	block.name = ma_outline_thing(b->spec, head->text);
	block.valid = block.name.n > 0;
	while (block.valid && ma_str_line(&rest, &s)) {
		line = ma_line_read(s);
		if (line.text.n == 0 || line.level > 0)
			break;
		if (block.items == 0)
			first = line;
		else if (line.bullet != first.bullet || line.indent < first.indent)
			break;
		if (line.indent > first.indent || line.colon || line.indent < head->indent)
			block.valid = false;
		else
			weigh_line(b, &block, &line);
		block.rest = rest;
	}
	block.valid = block.valid && block.fields > 0;
	block.body.n = (size_t)(block.rest.p - block.body.p);
	return block;
}

static void add_block(struct blocks *b, const struct block *block)
{
	struct ma_str body = block->body, s, name, details;
	struct ma_line line;

	ma_definition_begin(&b->out, block->name);
	while (ma_str_line(&body, &s)) {
		line = ma_line_read(s);
		if (is_list(&line)) {
			ma_definition_fields(&b->out, line.text);
			ma_buf_adds(&b->out, ", ");
		} else {
			ma_definition_split(line.text, &name, &details);
			ma_definition_field(&b->out, name, details);
		}
	}
	ma_definition_end(&b->out);
}

/* Each line that may be a head: the first one, behind an empty line, behind another block, or above bullets. */
static void each_block(struct blocks *b, struct ma_str prompt, bool write)
{
	bool fresh = true;
	struct ma_str rest = prompt, s, next;
	struct ma_line line;
	struct block block;

	while (ma_str_line(&rest, &s)) {
		line = ma_line_read(s);
		next = rest;
		block = fresh ? read_block(b, &line, rest) : (struct block){ .valid = false };
		fresh = line.text.n == 0;
		if (block.valid && !write && b->names_n < HEADS) {
			b->names[b->names_n++] = ma_spec_name(
				b->spec, block.name, MA_CASE_PASCAL, true);
			b->items += block.items;
			b->fields += block.fields;
		}
		if (block.valid) {
			next = block.rest;
			fresh = true;
		}
		if (write && block.valid) {
			add_block(b, &block);
		} else if (write) {
			ma_buf_addv(&b->out, s);
			ma_buf_addc(&b->out, '\n');
		}
		rest = next;
	}
}

struct ma_str ma_spec_read_blocks(struct ma_spec *spec, struct ma_str prompt)
{
	struct blocks b = { .spec = spec, .out = MA_BUF_INIT(prompt.n * 4 + 64) };

	if (spec->rc || ma_str_find(prompt, MA_STR("\n")) < 0)
		return prompt;
	each_block(&b, prompt, false);
	if (b.names_n < 2 || b.fields * 2 < b.items)
		return prompt;
	each_block(&b, prompt, true);
	return ma_spec_text(spec, &b.out, prompt);
}
