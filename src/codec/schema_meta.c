/*
 * The meta-schemas of draft 2020-12, for schemas that refer to them: what the specification's own
 * say of each keyword, without their prose.
 */
#include "codec/schema_compiler.h"

#define URI "https://json-schema.org/draft/2020-12/"
#define HEAD(name) \
	"{\"$schema\":\"" URI "schema\",\"$id\":\"" URI name "\",\"$dynamicAnchor\":\"meta\","
#define VOCABULARY(name) "\"" URI "vocab/" name "\":true"
#define PART(name) HEAD("meta/" name) "\"$vocabulary\":{" VOCABULARY(name) "},"
#define SUB "{\"$dynamicRef\":\"#meta\"}"
#define MAP "{\"type\":\"object\",\"additionalProperties\":" SUB ",\"default\":{}}"
#define LIST "{\"$ref\":\"#/$defs/schemaArray\"}"
#define TEXT "{\"type\":\"string\"}"
#define FLAG "{\"type\":\"boolean\",\"default\":false}"
#define COUNT "{\"$ref\":\"#/$defs/nonNegativeInteger\"}"
#define COUNT_0 "{\"$ref\":\"#/$defs/nonNegativeIntegerDefault0\"}"
#define STRINGS "{\"$ref\":\"#/$defs/stringArray\"}"
#define NUMBER "{\"type\":\"number\"}"
#define REFERENCE "{\"$ref\":\"#/$defs/uriReferenceString\"}"
#define OPEN "\"type\":[\"object\",\"boolean\"],\"properties\":{"

static const char core[] = PART("core") OPEN
	"\"$id\":{\"$ref\":\"#/$defs/uriReferenceString\",\"pattern\":\"^[^#]*#?$\"},"
	"\"$schema\":{\"$ref\":\"#/$defs/uriString\"},\"$ref\":" REFERENCE
	",\"$anchor\":{\"$ref\":\"#/$defs/anchorString\"},\"$dynamicRef\":" REFERENCE
	",\"$dynamicAnchor\":{\"$ref\":\"#/$defs/anchorString\"},"
	"\"$vocabulary\":{\"type\":\"object\",\"propertyNames\":{\"$ref\":\"#/$defs/uriString\"},"
	"\"additionalProperties\":{\"type\":\"boolean\"}},"
	"\"$comment\":" TEXT ",\"$defs\":{\"type\":\"object\",\"additionalProperties\":" SUB "}},"
	"\"$defs\":{\"anchorString\":{\"type\":\"string\",\"pattern\":\"^[A-Za-z_][-A-Za-z0-9._]*$\"},"
	"\"uriString\":{\"type\":\"string\",\"format\":\"uri\"},"
	"\"uriReferenceString\":{\"type\":\"string\",\"format\":\"uri-reference\"}}}";

static const char applicator[] = PART("applicator") OPEN
	"\"prefixItems\":" LIST ",\"items\":" SUB ",\"contains\":" SUB
	",\"additionalProperties\":" SUB ",\"properties\":" MAP
	",\"patternProperties\":{\"type\":\"object\",\"additionalProperties\":" SUB
	",\"propertyNames\":{\"format\":\"regex\"},\"default\":{}},\"dependentSchemas\":" MAP
	",\"propertyNames\":" SUB ",\"if\":" SUB ",\"then\":" SUB ",\"else\":" SUB
	",\"allOf\":" LIST ",\"anyOf\":" LIST ",\"oneOf\":" LIST ",\"not\":" SUB "},"
	"\"$defs\":{\"schemaArray\":{\"type\":\"array\",\"minItems\":1,\"items\":" SUB "}}}";

static const char unevaluated[] = PART("unevaluated") OPEN "\"unevaluatedItems\":" SUB
							   ",\"unevaluatedProperties\":" SUB "}}";

