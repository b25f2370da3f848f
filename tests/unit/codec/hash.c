#include "codec/hash.h"

#include <string.h>

#include "support/torture.h"

static void sha256_of_nothing_is_the_published_value(void **state)
{
	char hex[MA_HASH_HEX_SIZE];
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_hash_sha256(ma_str(NULL), hex, &err), MA_OK);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void sha256_of_abc_is_the_published_value(void **state)
{
	char hex[MA_HASH_HEX_SIZE];
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_hash_sha256(MA_STR("abc"), hex, &err), MA_OK);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void sha256_of_a_million_letters_is_the_published_value(void **state)
{
	char *text = ma_new_n(char, 1000000);
	char hex[MA_HASH_HEX_SIZE];
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_non_null(text);
	memset(text, 'a', 1000000);
	assert_int_equal(ma_hash_sha256(ma_str_n(text, 1000000), hex, &err), MA_OK);
	assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	ma_free(text);
}

static void parts_hash_as_lengths_of_eight_bytes_and_contents(void **state)
{
	const struct ma_str parts[] = { MA_STR("ab"), MA_STR("c") };
	char hex[MA_HASH_HEX_SIZE];
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_hash_parts(parts, 2, hex, &err), MA_OK);
	assert_string_equal(hex, "601d5476e2ccfe2c87a2bba7a322659734a05749d5b5aa781f513e4912db0d5f");
}

static void long_parts_hash_as_short_ones_do(void **state)
{
	char text[600] = { 0 }, whole[MA_HASH_HEX_SIZE], parts_hex[MA_HASH_HEX_SIZE];
	size_t n;

	(void)state;
	for (n = 200; n < 500; n++) {
		struct ma_str parts[2] = { ma_str_n(text + 8, n), MA_STR("x") };

		memset(text, 'a', sizeof(text));
		memset(text, 0, 8);
		text[6] = (char)(n >> 8);
		text[7] = (char)n;
		memcpy(text + 8 + n, "\0\0\0\0\0\0\0\1x", 9);
		assert_int_equal(
			ma_hash_sha256(ma_str_n(text, n + 17), whole, &(ma_err){ 0 }), MA_OK);
		assert_int_equal(ma_hash_parts(parts, 2, parts_hex, &(ma_err){ 0 }), MA_OK);
		assert_string_equal(whole, parts_hex);
	}
}

static void sha1_of_abc_is_the_published_value(void **state)
{
	static const unsigned char want[MA_HASH_SHA1_SIZE] = { 0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06,
		0x81, 0x6a, 0xba, 0x3e, 0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d };
	unsigned char sum[MA_HASH_SHA1_SIZE];

	(void)state;
	assert_int_equal(ma_hash_sha1(MA_STR("abc"), sum, &(ma_err){ 0 }), MA_OK);
	assert_memory_equal(sum, want, sizeof(sum));
}

static void a_byte_moved_between_parts_changes_the_hash(void **state)
{
	const struct ma_str parts[] = { MA_STR("a"), MA_STR("bc") };
	char hex[MA_HASH_HEX_SIZE];
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_hash_parts(parts, 2, hex, &err), MA_OK);
	assert_string_equal(hex, "3fafa1cf2f19a7c1129beb20cf0983f73a489a221fc0dd2f16d1be292d089205");
}

static void no_parts_hash_as_nothing(void **state)
{
	char hex[MA_HASH_HEX_SIZE];
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_hash_parts(NULL, 0, hex, &err), MA_OK);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void hmac_agrees_with_an_independent_implementation(void **state)
{
	const struct ma_str parts[] = { MA_STR("run"), MA_STR(""), MA_STR("task") };
	char hex[MA_HASH_HEX_SIZE];
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_hash_hmac(MA_STR("key"), parts, 3, hex, &err), MA_OK);
	assert_string_equal(hex, "14adf048b98f40818c646e488eff23bea7fbafa10288b0722d53e701663983a4");
}

static void hmac_takes_an_empty_key(void **state)
{
	const struct ma_str part = MA_STR("x");
	char hex[MA_HASH_HEX_SIZE];
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	assert_int_equal(ma_hash_hmac(ma_str(NULL), &part, 1, hex, &err), MA_OK);
	assert_string_equal(hex, "bb9dd0e0d2c730b6e244e8cc885ea15b5ed878fcc9edc1c4b12c6cadac1335de");
}

static void hmac_takes_a_key_longer_than_a_block(void **state)
{
	const struct ma_str part = MA_STR("x");
	char key[100], hex[MA_HASH_HEX_SIZE];
	ma_err err = { .code = MA_OK };

	MA_UNUSED(state);
	memset(key, 'k', sizeof(key));
	assert_int_equal(ma_hash_hmac(ma_str_n(key, sizeof(key)), &part, 1, hex, &err), MA_OK);
	assert_string_equal(hex, "07d97d385dbdd2c5ffa286c8fdd1e8ba30ad1422ba55499d18fa48dfe61947a1");
}

static void sha512_is_that_of_the_standard(void **state)
{
	char hex[MA_HASH_SHA512_HEX_SIZE];
	ma_err err = { .code = MA_OK };

	(void)state;
	assert_int_equal(ma_hash_sha512(MA_STR("abc"), hex, &err), MA_OK);
	assert_string_equal(hex,
		"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
		"2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha512_is_that_of_the_standard),
		cmocka_unit_test(sha256_of_nothing_is_the_published_value),
		cmocka_unit_test(sha256_of_abc_is_the_published_value),
		cmocka_unit_test(sha256_of_a_million_letters_is_the_published_value),
		cmocka_unit_test(parts_hash_as_lengths_of_eight_bytes_and_contents),
		cmocka_unit_test(long_parts_hash_as_short_ones_do),
		cmocka_unit_test(sha1_of_abc_is_the_published_value),
		cmocka_unit_test(a_byte_moved_between_parts_changes_the_hash),
		cmocka_unit_test(no_parts_hash_as_nothing),
		cmocka_unit_test(hmac_agrees_with_an_independent_implementation),
		cmocka_unit_test(hmac_takes_an_empty_key),
		cmocka_unit_test(hmac_takes_a_key_longer_than_a_block),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
