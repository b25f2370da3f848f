/* Every kind of project that the offline provider builds: who writes which files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/path.h"
#include "llm/offline_parts.h"
#include "model/understand.h"

static const struct project {
	const char *prompt, *folder, *files; /* some of them, with blanks between */
} projects[] = {
	{ "A REST API for a bookstore: authors (name), books (title, price), with login", "api",
		"package.json openapi.json src/app.ts src/entities/books.ts src/auth/routes.ts "
		"tests/openapi.test.ts tests/books.test.ts Dockerfile .github/workflows/ci.yml README.md" },
	{ "A static site for a cafe with menu, blog and contact page", "site",
		"index.html menu.html blog.html posts/welcome.html 404.html robots.txt sitemap.xml "
		"assets/styles.css tests/site.test.mjs acceptance/site.test.mjs package.json README.md .editorconfig .gitignore" },
	{ "A landing page for a photographer with a gallery", "site",
		"index.html 404.html assets/picture-6.svg tests/site.test.mjs" },
	{ "A Python CLI to track classes (title, class, from, due date, done) and lists",
		"cli-python",
		"pyproject.toml src/classes/cli.py src/classes/store.py tests/test_cli.py tests/test_lists.py "
		"docs/contract.md README.md .github/workflows/ci.yml .gitignore .editorconfig" },
	{ "A Python script that counts words in files", "cli-python",
		"src/wordcount/cli.py src/wordcount/operations/count.py tests/examples.json tests/test_cli.py acceptance/test_program.py" },
	{ "A Python library for contacts (name, email unique, birthday)", "library-python",
		"src/contacts/__init__.py src/contacts/models.py tests/test_contacts.py acceptance/test_library.py pyproject.toml" },
	{ "A C program that counts words and searches text", "cli-c",
		"Makefile src/main.c src/op_count.c src/op_search.c src/operations.h tests/test_program.c acceptance/program_test.c README.md" },
	{ "A C program to track classes (title, class, int, due date, done) and lists", "cli-c",
		"Makefile src/main.c src/records.c src/records.h src/models.c src/store.c src/table.c tests/test_records.c "
		"tests/test_store.c acceptance/program_test.c docs/contract.md README.md .github/workflows/ci.yml" },
	{ "A C library for contacts (name, email unique, birthday)", "library-c",
		"Makefile include/contacts/records.h include/contacts/text.h src/records.c src/json.c tests/test_records.c "
		"acceptance/library_test.c README.md" },
	{ "A C library that counts words and sorts lines", "library-c",
		"include/text_tools/operations.h src/op_count.c tests/test_operations.c acceptance/library_test.c" },
	{ "A Node.js CLI to track classes (title, class, due date, done) and lists", "cli-node",
		"package.json src/main.js src/cli.js src/store.js tests/cli.test.js tests/lists.test.js" },
	{ "A JavaScript command line tool that converts CSV to JSON", "cli-node",
		"src/cli.js src/operations/csv_to_json.js tests/operations.test.js acceptance/program.test.js" },
	{ "A JavaScript library for contacts (name, email unique, birthday)", "library-node",
		"package.json src/index.js src/index.d.ts src/models.js tests/contacts.test.js acceptance/library.test.js" },
};

static const char *const agents[] = { "architect", "backend", "frontend", "acceptance", "testing",
	"documentation", "devops" };

struct stage {
	struct ma_offline_templates templates;
	const struct ma_offline_kind *kind;
	struct ma_offline_kit *kit;
	json_t *view;
	const char *agent;
	struct ma_map paths;
	struct ma_buf text; /* everything, one file behind the other */
};

static bool may_write(const struct stage *s, struct ma_str path)
{
	const char *const *glob = ma_offline_writes(s->kind, ma_str(s->agent));

	for (; glob && *glob; glob++)
		if (ma_path_match(ma_str(*glob), path))
			return true;
	return false;
}

static bool on_file(void *data, struct ma_str path, struct ma_str content)
{
	struct stage *s = data;

	if (!may_write(s, path))
		fail_msg("%s may not write " MA_STR_FMT, s->agent, MA_STR_ARG(path));
	if (ma_map_has(&s->paths, path))
		fail_msg(MA_STR_FMT " is written twice", MA_STR_ARG(path));
	if (content.n == 0 || content.p[content.n - 1] != '\n')
		fail_msg(MA_STR_FMT " does not end in a line's end", MA_STR_ARG(path));
	if (ma_str_find(content, MA_STR("<%")) >= 0)
		fail_msg(MA_STR_FMT " still has a tag", MA_STR_ARG(path));
	assert_true(ma_map_put(&s->paths, path, s));
	ma_buf_addv(&s->text, path);
	ma_buf_addv(&s->text, content);
	return true;
}

