#include "lib/trust.h"

#include <errno.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/path.h"
#include "codec/hash.h"
#include "lib/places.h"
#include "sys/fs.h"

#define RECORD_MAX (16 * MA_KIB)

struct record {
	char *dir;
	struct ma_buf name, line; /* where it is, and what it says */
};

static ma_rc describe(const char *path, const char *digest, struct record *r, ma_err *err)
{
	char *real = realpath(path, NULL);
	char hex[MA_HASH_HEX_SIZE];
	ma_rc rc;

	r->name = (struct ma_buf)MA_BUF_INIT(RECORD_MAX);
	r->line = (struct ma_buf)MA_BUF_INIT(RECORD_MAX);
	if (!real)
		return ma_fail_sys(err, errno == ENOENT ? MA_ENOTFOUND : MA_EIO, errno, "%s", path);
	rc = ma_hash_sha256(ma_str(real), hex, err);
	ma_buf_addf(&r->line, "%s  %s\n", digest, real);
	free(real); /* the C library's */
	if (!rc)
		rc = ma_places_user_state("trusted", &r->dir, err);
	if (rc || !r->dir)
		return rc;
	ma_path_join(&r->name, ma_str(r->dir), ma_str(hex));
	rc = ma_buf_check(&r->line, err);
	return rc ? rc : ma_buf_check(&r->name, err);
}

static void record_done(struct record *r)
{
	ma_free(r->dir);
	ma_buf_done(&r->name);
	ma_buf_done(&r->line);
}

ma_rc ma_trust_check(const char *path, const char *digest, bool *trusted_out, ma_err *err)
{
	struct record r = { .dir = NULL };
	ma_err why = { MA_OK, 0, "" };
	bool exposed = true;
	char *said = NULL;
	ma_rc rc = describe(path, digest, &r, err);

	if (!rc && r.dir &&
		ma_fs_read_secret(r.name.p, RECORD_MAX, &said, &exposed, &why) == MA_ENOMEM)
		rc = ma_fail_nomem(err);
	if (!rc) /* what cannot be read is not there */
		*trusted_out = said && !exposed && strcmp(said, r.line.p) == 0;
	ma_free(said);
	record_done(&r);
	return rc;
}

ma_rc ma_trust_add(const char *path, const char *digest, ma_err *err)
{
	struct record r = { .dir = NULL };
	ma_rc rc = describe(path, digest, &r, err);

	if (!rc && !r.dir)
		rc = ma_fail(err, MA_ECONFIG,
			"there is no place to remember it in: HOME and XDG_STATE_HOME are not set");
	if (!rc)
		rc = ma_fs_mkdirs(r.dir, err);
	if (!rc)
		rc = ma_fs_write(r.name.p, ma_buf_str(&r.line), 0600, err);
	record_done(&r);
	return rc;
}
