/* Packages that are shared between runs: the store, and what cargo, pip and go keep in it. */
#include "verify/shared.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "codec/hash.h"
#include "sys/fs.h"

#define LOCK_MAX (64 * MA_MIB)
#define FILE_MAX (256 * MA_MIB)
#define LEVELS 5

/* Paths, files. */

/* "root/name", with the directories on its way made for `uid`, to be read by all whatever the umask. False: it is too long. */
static bool place(const char *root, const char *name, int64_t uid, struct ma_buf *out)
{
	size_t i, from = strlen(root) + 1;

	ma_buf_addf(out, "%s/%s", root, name);
	for (i = from; i < out->n && !out->rc; i++) {
		if (out->p[i] != '/')
			continue;
		out->p[i] = '\0';
		if (mkdir(out->p, 0755) == 0) { /* what fails then, using it will say */
			(void)chmod(out->p, 0755);
			if (uid >= 0)
				(void)chown(out->p, (uid_t)uid, (gid_t)uid);
		}
		out->p[i] = '/';
	}
	return out->rc == MA_OK;
}

char *ma_shared_lock(const struct ma_packages *p, const struct ma_step *step, const char *name)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };
	char *text = NULL;

	ma_buf_addf(&path, "%s/%s", step->package, name);
	if (path.rc || ma_fs_read_beneath(p->tree, path.p, LOCK_MAX, &text, NULL, &ignored))
		text = NULL;
	ma_buf_done(&path);
	return text;
}

void ma_shared_link(const struct ma_packages *p, const char *name, const char *as)
{
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), to = MA_BUF_INIT(MA_LIMIT_CONFIG),
		      seen = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&from, "%s/%s", p->shared, name);
	ma_buf_addf(&seen, "%s/%s", p->seen, name);
	if (!from.rc && !seen.rc && access(from.p, R_OK) == 0 && place(p->path, as, p->uid, &to) &&
		symlink(seen.p, to.p) == 0 && p->uid >= 0)
		(void)lchown(to.p, (uid_t)p->uid, (gid_t)p->uid); /* it can be read all the same */
	ma_buf_done(&from);
	ma_buf_done(&to);
	ma_buf_done(&seen);
}

static bool write_new(const char *path, struct ma_str content, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	bool ok = fd >= 0 && fchmod(fd, mode) == 0 && ma_fs_write_all(fd, content) == 0;

	if (fd >= 0 && close(fd))
		ok = false;
	if (fd >= 0 && !ok)
		unlink(path);
	return ok;
}

void ma_shared_copy(const struct ma_packages *p, const char *name, const char *as)
{
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), to = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };
	char *text = NULL;
	size_t n;

	ma_buf_addf(&from, "%s/%s", p->shared, name);
	if (!from.rc && ma_fs_read(from.p, FILE_MAX, &text, &n, &ignored) == MA_OK &&
		place(p->path, as, p->uid, &to) && write_new(to.p, ma_str_n(text, n), 0644) &&
		p->uid >= 0)
		(void)lchown(to.p, (uid_t)p->uid, (gid_t)p->uid); /* it can be read all the same */
	ma_free(text);
	ma_buf_done(&from);
	ma_buf_done(&to);
}

bool ma_shared_read(const struct ma_packages *p, const char *path, struct ma_buf *out)
{
	ma_err ignored = { .code = MA_OK };
	char *text = NULL;
	size_t n;
	bool found = ma_fs_read_beneath(p->path, path, FILE_MAX, &text, &n, &ignored) == MA_OK;

	if (found)
		ma_buf_add(out, text, n);
	ma_free(text);
	return found && !out->rc;
}

void ma_shared_put(
	const struct ma_packages *p, const char *name, struct ma_str content, bool replaces)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG), own = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (place(p->shared, name, -1, &path) && (replaces || access(path.p, F_OK))) {
		ma_buf_addf(&own, "%s.%ld", path.p, (long)getpid());
		if (!own.rc && write_new(own.p, content, 0444) && rename(own.p, path.p))
			unlink(own.p);
	}
	ma_buf_done(&path);
	ma_buf_done(&own);
}

struct each {
	const struct ma_packages *p;
	bool in_store;
	const char *dir;
	int levels;
	ma_shared_file_fn *fn;
};

static void each_below(const struct each *e);

static bool on_entry(void *data, const char *name, bool is_dir)
{
	const struct each *e = data;
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct each below = { e->p, e->in_store, NULL, e->levels - 1, e->fn };

	ma_buf_addf(&path, "%s/%s", e->dir, name);
	below.dir = path.p;
	if (!path.rc && is_dir && below.levels > 0)
		each_below(&below);
	else if (!path.rc && !is_dir)
		e->fn(e->p, path.p);
	ma_buf_done(&path);
	return true;
}

static void each_below(const struct each *e)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };

	ma_buf_addf(&path, "%s/%s", e->in_store ? e->p->shared : e->p->path, e->dir);
	if (!path.rc)
		(void)ma_fs_list(
			path.p, on_entry, (void *)(uintptr_t)e, &ignored); /* none is fine */
	ma_buf_done(&path);
}

