/*
 * Checking documents against a schema, parsing included, beside ajv where there is one: the
 * directory that its node_modules is in is META_AGENT_AJV. Both get the same texts; each figure is
 * that of the best of several rounds, ours taken before and after those of ajv, in the time that the one
 * thread was on a processor: other work on the machine makes a round longer, never shorter. What
 * node does in other threads (it collects garbage there) is not counted.
 */
#include <metaagent/metaagent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"
#include "text.h"

#define ROUNDS 7
#define ROUND_S 0.2
#define BATCH_SIZE 2000000 /* bytes between two looks at the clock */
#define TEXT_SIZE (1 << 20)

struct subject {
	const char *name;
	const char *schema_file; /* of share/meta-agent/schemas; NULL: points_schema */
	void (*write)(char *out, size_t size); /* a document that fits */
};

static const char *const ajv_script =
	"const [dir, schemaFile, docFile] = process.argv.slice(1);"
	"const fs = require('fs'), path = require('path');"
	"const own = require('module').createRequire(path.join(dir, 'x.js'));"
	"const Ajv = own('ajv/dist/2020').default;"
	"const schema = fs.readFileSync(schemaFile, 'utf8'), text = fs.readFileSync(docFile, 'utf8');"
	"const now = () => Number(fs.readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e9;"
	"const began = now();"
	"const check = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(schema));"
	"const compile = now() - began;"
	"if (!check(JSON.parse(text))) throw new Error(JSON.stringify(check.errors));"
	"const rounds = [], batch = 1 + Math.floor(2000000 / text.length);"
	"for (let k = -3; k < 7; k++) {"
	" const from = now(); let n = 0, to;"
	" do { for (let i = 0; i < batch; i++) if (!check(JSON.parse(text))) throw 1; n += batch; to = now(); }"
	" while (to - from < 0.2);"
	" if (k >= 0) rounds.push((to - from) / n);"
	"}"
	"rounds.sort((a, b) => a - b);"
	"console.log(JSON.stringify({ check: rounds[0], compile }));";

static const char *const points_schema =
	"{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"x\",\"y\"],\"properties\":{"
	"\"x\":{\"type\":\"number\",\"minimum\":-180,\"maximum\":180},"
	"\"y\":{\"type\":\"number\",\"minimum\":-90,\"maximum\":90},"
	"\"n\":{\"type\":\"integer\",\"minimum\":0}},\"additionalProperties\":false}}";

static void write_event(char *out, size_t size)
{
	(void)snprintf(out, size,
		"{\"v\":1,\"seq\":5,\"at\":\"2026-11-22T19:02:49.000Z\",\"run\":\"01930000-0000-7000-8000-000000000001\","
		"\"kind\":\"call.replied\",\"task\":\"plan\",\"effect\":\"ce2c45758d93fbeb706602bae0deb7d7\","
		"\"provider\":\"script\",\"model\":\"script-1\",\"key\":\"b2d3ffd6670f39c0e665b1a600a32f0a\","
		"\"reply\":\"b2d3ffd6670f39c0e665b1a600a32f0ac08077135eda87f826a5a695fa9fe944\",\"input_tokens\":80,"
		"\"output_tokens\":93,\"estimated\":true,\"sent\":true}"); /* it fits */
}

static void write_points(char *out, size_t size)
{
	size_t n = 1;
	int i;

	out[0] = '[';
	for (i = 0; i < 2000; i++)
		n += (size_t)snprintf(out + n, size - n, "%s{\"x\":%.6f,\"y\":%.6f,\"n\":%d}",
			i ? "," : "", i * 0.0813 - 81, 44.5 - i * 0.0413, i * 17);
	(void)snprintf(out + n, size - n, "]"); /* there is room */
}

static const struct subject subjects[] = {
	{ "plan of 200 tasks", "plan.json", bench_write_plan },
	{ "event", "event.json", write_event },
	{ "2000 points", NULL, write_points },
};

static void read_text(const char *path, char *out)
{
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(out, 1, TEXT_SIZE - 1, f) : 0;

	if (n == 0)
		bench_fail(path, "it cannot be read");
	out[n] = '\0';
	fclose(f);
}

/* share/meta-agent/schemas above the program. */
static void read_schema(const char *program, const char *name, char *out)
{
	char dir[4096], path[8192];
	char *slash;

	(void)snprintf(dir, sizeof(dir), "%s", program); /* a long path is not found */
	while ((slash = strrchr(dir, '/'))) {
		*slash = '\0';
		(void)snprintf(
			path, sizeof(path), "%s/share/meta-agent/schemas/%s", dir, name); /* fits */
		if (access(path, R_OK) == 0) {
			read_text(path, out);
			return;
		}
	}
	bench_fail(name, "no share/meta-agent/schemas above the program");
}

