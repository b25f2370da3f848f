/* Names of a contract as identifiers, labels and paths. */
#include "base/limits.h"
#include "codec/words.h"
#include "llm/offline_entity.h"

#define NAME_MAX_SIZE 60

/* Letters and digits of ASCII in a style, as a JSON string; NULL where nothing is left. */
json_t *ma_offline_styled(ma_rc *rc, struct ma_str text, enum ma_case style, bool plural)
{
	struct ma_buf ascii = MA_BUF_INIT(MA_KIB), many = MA_BUF_INIT(MA_KIB),
		      out = MA_BUF_INIT(MA_KIB * 4);
	json_t *value = NULL;
	size_t i;

	for (i = 0; i < text.n && ascii.n < NAME_MAX_SIZE; i++)
		ma_buf_addc(&ascii, (unsigned char)text.p[i] < 0x80 ? text.p[i] : ' ');
	if (plural)
		ma_words_plural(&many, ma_buf_str(&ascii));
	ma_words_case(&out, ma_buf_str(plural ? &many : &ascii), style);
	if (ascii.rc || many.rc || out.rc)
		*rc = MA_ENOMEM; /* the text is short, so that nothing else can be */
	else if (out.n > 0 && !(out.p[0] >= '0' && out.p[0] <= '9'))
		value = json_stringn(out.p, out.n);
	ma_buf_done(&ascii);
	ma_buf_done(&many);
	ma_buf_done(&out);
	return value;
}

bool ma_offline_copy(json_t *object, const char *key, const json_t *from, const char *name)
{
	json_t *value = json_object_get(from, name);

	return ma_offline_put(object, key, value ? json_incref(value) : json_null());
}

bool ma_offline_is_any(struct ma_str name, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ma_str_is(name, list[i]))
			return true;
	return false;
}

/* Key words, and names that the templates use where an entity's variable is in scope. */
static bool is_taken(struct ma_str var)
{
	struct ma_str rest = MA_STR(
		"abstract any api app arguments as async await boolean break case catch class client const continue controls "
		"debugger default delete do else entities entity enum eval export extends false finally for from function "
		"get if implements import in input instanceof interface let module namespace new null number object of "
		"package private protected public response return row set static string super switch symbol this throw true "
		"try type typeof undefined unknown user users var void while with yield");
	struct ma_str word;

	while (ma_str_cut(&rest, ' ', &word))
		if (ma_str_eq(word, var))
			return true;
	return false;
}

struct ma_str ma_offline_str(const json_t *s)
{
	return ma_str_n(json_string_value(s), json_string_length(s));
}

/* A variable's name; `suffix` makes it another one where it is taken. */
json_t *ma_offline_variable(ma_rc *rc, struct ma_str name, bool plural, const char *suffix)
{
	json_t *var = ma_offline_styled(rc, name, MA_CASE_CAMEL, plural), *other;

	if (!var || !is_taken(ma_offline_str(var)))
		return var;
	other = json_sprintf("%s%s", json_string_value(var), suffix);
	json_decref(var);
	return other;
}

/* Set a member that is a fresh value; false when there is none. */
bool ma_offline_put(json_t *object, const char *key, json_t *value)
{
	return json_object_set_new(object, key, value) == 0;
}
