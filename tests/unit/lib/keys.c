/* Keys of providers: where they are found, which are refused, and what is said about them. */
#include "lib/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "support/tmpdir.h"

#define KEY "AIzaSyA-0123456789abcdefghijklmnopqrstu"
#define OTHER "AIzaSyB-0123456789abcdefghijklmnopqrstu"

static const struct ma_llm_provider gemini = { .name = "gemini",
	.key_env = { "GEMINI_API_KEY", "GOOGLE_API_KEY" } };

/* An empty directory, an empty environment, and what was warned of, a line each. */
struct place {
	char dir[TMPDIR_SIZE];
	struct ma_buf warnings;
	struct ma_key_look look;
	struct ma_key key;
	ma_err err;
};

static void hear(void *data, const char *message)
{
	struct place *p = data;

	assert_null(strstr(message, KEY));
	assert_null(strstr(message, OTHER));
	ma_buf_addf(&p->warnings, "%s\n", message);
}

static int enter(void **state)
{
	static struct place p;

	p = (struct place){ .warnings = MA_BUF_INIT(65536), .look = { .warn = hear, .data = &p } };
	tmpdir_make(p.dir);
	assert_int_equal(chdir(p.dir), 0);
	(void)unsetenv("GEMINI_API_KEY");
	(void)unsetenv("GEMINI_API_KEY_FILE");
	(void)unsetenv("GOOGLE_API_KEY");
	(void)unsetenv("GOOGLE_API_KEY_FILE");
	*state = &p;
	return 0;
}

static int leave(void **state)
{
	struct place *p = *state;

	ma_key_done(&p->key);
	ma_buf_done(&p->warnings);
	assert_int_equal(chdir("/"), 0);
	tmpdir_remove(p->dir);
	return 0;
}

static void write_file(const char *name, mode_t mode, const char *text)
{
	FILE *f = fopen(name, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
	assert_int_equal(fclose(f), 0);
	assert_int_equal(chmod(name, mode), 0);
}

static void set(const char *name, const char *value)
{
	assert_int_equal(setenv(name, value, 1), 0);
}

/* `key` NULL: none is found. */
static void finds(struct place *p, const char *key, const char *warnings)
{
	ma_buf_clear(&p->warnings);
	ma_key_done(&p->key);
	if (ma_key_find(&gemini, &p->look, &p->key, &p->err))
		fail_msg("%s", p->err.msg);
	if (!key != !p->key.text || (key && strcmp(key, p->key.text) != 0))
		fail_msg("found %s, not %s", p->key.text ? p->key.text : "none", key ? key : "none");
	assert_string_equal(p->warnings.n ? p->warnings.p : "", warnings);
}

static void refuses(struct place *p, const char *message)
{
	struct ma_key key = { .text = NULL };

	assert_int_equal(ma_key_find(&gemini, &p->look, &key, &p->err), MA_ECONFIG);
	assert_null(key.text);
	assert_string_equal(p->err.msg, message);
}

static void without_a_key_none_is_found(void **state)
{
	finds(*state, NULL, "");
}

static void the_environment_has_it_without_blanks_around_it(void **state)
{
	set("GEMINI_API_KEY", " " KEY "\n");
	finds(*state, KEY, "");
}

static void the_first_variable_of_the_provider_wins(void **state)
{
	set("GOOGLE_API_KEY", OTHER);
	finds(*state, OTHER, "");
	set("GEMINI_API_KEY", KEY);
	finds(*state, KEY, "");
}

static void a_blank_variable_is_told_of_and_ignored(void **state)
{
	set("GEMINI_API_KEY", "");
	finds(*state, NULL, "GEMINI_API_KEY is blank: it is ignored\n");
	set("GEMINI_API_KEY", " \t\n");
	set("GOOGLE_API_KEY", KEY);
	finds(*state, KEY, "GEMINI_API_KEY is blank: it is ignored\n");
	set("GEMINI_API_KEY_FILE", " ");
	finds(*state, KEY,
		"GEMINI_API_KEY is blank: it is ignored\nGEMINI_API_KEY_FILE is blank: it is ignored\n");
}

static void a_file_that_is_the_users_own_may_hold_it(void **state)
{
	write_file("key", 0600, KEY "\n");
	set("GEMINI_API_KEY_FILE", "key");
	finds(*state, KEY, "");
	write_file("key", 0600, " \n");
	finds(*state, NULL, "GEMINI_API_KEY_FILE: key is blank: it is ignored\n");
}

static void a_variable_is_stronger_than_its_file(void **state)
{
	write_file("key", 0644, OTHER);
	set("GEMINI_API_KEY_FILE", "key");
	set("GEMINI_API_KEY", KEY);
	finds(*state, KEY, "");
}

static void a_file_that_others_can_read_or_write_is_refused(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0444 };
	char message[200];
	size_t i;

	set("GEMINI_API_KEY_FILE", "key");
	for (i = 0; i < MA_COUNT(modes); i++) {
		(void)remove("key");
		write_file("key", modes[i], KEY);
		(void)snprintf(message, sizeof(message),
			"key holds the key GEMINI_API_KEY and others than you can read or write it: chmod 600 key");
		print_message("mode %o\n", (unsigned)modes[i]);
		refuses(*state, message);
	}
}

