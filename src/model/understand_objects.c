/* Schemas as objects of JavaScript: Mongoose's "new Schema({ ... })" and Zod's "z.object({ ... })". */
#include "model/understand_members.h"

/* "bookSchema", "BookSchema": the name before it. */
static struct ma_str plain_name(struct ma_str name)
{
	if (name.n > 6 && (ma_str_ends(name, "Schema") || ma_str_ends(name, "schema")))
		name.n -= 6;
	return name;
}

/* ['a', 'b'] or the like, up to where the group closes. */
static void read_values(struct ma_notation *n, struct ma_notation_reader *m, struct ma_member *of)
{
	struct ma_notation_reader inside = *m;
	struct ma_mark mark;

	ma_notation_skip_group(m);
	of->values = ma_notation_enum(n, of->name);
	while (of->values && inside.rest.n > m->rest.n) {
		mark = ma_notation_next_in_line(&inside);
		if (mark.kind == MA_MARK_TEXT)
			ma_notation_enum_value(n, of->values, mark.text);
		else if (mark.kind == MA_MARK_WORD && of->type.n == 0)
			of->type = mark.text; /* a choice that has a name */
	}
	if (of->values && of->values->values_n < 2)
		of->values = NULL;
}

/* { type: String, required: [true, 'why'], ref: 'Author' } behind its bracket */
static void read_settings(struct ma_notation *n, struct ma_notation_reader *m, struct ma_member *of)
{
	struct ma_mark mark, value;
	struct ma_str rest;

	for (mark = ma_notation_next_in_line(m);
		mark.kind != MA_MARK_END && !ma_notation_is(&mark, "}");
		mark = ma_notation_next_in_line(m)) {
		if (mark.kind != MA_MARK_WORD || !ma_notation_take(m, ":"))
			continue;
		rest = m->rest;
		value = ma_notation_next_in_line(m);
		if (ma_notation_is(&value, "[")) {
			if (ma_notation_is(&mark, "enum")) {
				read_values(n, m, of);
				continue;
			}
			of->many = of->many || ma_notation_is(&mark, "type");
			value = ma_notation_next_in_line(m);
			ma_notation_skip_group(m);
		} else if (ma_notation_is(&value, "{") || ma_notation_is(&value, "(")) {
			ma_notation_skip_group(m);
		}
		while (ma_notation_take(m, "."))
			value = ma_notation_next_in_line(m); /* "Schema.Types.ObjectId" */
		if (ma_notation_is(&mark, "type"))
			of->type = value.text;
		else if (ma_notation_is(&mark, "ref"))
			of->to = value.text;
		else if (ma_notation_is(&mark, "required"))
			of->required = ma_notation_is(&value, "true");
		else if (ma_notation_is(&mark, "unique"))
			of->unique = ma_notation_is(&value, "true");
		else if (ma_notation_is(&mark, "default"))
			of->preset = ma_notation_preset(rest);
		else if (!ma_words_have("trim lowercase uppercase index", mark.text))
			ma_notation_unused(n, mark.text);
	}
}

/* One link of "z.string().email().optional()", its point taken off. */
static void read_call(struct ma_notation *n, struct ma_notation_reader *m, struct ma_member *of)
{
	struct ma_mark name = ma_notation_next_in_line(m);
	bool open = ma_notation_take(m, "(");

	if (ma_notation_is(&name, "optional") || ma_notation_is(&name, "nullable") ||
		ma_notation_is(&name, "nullish"))
		of->required = false;
	else if (ma_notation_is(&name, "enum") || ma_notation_is(&name, "nativeEnum")) {
		if (open)
			read_values(n, m, of);
		return;
	} else if (ma_notation_is(&name, "array"))
		of->many = true;
	else if (ma_notation_is(&name, "default") && open)
		of->preset = ma_notation_preset(m->rest);
	else if (ma_words_have("object record tuple unknown any", name.text))
		of->type = MA_STR("json");
	else if (ma_words_have(
			 "string number boolean date int email url datetime uuid cuid bigint time",
			 name.text))
		of->type = name.text;
	else if (!ma_words_have("z coerce lazy trim nonempty describe", name.text))
		ma_notation_unused(n, name.text);
	if (open && ma_notation_is(&name, "array"))
		return; /* what it is of stands within */
	if (open)
		ma_notation_skip_group(m);
}

