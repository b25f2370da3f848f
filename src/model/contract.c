/* The check of a contract. */
#include "model/contract.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "codec/json.h"
#include "model/preset.h"

#define TOLD_MAX 380 /* bytes of problems in a message */

static const char types[] =
	"string text integer decimal money boolean date datetime time email url phone image file enum ref json "
	"markdown tags rating";
static const char relations[] = "one_to_one one_to_many many_to_one many_to_many";

struct check {
	struct ma_buf told; /* problems, "; " between them */
	size_t n, told_n;   /* of all of them, and of those that are told */
	struct ma_map entities;
	bool program; /* or a library */
	ma_rc rc;
};

__attribute__((format(printf, 2, 3))) static void problem(struct check *c, const char *fmt, ...)
{
	struct ma_buf seen = MA_BUF_INIT(8 * MA_KIB);
	char one[MA_KIB];
	va_list args;
	size_t i;

	va_start(args, fmt);
	(void)vsnprintf(
		one, sizeof(one), fmt, args); /* a place, a clipped name and a list of words fit */
	va_end(args);
	for (i = 0; one[i]; i++)
		if (one[i] == '\n' || one[i] == '\t')
			one[i] = ' '; /* a message is one line */
	ma_buf_add_visible(&seen, ma_str(one));
	if (seen.rc) {
		c->rc = MA_ENOMEM; /* the text is short */
	} else if (c->n++ == 0 || c->told.n + seen.n + 2 <= TOLD_MAX) {
		c->told_n++;
		ma_buf_adds(&c->told, c->told.n > 0 ? "; " : "");
		ma_buf_addv(&c->told, ma_str_clip(ma_buf_str(&seen), TOLD_MAX));
	}
	ma_buf_done(&seen);
}

static struct ma_str text_of(const json_t *s)
{
	return ma_str_n(json_string_value(s), json_string_length(s));
}

#define SHOWN(s) MA_STR_ARG(ma_str_clip(s, 60))

static bool is_one_of(const char *words, struct ma_str word)
{
	struct ma_str rest = ma_str(words), one;

	while (ma_str_cut(&rest, ' ', &one))
		if (ma_str_eq(one, word))
			return true;
	return false;
}

