#include "codec/secrets.h"

#include <stdio.h>

#include "base/buf.h"
#include "support/torture.h"

/* Keys are put together here, so that no scanner of this repository takes them for its own. */
static const char *found(const char *before, const char *key, const char *behind)
{
	static char what[64];
	struct ma_buf text = MA_BUF_INIT(1 << 16);
	const char *is;
	size_t line = 0;

	ma_buf_adds(&text, before);
	ma_buf_adds(&text, key);
	ma_buf_adds(&text, behind);
	is = ma_secret_find(ma_buf_str(&text), &line);
	(void)snprintf(what, sizeof(what), "%zu %s", line, is ? is : "-");
	ma_buf_done(&text);
	return what;
}

static void keys_of_well_known_services_are_found_with_their_line(void **state)
{
	MA_UNUSED(state);
	assert_string_equal(
		found("a\nkey=\"AKI", "AQ3EGRTWN7LZ4MBVK", "\"\n"), "2 an AWS access key");
	assert_string_equal(
		found("k: AI", "zaSyB8gT5vQx2LmN7RwZkJ4hYpDcE9uAf3oWs", ""), "1 a Google API key");
	assert_string_equal(
		found("\n\n'sk", "-proj-T3xKq8vLmW2nZ7rYc5Hj9dPb", "'"), "3 an API key (sk-...)");
	assert_string_equal(
		found("", "sk-ant-api03-Qw8eRt2yUi5oPa7sDf9gHj3kLz", ""), "1 an API key (sk-...)");
	assert_string_equal(
		found("gh", "p_R7kQ2mVx9LtN4bWz8YcJ5hGd3sFa6PeUo1iX", ""), "1 a GitHub token");
	assert_string_equal(found("x=sk", "_live_51HqLyjWDarjtT1zdp7dcRk8", ""), "1 a Stripe key");
	assert_string_equal(
		found("-----BEGIN RSA PRIV",
			"ATE KEY-----\n"
			"MIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gun\n"
			"VTLw7onLRnrq0/IzW7yWR7QkrmBL7jTKEn5u+qKhbwKfBstIs+bMY2Zkp18gnTxK\n",
			""),
		"1 a private key");
}

static void placeholders_are_no_secrets(void **state)
{
	static const char *const texts[] = {
		"OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
		"sk-your-key-here-Abc123DefGhi456", "YOUR_KEY", "AKIAIOSFODNN7EXAMPLE",
		"ghp_abcdefghijklmnopqrstuvwxyz0123456789",
		"AIzaSyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", "sk-...",
		"-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n",
		"-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gun\n"
	};
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(texts); i++)
		if (strcmp(found(texts[i], "", ""), "0 -") != 0)
			fail_msg("%s: %s", texts[i], found(texts[i], "", ""));
}

static void ordinary_code_holds_none(void **state)
{
	static const char *const texts[] = { "", ".sk-folding-cube-with-many-more-names { }",
		"const task-sk-1 = hf_hub_download('some_model_name_that_is_long_enough');",
		"import { npm_config_something_that_is_rather_long_here } from 'x';",
		"\"integrity\": \"sha512-AbCdEf0123456789AbCdEf0123456789AbCdEf0123456789==\"",
		"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4",
		"desk-T3xKq8vLmW2nZ7rYc5Hj9dPb1234", "SG.a.b" };
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(texts); i++)
		if (strcmp(found(texts[i], "", ""), "0 -") != 0)
			fail_msg("%s: %s", texts[i], found(texts[i], "", ""));
}

/* Long words that are drawn at random, and no secrets. */
static void hashes_ids_and_fixtures_are_no_secrets(void **state)
{
	static const char *const texts[] = {
		"\"integrity\": \"sha512-sk/Qw8eRt2yUi5oPa7sDf9gHj3kLzXc1vBn4mQw6eRt8yUi0oPa2sDf4gHj6kLzXc8vBn==\"",
		"resolution: {integrity: sha1-ghP5bTJ9pT3cVh3g2kS7d9YlZxU=}",
		"id: 0190b2f4-7c1e-7abc-9def-3d5a8c6e4b21",
		"commit 9714213ef56b57cf1bf5c8d9d1804c9c7110aa11",
		"checksum = \"d3f1c4b2a5968778695a4b3c2d1e0f1a2b3c4d5e6f708192a3b4c5d6e7f80912\"",
		"github.com/x/y v1.2.3 h1:AIzaQ2Lm9Rk4Wt7Xv1Bn6Cf3Dg8Hj5KpMsNzQrTu=\n",
		"expect(token).toBe('sk-test-dummy-000000000000000000000');",
		"SG.example.not-a-key-but-a-placeholder-that-somebody-wrote-into-a-test-file",
		"-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEAu1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gun\nVTLw7onLRnrq0IzW7yWR7QkrmBL7jTKEn5uqKhbwKfBstIsbMY2Zkp18gnTxK\n",
		"ASIA is a continent; AKIA is none", "xoxb-not-a-token",
		"npm_config_registry=https://registry.example/",
		"pk_live_51HqLyjWDarjtT1zdp7dcRk8 may be public"
	};
	size_t i;

	MA_UNUSED(state);
	for (i = 0; i < MA_COUNT(texts); i++)
		if (strcmp(found(texts[i], "", ""), "0 -") != 0)
			fail_msg("%s: %s", texts[i], found(texts[i], "", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_well_known_services_are_found_with_their_line),
		cmocka_unit_test(placeholders_are_no_secrets),
		cmocka_unit_test(ordinary_code_holds_none),
		cmocka_unit_test(hashes_ids_and_fixtures_are_no_secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
