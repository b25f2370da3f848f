/* The files that checks depend on. */
#include "verify/inputs.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/path.h"
#include "sys/fs.h"
#include "verify/ways_out.h"

#define FILE_MAX (64 * MA_MIB)
#define FILES_MAX 20000
#define BYTES_MAX ((size_t)1 << 30)
#define LEVELS_MAX 64

static bool is_below(struct ma_str path, const char *root)
{
	size_t n = strlen(root);

	return strcmp(root, ".") == 0 ||
		(path.n > n && memcmp(path.p, root, n) == 0 && path.p[n] == '/');
}

/* How many directories a file lies in, from the innermost root on. */
static size_t depth_of(const struct ma_inputs *in, struct ma_str path)
{
	size_t i, from = 0, depth = 0;

	for (i = 0; i < in->roots_n; i++)
		if (strcmp(in->roots[i], ".") != 0 && is_below(path, in->roots[i]))
			from = strlen(in->roots[i]) + 1;
	for (i = from; i < path.n; i++)
		depth += path.p[i] == '/';
	return depth;
}

struct reading {
	struct ma_inputs *in;
	const char *dir; /* "" for the root */
	int levels;
	size_t *bytes;
	ma_err *err;
};

static ma_rc read_link(struct ma_input *f, const char *path, ma_err *err)
{
	char to[MA_LIMIT_CONFIG / 256];
	ssize_t n = readlink(path, to, sizeof(to));

	if (n < 0 || (size_t)n == sizeof(to))
		return ma_fail(err, MA_EIO, "%s: where this link leads cannot be read", path);
	f->is_link = f->leads_out = true;
	return ma_hash_sha256(ma_str_n(to, (size_t)n), f->hash, err);
}

static ma_rc read_file(const struct reading *r, struct ma_input *f, ma_err *err)
{
	char *text = NULL;
	size_t n = 0;
	ma_rc rc = ma_fs_read_beneath(r->in->tree, f->path.p, FILE_MAX, &text, &n, err);

	if (!rc && (*r->bytes += n) > BYTES_MAX)
		rc = ma_fail(err, MA_ELIMIT, "the tree is too large to be compared");
	if (!rc)
		rc = ma_hash_sha256(ma_str_n(text, n), f->hash, err);
	if (!rc)
		f->leads_out = ma_leads_out(ma_str_n(text, n), depth_of(r->in, f->path));
	ma_free(text);
	return rc;
}

static ma_rc add_file(const struct reading *r, const char *path, ma_err *err)
{
	struct ma_buf full = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct ma_inputs *in = r->in;
	struct ma_input *f;
	struct stat st;
	ma_rc rc = MA_OK;

	if (in->n == in->cap)
		return ma_fail(err, MA_ELIMIT, "there are too many files to be compared");
	f = &in->v[in->n++];
	f->path = ma_str(ma_arena_dup(in->arena, ma_str(path)));
	ma_buf_addf(&full, "%s/%s", in->tree, path);
	if (!f->path.p || full.rc)
		rc = ma_fail_nomem(err);
	else if (lstat(full.p, &st))
		rc = ma_fail(err, MA_EIO, "%s cannot be read", full.p);
	else if (S_ISLNK(st.st_mode))
		rc = read_link(f, full.p, err);
	else
		rc = read_file(r, f, err);
	f->runs = !rc && !f->is_link && (st.st_mode & S_IXUSR);
	ma_buf_done(&full);
	return rc;
}

static ma_rc read_dir(const struct reading *r);

static bool on_entry(void *data, const char *name, bool is_dir)
{
	const struct reading *r = data;
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	struct reading below = *r;
	ma_rc rc;

	if (r->in->skips && r->in->skips(name, is_dir))
		return true;
	ma_path_join(&path, ma_str(r->dir), ma_str(name));
	below.dir = path.p;
	below.levels--;
	if (path.rc)
		rc = ma_fail_nomem(r->err);
	else
		rc = is_dir ? read_dir(&below) : add_file(r, path.p, r->err);
	ma_buf_done(&path);
	return rc == MA_OK;
}

static ma_rc read_dir(const struct reading *r)
{
	struct ma_buf path = MA_BUF_INIT(MA_LIMIT_CONFIG);
	ma_rc rc;

	if (r->levels == 0)
		return ma_fail(r->err, MA_ELIMIT, "the tree is too deep to be compared");
	ma_path_join(&path, ma_str(r->in->tree), ma_str(r->dir));
	rc = path.rc ? ma_fail_nomem(r->err)
		     : ma_fs_list(path.p, on_entry, (void *)(uintptr_t)r, r->err);
	ma_buf_done(&path);
	return rc ? rc : r->err->code;
}

ma_rc ma_inputs_read(struct ma_inputs *in, ma_err *err)
{
	size_t bytes = 0;
	const struct reading all = { in, "", LEVELS_MAX, &bytes, err };

	in->n = 0;
	in->cap = FILES_MAX;
	in->v = ma_arena_new_n(in->arena, struct ma_input, FILES_MAX);
	return in->v ? read_dir(&all) : ma_fail_nomem(err);
}

/* How much of a path stands before its first hidden directory, or else before its name. */
static struct ma_str visible_dir(struct ma_str path)
{
	struct ma_str dir = ma_path_dir(path);
	size_t i;

	for (i = 0; i < dir.n; i++)
		if (dir.p[i] == '.' && (i == 0 || dir.p[i - 1] == '/'))
			return ma_str_n(dir.p, i > 0 ? i - 1 : 0);
	return dir;
}

/* In a directory that the package at `root` lies in, or in a hidden one there: tools look for ".cargo/config.toml" upwards. */
static bool is_above(struct ma_str path, const char *root)
{
	struct ma_str dir = visible_dir(path);

	return strcmp(root, ".") != 0 &&
		(dir.n == 0 ||
			(strlen(root) > dir.n && memcmp(root, dir.p, dir.n) == 0 &&
				root[dir.n] == '/'));
}

static bool is_code(struct ma_str name)
{
	static const char *const ends[] = { ".js", ".cjs", ".mjs", ".ts", ".cts", ".mts" };

	return MA_STR_AMONG(ma_path_ext(name), ends);
}

/* What tools look for in the directories above a package, and which may bring in what lies beside it. */
static bool joins_packages(struct ma_str path)
{
	struct ma_str name = ma_path_base(path);
	bool configures = name.p[0] == '.' || ma_str_find(name, MA_STR(".config.")) >= 0;

	return ma_str_is(name, "go.work") || (configures && is_code(name)) ||
		ma_str_ends(path, ".cargo/config.toml") || ma_str_ends(path, ".cargo/config");
}

void ma_inputs_add(const struct ma_inputs *in, const char *root, struct ma_buf *text, bool *open_out)
{
	bool whole = strcmp(root, ".") == 0;
	size_t i;

	for (i = 0; i < in->n && !whole; i++)
		whole = is_below(in->v[i].path, root)
			? in->v[i].leads_out
			: is_above(in->v[i].path, root) && joins_packages(in->v[i].path);
	for (i = 0; i < in->n; i++) {
		const struct ma_input *f = &in->v[i];

		if (!whole && !is_below(f->path, root) && !is_above(f->path, root))
			continue;
		ma_buf_addf(text, "%s %c ", f->hash, f->is_link ? 'l' : f->runs ? 'x' : '-');
		ma_buf_addf(text, "%zu ", f->path.n);
		ma_buf_addv(text, f->path);
		ma_buf_addc(text, '\n');
	}
	*open_out = whole;
}