void ma_shared_each(
	const struct ma_packages *p, bool in_store, const char *dir, ma_shared_file_fn *fn)
{
	each_below(&(struct each){ p, in_store, dir, LEVELS, fn });
}

/* Names that become part of a path. */

static bool is_name(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') &&
			!strchr("-_.+!", c))
			return false;
	}
	return s.n > 0 && s.n < 200 && s.p[0] != '.';
}

static bool is_sha256(struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') && !(s.p[i] >= 'a' && s.p[i] <= 'f'))
			return false;
	return s.n == 64;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* By SHA-256: crates and wheels. */

/* A torn file, as a loss of power may leave it, is offered to nobody. */
static bool is_whole(const struct ma_packages *p, const char *name, struct ma_str hex)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };
	char *text = NULL, now[MA_HASH_HEX_SIZE] = "";
	size_t n;

	ma_buf_addf(&path, "%s/%s", p->shared, name);
	if (!path.rc && ma_fs_read(path.p, FILE_MAX, &text, &n, &ignored) == MA_OK &&
		ma_hash_sha256(ma_str_n(text, n), now, &ignored))
		now[0] = '\0';
	ma_free(text);
	ma_buf_done(&path);
	return ma_str_is(hex, now);
}

static void keep_sha256(const struct ma_packages *p, const char *path)
{
	struct ma_buf content = MA_BUF_INIT(FILE_MAX), name = MA_BUF_INIT(MA_LIMIT_CONFIG);
	char hex[MA_HASH_HEX_SIZE];
	ma_err ignored = { .code = MA_OK };

	if (is_name(ma_str(base_of(path))) && ma_shared_read(p, path, &content) &&
		ma_hash_sha256(ma_buf_str(&content), hex, &ignored) == MA_OK) {
		ma_buf_addf(&name, "sha256/%.2s/%s/%s", hex, hex, base_of(path));
		if (!name.rc)
			ma_shared_put(p, name.p, ma_buf_str(&content), false);
	}
	ma_buf_done(&content);
	ma_buf_done(&name);
}

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
	if (is_dir && is_name(ma_str(registry)) && !from.rc && !as.rc &&
		is_whole(c->p, from.p, c->checksum))
		ma_shared_link(c->p, from.p, as.p);
	ma_buf_done(&from);
	ma_buf_done(&as);
	return true;
}

static void offer_crate(const struct crate *c)
{
	struct ma_buf known = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_err ignored = { .code = MA_OK };

	ma_buf_addf(&known, "%s/cargo", c->p->shared);
	if (!known.rc && is_name(c->name) && is_name(c->version) && is_sha256(c->checksum))
		(void)ma_fs_list(
			known.p, offer_in, (void *)(uintptr_t)c, &ignored); /* none is fine */
	ma_buf_done(&known);
}

static void offer_cargo(const struct ma_packages *p, const struct ma_step *step)
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
	struct ma_buf known = MA_BUF_INIT(MA_LIMIT_CONFIG), made = MA_BUF_INIT(MA_LIMIT_CONFIG);

	if (ma_str_cut(&rest, '/', &registry) && is_name(registry)) {
		ma_buf_addf(&known, "cargo/" MA_STR_FMT "/.", MA_STR_ARG(registry));
		(void)place(p->shared, known.p ? known.p : "", -1,
			&made); /* where it cannot be made, none is offered */
		keep_sha256(p, path);
	}
	ma_buf_done(&known);
	ma_buf_done(&made);
}

/* Wheels, for each --hash=sha256:... of requirements.txt. */

struct wheel {
	const struct ma_packages *p;
	struct ma_str hex;
};

static bool offer_wheel(void *data, const char *file, bool is_dir)
{
	const struct wheel *w = data;
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), as = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&from, "sha256/%.2s/" MA_STR_FMT "/%s", w->hex.p, MA_STR_ARG(w->hex), file);
	ma_buf_addf(&as, "wheels/%s", file);
	if (!is_dir && ma_str_ends(ma_str(file), ".whl") && !from.rc && !as.rc &&
		is_whole(w->p, from.p, w->hex))
		ma_shared_link(w->p, from.p, as.p);
	ma_buf_done(&from);
	ma_buf_done(&as);
	return true;
}

static void offer_pip(const struct ma_packages *p, const struct ma_step *step)
{
	static const struct ma_str mark = MA_STR("--hash=sha256:");
	char *lock = ma_shared_lock(p, step, "requirements.txt");
	struct ma_str text = ma_str(lock);
	struct ma_buf dir = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct wheel w = { .p = p };
	ma_err ignored = { .code = MA_OK };
	ptrdiff_t at;

	while ((at = ma_str_find(text, mark)) >= 0) {
		text = ma_str_from(text, (size_t)at + mark.n);
		w.hex = ma_str_n(text.p, text.n < 64 ? text.n : 64);
		if (!is_sha256(w.hex))
			continue;
		ma_buf_clear(&dir);
		ma_buf_addf(
			&dir, "%s/sha256/%.2s/" MA_STR_FMT, p->shared, w.hex.p, MA_STR_ARG(w.hex));
		if (!dir.rc)
			(void)ma_fs_list(dir.p, offer_wheel, &w, &ignored); /* none is fine */
	}
	ma_buf_done(&dir);
	ma_free(lock);
}

