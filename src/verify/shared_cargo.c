/* What cargo keeps: crates, by the checksums of Cargo.lock. */
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sys/fs.h"
#include "verify/shared.h"

/* The value of a line like `name = "tiny"`, if the line is one. */
static bool value_of(struct ma_str line, const char *key, struct ma_str *out)
{
	if (!ma_str_starts(line, key) || !ma_str_starts(ma_str_from(line, strlen(key)), " = \"") ||
		!ma_str_ends(line, "\""))
		return false;
	*out = ma_str_n(line.p + strlen(key) + 4, line.n - strlen(key) - 5);
	return true;
}

struct crate {
	const struct ma_packages *p;
	struct ma_str name, version, checksum;
};

/* Into each directory that cargo has been seen to keep crates in; in another registry's it is not looked for. */
static bool offer_in(void *data, const char *registry, bool is_dir)
{
	const struct crate *c = data;
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), as = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&from, "sha256/%.2s/" MA_STR_FMT "/" MA_STR_FMT "-" MA_STR_FMT ".crate",
		c->checksum.p, MA_STR_ARG(c->checksum), MA_STR_ARG(c->name), MA_STR_ARG(c->version));
	ma_buf_addf(&as, "cargo/registry/cache/%s/" MA_STR_FMT "-" MA_STR_FMT ".crate", registry,
		MA_STR_ARG(c->name), MA_STR_ARG(c->version));
	if (is_dir && ma_shared_is_name(ma_str(registry)) && !from.rc && !as.rc &&
		ma_shared_is_whole(c->p, from.p, c->checksum)) {
		ma_shared_link(c->p, from.p, as.p);
		ma_shared_use(c->p, from.p);
	}
	ma_buf_done(&from);
	ma_buf_done(&as);
	return true;
}

static void offer_crate(const struct crate *c)
{
	struct ma_buf known = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };

	ma_buf_addf(&known, "%s/cargo", c->p->shared);
	if (!known.rc && ma_shared_is_name(c->name) && ma_shared_is_name(c->version) &&
		ma_shared_is_sha256(c->checksum))
		(void)ma_fs_list(
			known.p, offer_in, (void *)(uintptr_t)c, &ignored); /* none is fine */
	ma_buf_done(&known);
}

void ma_shared_offer_cargo(const struct ma_packages *p, const struct ma_step *step)
{
	char *lock = ma_shared_lock(p, step, "Cargo.lock");
	struct ma_str text = ma_str(lock), line;
	struct crate c = { .p = p };

	while (ma_str_line(&text, &line)) {
		if (ma_str_is(line, "[[package]]"))
			c = (struct crate){ .p = p };
		if (!value_of(line, "name", &c.name) && !value_of(line, "version", &c.version) &&
			value_of(line, "checksum", &c.checksum))
			offer_crate(&c);
	}
	ma_free(lock);
}

static void keep_crate(const struct ma_packages *p, const char *path)
{
	struct ma_str rest = ma_str_from(ma_str(path), strlen("cargo/registry/cache/")), registry;
	struct ma_buf known = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (ma_str_cut(&rest, '/', &registry) && ma_shared_is_name(registry)) {
		ma_buf_addf(&known, "cargo/" MA_STR_FMT, MA_STR_ARG(registry));
		if (!known.rc)
			ma_shared_mkdir(p, known.p);
		ma_shared_keep_sha256(p, path);
	}
	ma_buf_done(&known);
}

void ma_shared_keep_cargo(const struct ma_packages *p)
{
	ma_shared_each(p, false, "cargo/registry/cache", keep_crate);
}