/* "Blog post" and "blogPost" are one name: letters and digits in lower case. */
static void fold(struct ma_str name, struct ma_buf *out)
{
	size_t i;

	for (i = 0; i < name.n; i++) {
		char ch = name.p[i];

		if (ch >= 'A' && ch <= 'Z')
			ma_buf_addc(out, (char)(ch - 'A' + 'a'));
		else if ((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9'))
			ma_buf_addc(out, ch);
	}
}

static bool is_there(struct check *c, const struct ma_map *names, struct ma_str name)
{
	struct ma_buf folded = MA_BUF_INIT(MA_LIMIT_PLAN);
	bool there;

	fold(name, &folded);
	if (folded.rc)
		c->rc = MA_ENOMEM;
	there = !folded.rc && ma_map_has(names, ma_buf_str(&folded));
	ma_buf_done(&folded);
	return there;
}

/* The name of an entity or a field, each once. */
static void check_name(
	struct check *c, struct ma_map *names, const json_t *object, const char *list, size_t i)
{
	struct ma_buf folded = MA_BUF_INIT(MA_LIMIT_PLAN);
	struct ma_str name = ma_json_str(object, "name"), key;

	fold(name, &folded);
	key = ma_buf_str(&folded);
	if (folded.rc)
		c->rc = MA_ENOMEM;
	else if (key.n == 0 || (key.p[0] >= '0' && key.p[0] <= '9'))
		problem(c, "%s/%zu/name: expected a name that begins with a letter", list, i);
	else if (ma_map_has(names, key))
		problem(c, "%s/%zu/name: \"" MA_STR_FMT "\" is there already", list, i, SHOWN(name));
	else if (!ma_map_put(names, key, c))
		c->rc = MA_ENOMEM;
	ma_buf_done(&folded);
}

/* A member that is a list; NULL where it is not there, or is none, which is told. */
static const json_t *list_of(
	struct check *c, const json_t *object, const char *place, const char *member)
{
	const json_t *list = json_object_get(object, member);

	if (!list || json_is_array(list))
		return list;
	problem(c, "%s/%s: expected a list", place, member);
	return NULL;
}

static void check_texts(struct check *c, const json_t *object, const char *place, const char *member)
{
	const json_t *list = list_of(c, object, place, member), *one;
	size_t i;

	json_array_foreach (list, i, one)
		if (!json_is_string(one) || json_string_length(one) == 0)
			problem(c, "%s/%s/%zu: expected a text", place, member, i);
}

static void check_flag(struct check *c, const json_t *field, const char *at, const char *member)
{
	const json_t *flag = json_object_get(field, member);

	if (flag && !json_is_boolean(flag))
		problem(c, "%s/%s: expected true or false", at, member);
}

static void check_target(struct check *c, const json_t *object, const char *at, const char *member)
{
	struct ma_str to = ma_json_str(object, member);

	if (to.n == 0)
		problem(c, "%s/%s: expected the name of an entity", at, member);
	else if (!is_there(c, &c->entities, to) && !ma_str_is(to, "User"))
		problem(c, "%s/%s: no entity \"" MA_STR_FMT "\"", at, member, SHOWN(to));
}

static void check_preset(struct check *c, const json_t *field, const char *at, struct ma_str type)
{
	const json_t *preset = json_object_get(field, "default");

	if (!preset)
		return;
	if (c->program) {
		problem(c, "%s/default: programs and libraries have none", at);
		return;
	}
	if (ma_preset_fits(field, preset))
		return;
	if (json_is_true(json_object_get(field, "unique")))
		problem(c, "%s/default: what is unique has none", at);
	else
		problem(c, "%s/default: none that a field of the type " MA_STR_FMT " may have", at,
			SHOWN(type));
}

static void check_field(struct check *c, const json_t *field, const char *at)
{
	const json_t *said = json_object_get(field, "type");
	struct ma_str type = said ? text_of(said) : MA_STR("string");

	if (!is_one_of(types, type))
		problem(c, "%s/type: no type \"" MA_STR_FMT "\"; there are: %s", at, SHOWN(type),
			types);
	check_flag(c, field, at, "required");
	check_flag(c, field, at, "unique");
	check_texts(c, field, at, "values");
	if (ma_str_is(type, "enum") && json_array_size(json_object_get(field, "values")) == 0)
		problem(c, "%s/values: expected the values of the enum", at);
	if (ma_str_is(type, "ref"))
		check_target(c, field, at, "to");
	check_preset(c, field, at, type);
}

static void check_fields(struct check *c, const json_t *entity, const char *place)
{
	const json_t *field;
	struct ma_map names = MA_MAP_INIT;
	char list[64], at[96];
	size_t i;

	(void)snprintf(list, sizeof(list), "%s/fields", place); /* fits */
	json_array_foreach (list_of(c, entity, place, "fields"), i, field) {
		(void)snprintf(at, sizeof(at), "%s/%zu", list, i); /* fits */
		if (!json_is_object(field)) {
			problem(c, "%s: expected an object", at);
			continue;
		}
		check_name(c, &names, field, list, i);
		check_field(c, field, at);
	}
	ma_map_done(&names);
}

static void check_entities(struct check *c, const json_t *contract)
{
	const json_t *list = list_of(c, contract, "", "entities"), *entity;
	char at[48];
	size_t i;

	if (json_array_size(list) > MA_CONTRACT_ENTITIES_MAX) {
		problem(c, "/entities: more than %d", MA_CONTRACT_ENTITIES_MAX);
		return;
	}
	json_array_foreach (list, i, entity) { /* all names, before one is referred to */
		if (json_is_object(entity))
			check_name(c, &c->entities, entity, "/entities", i);
		else
			problem(c, "/entities/%zu: expected an object", i);
	}
	json_array_foreach (list, i, entity) {
		(void)snprintf(at, sizeof(at), "/entities/%zu", i); /* fits */
		check_fields(c, entity, at);
	}
}

static void check_relations(struct check *c, const json_t *contract)
{
	const json_t *relation;
	char at[48];
	size_t i;

	json_array_foreach (list_of(c, contract, "", "relations"), i, relation) {
		(void)snprintf(at, sizeof(at), "/relations/%zu", i); /* fits */
		check_target(c, relation, at, "from");
		check_target(c, relation, at, "to");
		if (!is_one_of(relations, ma_json_str(relation, "kind")))
			problem(c, "%s/kind: expected one of: %s", at, relations);
	}
}

ma_rc ma_contract_check(const json_t *contract, ma_err *err)
{
	static const char *const texts[] = { "kind", "name", "language" },
				 *const lists[] = { "features", "operations", "commands", "pages",
					 "warnings" };
	struct check c = { .told = MA_BUF_INIT(MA_KIB), .entities = MA_MAP_INIT };
	size_t i;
	ma_rc rc = MA_OK;

	if (!json_is_object(contract))
		return ma_fail(err, MA_EINVALID, "contract: expected a JSON object");
	if (json_object_size(contract) == 0)
		return ma_fail(err, MA_EINVALID, "contract: it is empty");
	for (i = 0; i < MA_COUNT(texts); i++) {
		const json_t *text = json_object_get(contract, texts[i]);

		if (text && !json_is_string(text))
			problem(&c, "/%s: expected a text", texts[i]);
	}
	c.program = is_one_of("cli library", ma_json_str(contract, "kind"));
	check_entities(&c, contract);
	check_relations(&c, contract);
	for (i = 0; i < MA_COUNT(lists); i++)
		check_texts(&c, contract, "", lists[i]);
	if (c.rc || c.told.rc)
		rc = ma_fail_nomem(err);
	else if (c.n > 0)
		rc = ma_fail(err, MA_EINVALID, "the contract has %zu problem%s%s: %s", c.n,
			c.n == 1 ? "" : "s", c.n > c.told_n ? ", among them" : "", c.told.p);
	ma_map_done(&c.entities);
	ma_buf_done(&c.told);
	return rc;
}
