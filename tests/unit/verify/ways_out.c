#include "verify/ways_out.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "sys/sandbox.h"

struct line {
	const char *text;
	size_t depth;
};

static void a_path_that_leaves_the_package_is_seen(void **state)
{
	static const struct line lines[] = {
		{ "import x from '../shared/x';", 0 },
		{ "import x from '../../shared/x';", 1 },
		{ "const { y } = require(\"../..\");", 1 },
		{ "fs.readFileSync('../data.json')", 1 }, /* from where it runs */
		{ "path.join(__dirname, '..', 'shared')", 2 },
		{ "path.join(base, '../shared')", 2 },
		{ "\"shared\": \"file:../shared\"", 0 },
		{ "{ \"extends\": \"../tsconfig.json\" }", 0 },
		{ "replace a => ../a", 0 },
		{ "a = { path = \"../a\" }", 0 },
		{ "cd .. && make", 0 },
		{ "cd ..", 0 },
		{ "include ../common.mk", 0 },
		{ "add_subdirectory(../lib lib)", 0 },
		{ "ROOT = Path(__file__).parents[3]", 1 },
		{ "ROOT = Path(__file__).parent.parent.parent", 1 },
		{ "root = os.path.dirname(os.path.dirname(__file__))", 0 },
		{ "root = Path.cwd().parent", 3 },
		{ "open('" MA_SANDBOX_WORK "/other/file')", 0 },
		{ "a\\..\\..\\b", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!ma_leads_out(ma_str(lines[i].text), lines[i].depth))
			fail_msg("%s", lines[i].text);
}

static void what_stays_inside_is_no_way_out(void **state)
{
	static const struct line lines[] = {
		{ "import x from '../x';", 1 },
		{ "import x from './x';\nexport * from \"../../y\";", 2 },
		{ "f(...args); const a = [...b];", 0 },
		{ "for i in 0..10 {}", 0 },
		{ "let s = S { a, ..Default::default() };", 0 },
		{ "from ..models import Note", 1 },
		{ "go test ./...", 0 },
		{ "Loading... done.", 0 },
		{ "here = os.path.dirname(__file__)", 0 },
		{ "DATA = Path(__file__).parent / 'data'", 0 },
		{ "<link href=\"../style.css\">", 1 },
		{ "", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (ma_leads_out(ma_str(lines[i].text), lines[i].depth))
			fail_msg("%s", lines[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_that_leaves_the_package_is_seen),
		cmocka_unit_test(what_stays_inside_is_no_way_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