/* Everything that the agents of a kind write for a prompt. */
static void render(struct stage *s, const char *prompt)
{
	char dir[4096];
	ma_err err = { .code = MA_OK };
	json_t *contract = NULL;
	size_t i;

	(void)snprintf(
		dir, sizeof(dir), "%s/share/meta-agent", getenv("META_AGENT_SOURCE")); /* fits */
	s->text = (struct ma_buf)MA_BUF_INIT(MA_LIMIT_REPLY);
	if (ma_understand(ma_str(prompt), &contract, &err) ||
		ma_offline_kind_of(contract, &s->kind, &err) ||
		ma_offline_kit_load(&s->templates, dir, s->kind->folder, &s->kit, &err) ||
		ma_offline_view(contract, ma_str(prompt), &s->templates.shared, &s->view, &err))
		fail_msg("%s: %s", prompt, err.msg);
	json_decref(contract);
	for (i = 0; i < MA_COUNT(agents); i++) {
		struct ma_str agent = ma_str(agents[i]);

		s->agent = agents[i];
		if (ma_offline_render(s->kit, s->view, &agent, on_file, s, &err))
			fail_msg("%s: %s: %s", prompt, agents[i], err.msg);
	}
}

static void done(struct stage *s)
{
	json_decref(s->view);
	ma_map_done(&s->paths);
	ma_buf_done(&s->text);
	ma_offline_templates_done(&s->templates);
}

static void every_kind_has_its_files_each_written_by_one_agent(void **state)
{
	struct ma_str rest, name;
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(projects); i++) {
		struct stage s = { .paths = MA_MAP_INIT };

		render(&s, projects[i].prompt);
		assert_string_equal(s.kind->folder, projects[i].folder);
		rest = ma_str(projects[i].files);
		while (ma_str_cut(&rest, ' ', &name))
			if (!ma_map_has(&s.paths, name))
				fail_msg("%s: no " MA_STR_FMT, projects[i].prompt, MA_STR_ARG(name));
		done(&s);
	}
}

static void the_same_prompt_gives_the_same_bytes(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < MA_COUNT(projects); i++) {
		struct stage a = { .paths = MA_MAP_INIT }, b = { .paths = MA_MAP_INIT };

		render(&a, projects[i].prompt);
		render(&b, projects[i].prompt);
		assert_true(ma_str_eq(ma_buf_str(&a.text), ma_buf_str(&b.text)));
		done(&a);
		done(&b);
	}
}

static void an_api_has_nothing_of_a_front_end(void **state)
{
	struct stage s = { .paths = MA_MAP_INIT };
	size_t i;

	(void)state;
	render(&s, projects[0].prompt);
	for (i = 0; i < s.paths.n; i++) {
		struct ma_str path = s.paths.entries[i].key;

		if (ma_str_find(path, MA_STR("backend")) >= 0 ||
			ma_str_find(path, MA_STR("frontend")) >= 0)
			fail_msg(MA_STR_FMT, MA_STR_ARG(path));
	}
	assert_int_equal(ma_str_find(ma_buf_str(&s.text), MA_STR("React")), -1);
	assert_int_equal(ma_str_find(ma_buf_str(&s.text), MA_STR("staticDir")), -1);
	done(&s);
}

/* Names that the languages keep for themselves are other names, wherever they are written. */
static void names_that_python_keeps_are_changed(void **state)
{
	struct stage s = { .paths = MA_MAP_INIT };
	struct ma_str text;

	(void)state;
	render(&s, "A Python CLI called Json to track lambdas (title, pass, is, global, import)");
	text = ma_buf_str(&s.text);
	assert_true(ma_map_has(&s.paths, MA_STR("src/json_app/cli.py")));
	assert_true(ma_str_find(text, MA_STR("pass_value:")) >= 0);
	assert_true(ma_str_find(text, MA_STR("global_value:")) >= 0);
	assert_int_equal(ma_str_find(text, MA_STR("    pass:")), -1);
	done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_its_files_each_written_by_one_agent),
		cmocka_unit_test(the_same_prompt_gives_the_same_bytes),
		cmocka_unit_test(an_api_has_nothing_of_a_front_end),
		cmocka_unit_test(names_that_python_keeps_are_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
