/* The formats of draft 2020-12, for --assert-format. */
#ifndef MA_CODEC_SCHEMA_FORMAT_H
#define MA_CODEC_SCHEMA_FORMAT_H

#include "base/str.h"

typedef bool ma_format_fn(struct ma_str s);

/* The check of a format, or NULL: it is not known. The text it is given is UTF-8. */
ma_format_fn *ma_format_find(struct ma_str name);

ma_format_fn ma_format_date, ma_format_time, ma_format_date_time, ma_format_duration;
ma_format_fn ma_format_ipv4, ma_format_ipv6, ma_format_hostname, ma_format_idn_hostname,
	ma_format_email, ma_format_idn_email;
ma_format_fn ma_format_uri, ma_format_uri_reference, ma_format_iri, ma_format_iri_reference,
	ma_format_uri_template;
ma_format_fn ma_format_uuid, ma_format_json_pointer, ma_format_relative_json_pointer,
	ma_format_regex;

#endif
