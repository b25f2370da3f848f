/*
 * What npm keeps: contents named by their SHA-512, which it checks whenever it reads one, and an index of what its registry
 * said of which address. Contents are checked by us as well before they are shared. The index cannot be; so it is taken from
 * an installation by npm alone, which runs no script and no program of the tree: pnpm and yarn may run some.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/base64.h"
#include "base/limits.h"
#include "codec/hash.h"
#include "verify/shared.h"

#define CONTENTS "npm/_cacache/content-v2/sha512"
#define INDEX "npm/_cacache/index-v5"
#define INDEX_MAX MA_MIB
#define SHA512_SIZE 64
#define BASE64_SIZE 88

static void offer_content(const struct ma_packages *p, const char *hex)
{
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), as = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&from, "sha512/%.2s/%s", hex, hex);
	ma_buf_addf(&as, CONTENTS "/%.2s/%.2s/%s", hex, hex + 2, hex + 4);
	if (!from.rc && !as.rc)
		ma_shared_link(p, from.p, as.p);
	ma_buf_done(&from);
	ma_buf_done(&as);
}

/* 88 letters to 128 digits; false where they are no hash. */
static bool hex_of(struct ma_str base64, char hex[MA_HASH_SHA512_HEX_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[MA_BASE64_BYTES(BASE64_SIZE)];
	size_t i, n;

	if (base64.n < BASE64_SIZE || !ma_base64_read(ma_str_n(base64.p, BASE64_SIZE), bytes, &n) ||
		n != SHA512_SIZE)
		return false;
	for (i = 0; i < n; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	hex[2 * n] = '\0';
	return true;
}

static void use_content(const struct ma_packages *p, const char *hex)
{
	struct ma_buf name = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&name, "sha512/%.2s/%s", hex, hex);
	if (!name.rc)
		ma_shared_use(p, name.p);
	ma_buf_done(&name);
}

typedef void content_fn(const struct ma_packages *p, const char *hex);

static void each_locked(const struct ma_packages *p, struct ma_str text, content_fn *fn)
{
	static const struct ma_str mark = MA_STR("sha512-");
	char hex[MA_HASH_SHA512_HEX_SIZE];
	ptrdiff_t at;

	while ((at = ma_str_find(text, mark)) >= 0) {
		text = ma_str_from(text, (size_t)at + mark.n);
		if (hex_of(text, hex))
			fn(p, hex);
	}
}

static void offer_any(const struct ma_packages *p, const char *path)
{
	const char *hex = strrchr(path, '/') + 1;

	if (strlen(hex) == 2 * (size_t)SHA512_SIZE)
		offer_content(p, hex);
}

static void offer_entry(const struct ma_packages *p, const char *path)
{
	struct ma_buf as = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&as, "npm/_cacache/index-v5/%s", path + strlen("npm-index/"));
	if (!as.rc)
		ma_shared_copy(p, path, as.p);
	ma_buf_done(&as);
}

static char *read_lock(const struct ma_packages *p, const struct ma_step *step)
{
	char *lock = ma_shared_lock(p, step, "package-lock.json");

	return lock ? lock : ma_shared_lock(p, step, "npm-shrinkwrap.json");
}

void ma_shared_offer_npm(const struct ma_packages *p, const struct ma_step *step)
{
	char *lock = read_lock(p, step);

	if (lock) {
		each_locked(p, ma_str(lock), offer_content);
	} else if (step->tool == &ma_tool_node) { /* which versions there are is looked up first */
		ma_shared_each(p, true, "sha512", offer_any);
		ma_shared_each(p, true, "npm-index", offer_entry);
	}
	ma_free(lock);
}

static void keep_content(const struct ma_packages *p, const char *path)
{
	struct ma_buf content = MA_BUF_INIT(MA_SHARED_FILE_MAX),
		      name = MA_BUF_INIT(MA_LIMIT_CONFIG), claimed = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_str rest = ma_str_from(ma_str(path), strlen(CONTENTS "/")), part;
	char hex[MA_HASH_SHA512_HEX_SIZE];
	ma_err ignored = { .code = MA_OK };

	while (ma_str_cut(&rest, '/', &part))
		ma_buf_addv(&claimed, part);
	if (ma_shared_read(p, path, &content) &&
		ma_hash_sha512(ma_buf_str(&content), hex, &ignored) == MA_OK &&
		ma_str_is(ma_buf_str(&claimed), hex)) {
		ma_buf_addf(&name, "sha512/%.2s/%s", hex, hex);
		ma_shared_put(p, name.p, ma_buf_str(&content), false);
	}
	ma_buf_done(&content);
	ma_buf_done(&name);
	ma_buf_done(&claimed);
}

static void keep_entry(const struct ma_packages *p, const char *path)
{
	struct ma_buf content = MA_BUF_INIT(INDEX_MAX), name = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&name, "npm-index/%s", path + strlen(INDEX "/"));
	if (!name.rc && ma_shared_read(p, path, &content))
		ma_shared_put(p, name.p, ma_buf_str(&content), true);
	ma_buf_done(&content);
	ma_buf_done(&name);
}

void ma_shared_keep_npm(const struct ma_packages *p, const struct ma_step *step)
{
	char *lock = read_lock(p, step);

	ma_shared_each(p, false, CONTENTS, keep_content);
	if (step->tool == &ma_tool_node)
		ma_shared_each(p, false, INDEX, keep_entry);
	if (lock) /* npm's own, where there was none: of all that was offered then, this is used */
		each_locked(p, ma_str(lock), use_content);
	ma_free(lock);
}