static ma_validator *compile(const char *schema)
{
	ma_validator *v = NULL;
	ma_err err = { MA_OK, 0, "" };

	if (ma_validator_new(schema, "schema", NULL, &v, &err))
		bench_fail("ma_validator_new", err.msg);
	return v;
}

static double compile_s(const char *schema)
{
	double rounds[ROUNDS], from;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		from = bench_cpu_s();
		ma_validator_free(compile(schema));
		rounds[i] = bench_cpu_s() - from;
	}
	return bench_least(rounds, ROUNDS);
}

static double one_round(ma_validator *v, const char *text)
{
	double from = bench_cpu_s(), to;
	ma_err err = { MA_OK, 0, "" };
	char *errors = NULL;
	int valid, i, batch = 1 + (int)(BATCH_SIZE / strlen(text));
	long n = 0;

	do {
		for (i = 0; i < batch; i++)
			if (ma_validator_check(v, text, &valid, &errors, &err) || !valid)
				bench_fail("ma_validator_check", errors ? errors : err.msg);
		n += batch;
		to = bench_cpu_s();
	} while (to - from < ROUND_S);
	return (to - from) / (double)n;
}

static void our_rounds(const char *schema, const char *text, double *out)
{
	ma_validator *v = compile(schema);
	int i;

	for (i = 0; i < ROUNDS; i++)
		out[i] = one_round(v, text);
	ma_validator_free(v);
}

/* False: there is no ajv. */
static bool ajv(const char *schema, const char *text, double *check, double *compile_time)
{
	char schema_path[] = "/tmp/meta-agent-schema-XXXXXX",
	     text_path[] = "/tmp/meta-agent-doc-XXXXXX";
	char output[] = "/tmp/meta-agent-ajv-XXXXXX";
	const char *dir = getenv("META_AGENT_AJV");
	const char *const argv[] = { "node", "-e", ajv_script, dir, schema_path, text_path, NULL };
	json_t *figures;

	if (!dir)
		return false;
	bench_write_text(schema_path, schema);
	bench_write_text(text_path, text);
	bench_write_text(output, "");
	if (bench_run(argv, output, false).status != 0)
		bench_fail("node", "ajv could not be measured; see META_AGENT_AJV");
	figures = json_load_file(output, 0, NULL);
	*check = json_real_value(json_object_get(figures, "check"));
	*compile_time = json_real_value(json_object_get(figures, "compile"));
	json_decref(figures);
	unlink(schema_path);
	unlink(text_path);
	unlink(output);
	return true;
}

static void named_figure(struct bench *b, const struct subject *s, const char *what, double value,
	const char *unit, double target)
{
	char name[128];

	(void)snprintf(name, sizeof(name), "%s: %s", s->name, what); /* fits */
	bench_figure(b, name, value, unit, target);
}

static void measure(struct bench *b, const struct subject *s, char *schema, char *text)
{
	double rounds[2 * ROUNDS], ours, theirs = 0, their_compile = 0;
	bool both;

	if (s->schema_file)
		read_schema(b->program, s->schema_file, schema);
	else
		(void)snprintf(schema, TEXT_SIZE, "%s", points_schema); /* fits */
	s->write(text, TEXT_SIZE);
	our_rounds(schema, text, rounds);
	both = ajv(schema, text, &theirs, &their_compile);
	our_rounds(schema, text, rounds + ROUNDS);
	ours = bench_least(rounds, 2 * ROUNDS);
	named_figure(b, s, "document", (double)strlen(text) / 1024, "KiB", -1);
	named_figure(b, s, "parse and check", ours * 1e6, "us", -1);
	named_figure(b, s, "documents a second", 1 / ours, "/s", -1);
	named_figure(b, s, "compile the schema", compile_s(schema) * 1e6, "us", -1);
	if (!both)
		return;
	named_figure(b, s, "ajv 8, JSON.parse and check", theirs * 1e6, "us", -1);
	named_figure(b, s, "ajv 8, compile the schema", their_compile * 1e6, "us", -1);
	named_figure(b, s, "our time as a part of ajv's", ours / theirs, "", 1 / 1.5);
}

void bench_validate(struct bench *b)
{
	char *schema = malloc(TEXT_SIZE), *text = malloc(TEXT_SIZE);
	size_t i;

	if (!schema || !text)
		bench_fail("validate", "no memory");
	for (i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
		measure(b, &subjects[i], schema, text);
	if (!getenv("META_AGENT_AJV"))
		fprintf(stderr,
			"meta-agent-bench: validate: ajv was not measured: META_AGENT_AJV is not set\n");
	free(schema);
	free(text);
}