static const char validation[] = PART("validation") OPEN
	"\"type\":{\"anyOf\":[{\"$ref\":\"#/$defs/simpleTypes\"},{\"type\":\"array\",\"items\":"
	"{\"$ref\":\"#/$defs/simpleTypes\"},\"minItems\":1,\"uniqueItems\":true}]},"
	"\"const\":true,\"enum\":{\"type\":\"array\",\"items\":true},"
	"\"multipleOf\":{\"type\":\"number\",\"exclusiveMinimum\":0},\"maximum\":" NUMBER
	",\"exclusiveMaximum\":" NUMBER ",\"minimum\":" NUMBER ",\"exclusiveMinimum\":" NUMBER
	",\"maxLength\":" COUNT ",\"minLength\":" COUNT_0
	",\"pattern\":{\"type\":\"string\",\"format\":\"regex\"},\"maxItems\":" COUNT
	",\"minItems\":" COUNT_0 ",\"uniqueItems\":" FLAG ",\"maxContains\":" COUNT
	",\"minContains\":{\"$ref\":\"#/$defs/nonNegativeInteger\",\"default\":1},"
	"\"maxProperties\":" COUNT ",\"minProperties\":" COUNT_0 ",\"required\":" STRINGS
	",\"dependentRequired\":{\"type\":\"object\",\"additionalProperties\":" STRINGS "}},"
	"\"$defs\":{\"nonNegativeInteger\":{\"type\":\"integer\",\"minimum\":0},"
	"\"nonNegativeIntegerDefault0\":{\"$ref\":\"#/$defs/nonNegativeInteger\",\"default\":0},"
	"\"simpleTypes\":{\"enum\":[\"array\",\"boolean\",\"integer\",\"null\",\"number\",\"object\","
	"\"string\"]},\"stringArray\":{\"type\":\"array\",\"items\":" TEXT
	",\"uniqueItems\":true,\"default\":[]}}}";

static const char meta_data[] = PART("meta-data") OPEN
	"\"title\":" TEXT ",\"description\":" TEXT ",\"default\":true,\"deprecated\":" FLAG
	",\"readOnly\":" FLAG ",\"writeOnly\":" FLAG
	",\"examples\":{\"type\":\"array\",\"items\":true}}}";

static const char format_annotation[] = PART("format-annotation") OPEN "\"format\":" TEXT "}}";
static const char format_assertion[] = PART("format-assertion") OPEN "\"format\":" TEXT "}}";

static const char content[] = PART("content") OPEN
	"\"contentEncoding\":" TEXT ",\"contentMediaType\":" TEXT ",\"contentSchema\":" SUB "}}";

static const char schema[] =
	HEAD("schema") "\"$vocabulary\":{" VOCABULARY("core") "," VOCABULARY("applicator") "," VOCABULARY("unevaluated") "," VOCABULARY("validation") "," VOCABULARY(
		"meta-"
		"data") "," VOCABULARY("format-annotation") "," VOCABULARY("content") "},"
										      "\"allOf\":[{\"$ref\":\"meta/core\"},{\"$ref\":\"meta/applicator\"},"
										      "{\"$ref\":\"meta/unevaluated\"},{\"$ref\":\"meta/validation\"},{\"$ref\":\"meta/meta-data\"},"
										      "{\"$ref\":\"meta/format-annotation\"},{\"$ref\":\"meta/content\"}]," OPEN
										      "\"definitions\":" MAP
										      ",\"dependencies\":{\"type\":\"object\",\"additionalProperties\":"
										      "{\"anyOf\":[" SUB
										      ",{\"$ref\":\"meta/validation#/$defs/stringArray\"}]},\"default\":{}},"
										      "\"$recursiveAnchor\":{\"$ref\":\"meta/core#/$defs/anchorString\"},"
										      "\"$recursiveRef\":{\"$ref\":\"meta/core#/$defs/uriReferenceString\"}}}";

static const struct {
	const char *name, *text;
} parts[] = {
	{ "schema", schema },
	{ "meta/core", core },
	{ "meta/applicator", applicator },
	{ "meta/unevaluated", unevaluated },
	{ "meta/validation", validation },
	{ "meta/meta-data", meta_data },
	{ "meta/format-annotation", format_annotation },
	{ "meta/format-assertion", format_assertion },
	{ "meta/content", content },
};

const char *ma_meta_schema(struct ma_str uri)
{
	struct ma_str name = ma_str_from(uri, sizeof(URI) - 1);
	size_t i;

	for (i = 0; ma_str_starts(uri, URI) && i < MA_COUNT(parts); i++)
		if (ma_str_is(name, parts[i].name))
			return parts[i].text;
	return NULL;
}