/* A member's value, up to its comma or the end of the object. */
static void read_value(struct ma_notation *n, struct ma_notation_reader *m, struct ma_member *of)
{
	struct ma_mark mark;

	for (mark = ma_notation_peek_in_line(m); mark.kind != MA_MARK_END &&
		!ma_notation_is(&mark, ",") && !ma_notation_is(&mark, "}");
		mark = ma_notation_peek_in_line(m)) {
		(void)ma_notation_next_in_line(m); /* the one that was seen */
		if (ma_notation_is(&mark, "["))
			of->many = true;
		else if (ma_notation_is(&mark, "{"))
			read_settings(n, m, of);
		else if (ma_notation_is(&mark, "("))
			ma_notation_skip_group(m);
		else if (ma_notation_is(&mark, ".") &&
			!ma_words_have("Types ObjectId", ma_notation_peek_in_line(m).text))
			read_call(n, m, of);
		else if (mark.kind == MA_MARK_WORD &&
			!ma_words_have("z Schema mongoose Types", mark.text))
			of->type = plain_name(mark.text);
	}
}

/* Behind "{": members up to "}". */
static void read_members(struct ma_notation *n, struct ma_notation_reader *m,
	struct ma_spec_entity *e, bool required)
{
	struct ma_member *of, unused;
	struct ma_mark mark;

	for (mark = ma_notation_next_in_line(m);
		mark.kind != MA_MARK_END && !ma_notation_is(&mark, "}") && !n->spec->rc;
		mark = ma_notation_next_in_line(m)) {
		if ((mark.kind != MA_MARK_WORD && mark.kind != MA_MARK_TEXT) ||
			!ma_notation_take(m, ":"))
			continue;
		unused = (struct ma_member){ .name = mark.text };
		of = ma_member_add(n, e, mark.text);
		of = of ? of : &unused;
		of->required = required;
		read_value(n, m, of);
	}
}

/* "export const bookSchema = new mongoose.Schema({": its name, and the text behind the bracket; false: it is none. */
static bool at_schema(struct ma_str line, struct ma_str *name, struct ma_str *rest, bool *zod)
{
	ptrdiff_t object = ma_str_find(line, MA_STR("z.object(")),
		  schema = ma_str_find(line, MA_STR("Schema("));
	ptrdiff_t schema_of = ma_str_find(line, MA_STR(">("));

	(void)ma_notation_cut(&line, "export "); /* may be there */
	if (!ma_notation_cut(&line, "const ") && !ma_notation_cut(&line, "let ") &&
		!ma_notation_cut(&line, "var "))
		return false;
	*name = plain_name(ma_notation_cut_word(&line));
	if (name->n == 0 || !ma_notation_cut(&line, "="))
		return false;
	*zod = object >= 0;
	if (object < 0 && schema < 0 && (schema_of < 0 || ma_str_find(line, MA_STR("Schema<")) < 0))
		return false;
	while (line.n > 0 && line.p[0] != '(')
		line = ma_str_from(line, 1);
	*rest = ma_str_from(line, 1);
	return true;
}

/* Lines that only code has: what is imported and exported. */
static void blank_others(struct ma_notation *n)
{
	struct ma_notation_lines lines = { n->prompt };
	struct ma_str line = MA_STR("");

	while (ma_notation_line(&lines, &line))
		if (ma_str_starts(line, "import ") || ma_str_starts(line, "module.exports") ||
			ma_str_starts(line, "export default ") ||
			ma_str_find(line, MA_STR("require(")) >= 0 ||
			ma_str_ends(line, "= mongoose;") ||
			ma_str_find(line, MA_STR("mongoose.model(")) >= 0 ||
			ma_str_find(line, MA_STR("z.infer<")) >= 0)
			ma_notation_blank(n, line.p, line.p + line.n);
}

void ma_notation_read_objects(struct ma_notation *n)
{
	struct ma_notation_lines lines = { n->prompt };
	struct ma_notation_reader m = { .rest = n->prompt };
	struct ma_str line = MA_STR(""), name, rest;
	bool zod;

	while (!n->spec->rc && ma_notation_line(&lines, &line)) {
		if (!at_schema(line, &name, &rest, &zod))
			continue;
		m.rest = ma_str_n(rest.p, (size_t)(n->prompt.p + n->prompt.n - rest.p));
		if (!ma_notation_take(&m, "{"))
			continue;
		read_members(n, &m, ma_notation_entity(n, name), zod);
		if (ma_notation_take(&m, ","))
			ma_notation_skip_group(&m); /* what a schema says of itself */
		else
			(void)ma_notation_take(&m, ")"); /* else the text ends */
		(void)ma_notation_take(&m, ";");         /* may be there */
		ma_notation_blank(n, line.p, m.rest.p);
		lines.rest = m.rest;
	}
	if (n->blanked)
		blank_others(n);
}