static void a_file_that_cannot_be_read_is_refused_with_its_name(void **state)
{
	set("GEMINI_API_KEY_FILE", "nowhere");
	refuses(*state, "GEMINI_API_KEY_FILE: nowhere: No such file or directory");
	set("GEMINI_API_KEY_FILE", "/");
	refuses(*state, "GEMINI_API_KEY_FILE: / is no regular file");
	set("GEMINI_API_KEY_FILE", "/dev/zero");
	refuses(*state, "GEMINI_API_KEY_FILE: /dev/zero is no regular file");
	assert_int_equal(mkfifo("fifo", 0600), 0);
	set("GEMINI_API_KEY_FILE", "fifo"); /* must not make us wait */
	refuses(*state, "GEMINI_API_KEY_FILE: fifo is no regular file");
}

static void a_file_that_is_too_large_is_no_key(void **state)
{
	char text[16 * 1024 + 2];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	write_file("key", 0600, text);
	set("GEMINI_API_KEY_FILE", "key");
	refuses(*state, "GEMINI_API_KEY_FILE: key is longer than 16384 bytes");
}

static void a_dotenv_may_hold_it(void **state)
{
	static const char *const texts[] = {
		"GEMINI_API_KEY=" KEY,
		"GEMINI_API_KEY = " KEY " # mine\r\n",
		"# comment\nPORT=3000\n\n  export GEMINI_API_KEY='" KEY "'\nX=1\n",
		"\xEF\xBB\xBFGEMINI_API_KEY=\"" KEY "\" # mine\n",
		"GEMINI_API_KEY=" OTHER "\nGEMINI_API_KEY=" KEY "\n",
		"GOOGLE_API_KEY=" KEY "\nGEMINI_API_KEY_OLD=" OTHER "\n#GEMINI_API_KEY=" OTHER "\n",
	};
	size_t i;

	for (i = 0; i < MA_COUNT(texts); i++) {
		print_message("%s\n", texts[i]);
		write_file(".env", 0600, texts[i]);
		finds(*state, KEY, "");
	}
}

static void the_environment_is_stronger_than_a_dotenv(void **state)
{
	write_file(".env", 0644, "GEMINI_API_KEY=" OTHER "\n");
	set("GOOGLE_API_KEY", KEY);
	finds(*state, KEY, "");
}

static void a_dotenv_with_a_key_that_others_can_read_is_refused(void **state)
{
	write_file(".env", 0644, "GEMINI_API_KEY=" KEY "\n");
	refuses(*state,
		".env holds the key GEMINI_API_KEY and others than you can read or write it: chmod 600 .env");
}

static void a_dotenv_without_a_key_of_ours_is_nobodys_secret(void **state)
{
	write_file(".env", 0644, "PORT=3000\nGEMINI_API_KEY=\n");
	finds(*state, NULL, ".env: GEMINI_API_KEY is blank: it is ignored\n");
	write_file(".env", 0644, "GEMINI_API_KEY=# none\n");
	finds(*state, NULL, ".env: GEMINI_API_KEY is blank: it is ignored\n");
}

/* A project's file is no configuration: only keys are taken from it. */
static void a_dotenv_names_no_other_file(void **state)
{
	write_file("key", 0600, KEY);
	write_file(".env", 0600, "GEMINI_API_KEY_FILE=key\n");
	finds(*state, NULL, "");
}

static void a_directory_named_dotenv_is_nobodys_mistake(void **state)
{
	assert_int_equal(mkdir(".env", 0700), 0);
	finds(*state, NULL, "");
}

static void a_key_of_an_unexpected_shape_is_told_of_and_used(void **state)
{
	static const struct {
		const char *key, *warning;
	} cases[] = {
		{ "sk-0123456789abcdefghijklmnop",
			"GEMINI_API_KEY does not look like a key: it begins differently\n" },
		{ "AIza", "GEMINI_API_KEY does not look like a key: it is too short\n" },
		{ "\"AIza0123456789abcdef\"",
			"GEMINI_API_KEY does not look like a key: it has quotes around it\n" },
		{ "Bearer AIza0123456789abcdef",
			"GEMINI_API_KEY does not look like a key: it begins with \"Bearer\"\n" },
		{ "AIza0123456789 abcdef",
			"GEMINI_API_KEY does not look like a key: it holds blanks or characters that no key has\n" },
		{ "AQ.0123456789abcdef", "" },
	};
	size_t i;

	for (i = 0; i < MA_COUNT(cases); i++) {
		set("GEMINI_API_KEY", cases[i].key);
		finds(*state, cases[i].key, cases[i].warning);
	}
}

static void the_keys_of_a_server_of_ones_own_have_any_shape(void **state)
{
	struct place *p = *state;

	p->look.own_server = true;
	set("GEMINI_API_KEY", "x");
	finds(p, "x", "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_a_key_none_is_found),
		TEST(the_environment_has_it_without_blanks_around_it),
		TEST(the_first_variable_of_the_provider_wins),
		TEST(a_blank_variable_is_told_of_and_ignored),
		TEST(a_file_that_is_the_users_own_may_hold_it),
		TEST(a_variable_is_stronger_than_its_file),
		TEST(a_file_that_others_can_read_or_write_is_refused),
		TEST(a_file_that_cannot_be_read_is_refused_with_its_name),
		TEST(a_file_that_is_too_large_is_no_key),
		TEST(a_dotenv_may_hold_it),
		TEST(the_environment_is_stronger_than_a_dotenv),
		TEST(a_dotenv_with_a_key_that_others_can_read_is_refused),
		TEST(a_dotenv_without_a_key_of_ours_is_nobodys_secret),
		TEST(a_dotenv_names_no_other_file),
		TEST(a_directory_named_dotenv_is_nobodys_mistake),
		TEST(a_key_of_an_unexpected_shape_is_told_of_and_used),
		TEST(the_keys_of_a_server_of_ones_own_have_any_shape),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
