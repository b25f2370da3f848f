/* Formats by their names, and the small ones. */
#include "codec/schema_format.h"

#include "base/err.h"
#include "base/limits.h"
#include "codec/schema_regex.h"

bool ma_format_uuid(struct ma_str s)
{
	size_t i;

	if (s.n != 36)
		return false;
	for (i = 0; i < s.n; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		char c = s.p[i];
		bool hex = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');

		if (dash ? c != '-' : !hex)
			return false;
	}
	return true;
}

bool ma_format_json_pointer(struct ma_str s)
{
	size_t i;

	if (s.n > 0 && s.p[0] != '/')
		return false;
	for (i = 0; i < s.n; i++)
		if (s.p[i] == '~' && (i + 1 == s.n || (s.p[i + 1] != '0' && s.p[i + 1] != '1')))
			return false;
	return true;
}

bool ma_format_relative_json_pointer(struct ma_str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
		n++;
	if (n == 0 || (n > 1 && s.p[0] == '0'))
		return false;
	s = ma_str_from(s, n);
	return ma_str_is(s, "#") || ma_format_json_pointer(s);
}

bool ma_format_regex(struct ma_str s)
{
	struct ma_buf out = MA_BUF_INIT(MA_LIMIT_ARENA);
	bool fine = ma_regex_translate(s, &out) == NULL;

	ma_buf_done(&out);
	return fine;
}

ma_format_fn *ma_format_find(struct ma_str name)
{
	static const struct {
		const char *name;
		ma_format_fn *check;
	} formats[] = {
		{ "date", ma_format_date },
		{ "time", ma_format_time },
		{ "date-time", ma_format_date_time },
		{ "duration", ma_format_duration },
		{ "ipv4", ma_format_ipv4 },
		{ "ipv6", ma_format_ipv6 },
		{ "hostname", ma_format_hostname },
		{ "idn-hostname", ma_format_idn_hostname },
		{ "email", ma_format_email },
		{ "idn-email", ma_format_idn_email },
		{ "uri", ma_format_uri },
		{ "uri-reference", ma_format_uri_reference },
		{ "iri", ma_format_iri },
		{ "iri-reference", ma_format_iri_reference },
		{ "uri-template", ma_format_uri_template },
		{ "uuid", ma_format_uuid },
		{ "json-pointer", ma_format_json_pointer },
		{ "relative-json-pointer", ma_format_relative_json_pointer },
		{ "regex", ma_format_regex },
	};
	size_t i;

	for (i = 0; i < MA_COUNT(formats); i++)
		if (ma_str_is(name, formats[i].name))
			return formats[i].check;
	return NULL;
}