/* Modules of Go, for each line of go.sum: "module version[/go.mod] h1:...". */

static bool is_module(struct ma_str path)
{
	struct ma_str part;

	while (ma_str_cut(&path, '/', &part))
		if (!is_name(part))
			return false;
	return true;
}

/* As Go has it in its cache: "!x" for each "X". */
static void add_escaped(struct ma_buf *out, struct ma_str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			ma_buf_addf(out, "!%c", s.p[i] - 'A' + 'a');
		else
			ma_buf_addc(out, s.p[i]);
	}
}

typedef void module_file_fn(const struct ma_packages *p, const char *name);

static void each_file_of(const struct ma_packages *p, struct ma_str module, struct ma_str version,
	module_file_fn *fn)
{
	static const char *const suffixes[] = { ".info", ".mod", ".zip" };
	struct ma_buf name = MA_BUF_INIT(MA_LIMIT_CONFIG);
	size_t i;

	for (i = 0; i < MA_COUNT(suffixes); i++) {
		ma_buf_clear(&name);
		add_escaped(&name, module);
		ma_buf_adds(&name, "/@v/");
		add_escaped(&name, version);
		ma_buf_adds(&name, suffixes[i]);
		if (!name.rc)
			fn(p, name.p);
	}
	ma_buf_done(&name);
}

static void each_module(const struct ma_packages *p, const struct ma_step *step, module_file_fn *fn)
{
	char *lock = ma_shared_lock(p, step, "go.sum");
	struct ma_str text = ma_str(lock), line, module, version;

	while (ma_str_line(&text, &line))
		if (ma_str_cut(&line, ' ', &module) && ma_str_cut(&line, ' ', &version) &&
			is_module(module) && is_name(version))
			each_file_of(p, module, version, fn);
	ma_free(lock);
}

static void offer_module_file(const struct ma_packages *p, const char *name)
{
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), as = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&from, "go/%s", name);
	ma_buf_addf(&as, "go-offer/%s", name);
	if (!from.rc && !as.rc)
		ma_shared_link(p, from.p, as.p);
	ma_buf_done(&from);
	ma_buf_done(&as);
}

static void keep_module_file(const struct ma_packages *p, const char *name)
{
	struct ma_buf from = MA_BUF_INIT(MA_LIMIT_CONFIG), as = MA_BUF_INIT(MA_LIMIT_CONFIG),
		      content = MA_BUF_INIT(FILE_MAX);

	ma_buf_addf(&from, "go/pkg/mod/cache/download/%s", name);
	ma_buf_addf(&as, "go/%s", name);
	if (!from.rc && !as.rc && ma_shared_read(p, from.p, &content))
		ma_shared_put(p, as.p, ma_buf_str(&content), false);
	ma_buf_done(&from);
	ma_buf_done(&as);
	ma_buf_done(&content);
}

static void drop_module_file(const struct ma_packages *p, const char *name)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);

	ma_buf_addf(&path, "%s/go/%s", p->shared, name);
	if (!path.rc)
		(void)unlink(path.p); /* it may not be there */
	ma_buf_done(&path);
}

void ma_shared_drop(const struct ma_packages *p, const struct ma_step *step)
{
	if (step->registry == MA_REGISTRY_GO)
		each_module(p, step, drop_module_file);
}

void ma_shared_offer(const struct ma_packages *p, const struct ma_step *step)
{
	switch (step->registry) {
	case MA_REGISTRY_NPM:
		ma_shared_offer_npm(p, step);
		break;
	case MA_REGISTRY_PIP:
		offer_pip(p, step);
		break;
	case MA_REGISTRY_CARGO:
		offer_cargo(p, step);
		break;
	case MA_REGISTRY_GO:
		each_module(p, step, offer_module_file);
		break;
	case MA_REGISTRY_NONE:
		break;
	}
}

void ma_shared_keep(const struct ma_packages *p, const struct ma_step *step)
{
	switch (step->registry) {
	case MA_REGISTRY_NPM:
		ma_shared_keep_npm(p, step);
		break;
	case MA_REGISTRY_PIP:
		ma_shared_each(p, false, "wheels", keep_sha256);
		break;
	case MA_REGISTRY_CARGO:
		ma_shared_each(p, false, "cargo/registry/cache", keep_crate);
		break;
	case MA_REGISTRY_GO:
		each_module(p, step, keep_module_file);
		break;
	case MA_REGISTRY_NONE:
		break;
	}
}
