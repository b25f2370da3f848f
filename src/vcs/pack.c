/* The packs that a workspace writes. */
#include "vcs/pack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "sys/fs.h"
#include "vcs/gitlock.h"

#define JOIN 32
#define JOINED_MAX (64 * MA_MIB) /* what is this large already is not joined again */
#define LEVELS 4                 /* JOIN to the power of this many commits are joined into one */
#define FRESH_MAX (8 * MA_MIB)   /* bytes of packs that libgit2 was not told of */

/* A pack that this workspace wrote. */
struct ma_own_pack {
	char name[MA_PACKFILE_NAME_SIZE];
	struct ma_packed *objects; /* owned */
	size_t n, size;
	unsigned level; /* how often its objects were joined */
};

void ma_pack_init(struct ma_pack *pack, struct ma_workspace *ws)
{
	*pack = (struct ma_pack){ .ws = ws };
	ma_packfile_init(&pack->file);
}

ma_rc ma_pack_add(
	struct ma_pack *pack, git_object_t type, struct ma_str data, git_oid *id_out, ma_err *err)
{
	struct ma_workspace *ws = pack->ws;
	const char *bytes = data.n > 0 ? data.p : "";
	git_oid id;
	int code = ws->git.odb_hash(&id, bytes, data.n, type);
	ma_rc rc = MA_OK;

	if (code >= 0 && !ws->fresh->exists(ws->fresh, &id)) {
		code = ws->fresh->write(ws->fresh, &id, bytes, data.n, type);
		if (code >= 0)
			rc = ma_packfile_add(
				&pack->file, &ws->zlib, &id, type, ma_str_n(bytes, data.n), err);
	}
	if (code < 0)
		return ma_git_fail(&ws->git, code, err, "%s", ws->dir);
	if (!rc)
		*id_out = id;
	return rc;
}

ma_rc ma_packs_tell(struct ma_workspace *ws, ma_err *err)
{
	int code = ws->git.mempack_reset(ws->fresh);

	if (code >= 0)
		code = ws->git.odb_refresh(ws->odb);
	ws->fresh_size = 0;
	return code < 0 ? ma_git_fail(&ws->git, code, err, "%s", ws->dir) : MA_OK;
}

/* "<git dir>/objects/pack/pack-<name>.<ext>". Gives; NULL: out of memory. */
static char *path_of(const struct ma_workspace *ws, const char *name, const char *ext)
{
	struct ma_buf b = MA_BUF_INIT(MA_MIB);

	ma_buf_addf(
		&b, "%sobjects/pack/pack-%s.%s", ws->git.repository_commondir(ws->repo), name, ext);
	return ma_buf_take(&b);
}

static ma_rc move(
	struct ma_workspace *ws, const char *from, const char *name, const char *ext, ma_err *err)
{
	char *to = path_of(ws, name, ext);
	ma_rc rc = MA_OK;

	if (!to)
		return ma_fail_nomem(err);
	if (rename(from, to))
		rc = ma_fail_sys(err, MA_EIO, errno, "writing %s", to);
	else if (strcmp(ext, "idx") == 0)
		rc = ma_gitlock_sync_dir_of(to, err);
	ma_free(to);
	return rc;
}

/* Both are written before one is synced: the second sync then has little left to do. The index goes
 * to its place last: without it git does not look at a pack. */
static ma_rc publish(struct ma_workspace *ws, const struct ma_packfile *file,
	const struct ma_buf *index, const char *name, ma_err *err)
{
	char *pack_temp = ma_gitlock_temp(ws, "pack"), *index_temp = ma_gitlock_temp(ws, "idx");
	ma_rc rc = pack_temp && index_temp ? MA_OK : ma_fail_nomem(err);

	if (!rc)
		rc = ma_gitlock_write(pack_temp, ma_buf_str(&file->bytes), false, err);
	if (!rc)
		rc = ma_gitlock_write(index_temp, ma_buf_str(index), true, err);
	if (!rc)
		rc = ma_gitlock_sync(pack_temp, err);
	if (!rc)
		rc = move(ws, pack_temp, name, "pack", err);
	if (!rc)
		rc = move(ws, index_temp, name, "idx", err);
	ma_free(pack_temp);
	ma_free(index_temp);
	return rc;
}

/* Takes the file's objects. */
static ma_rc keep(struct ma_workspace *ws, struct ma_packfile *file, const char *name,
	unsigned level, ma_err *err)
{
	struct ma_own_pack *packs;

	packs = ma_realloc(ws->packs, ws->packs_n + 1, sizeof(*packs));
	if (!packs)
		return ma_fail_nomem(err);
	ws->packs = packs;
	packs += ws->packs_n++;
	*packs = (struct ma_own_pack){
		.objects = file->objects, .n = file->n, .size = file->bytes.n, .level = level
	};
	memcpy(packs->name, name, sizeof(packs->name));
	file->objects = NULL;
	file->n = file->cap = 0;
	return MA_OK;
}

static ma_rc write_out(
	struct ma_workspace *ws, struct ma_packfile *file, unsigned level, ma_err *err)
{
	struct ma_buf index = MA_BUF_INIT(MA_PACKFILE_MAX);
	char name[MA_PACKFILE_NAME_SIZE];
	ma_rc rc = ma_packfile_end(file, &index, name, err);

	if (!rc)
		rc = publish(ws, file, &index, name, err);
	if (!rc)
		rc = keep(ws, file, name, level, err);
	ma_buf_done(&index);
	return rc;
}

ma_rc ma_pack_write(struct ma_pack *pack, ma_err *err)
{
	ma_rc rc = MA_OK;

	if (pack->file.n > 0)
		rc = write_out(pack->ws, &pack->file, 0, err);
	pack->written = rc == MA_OK;
	if (!rc)
		pack->ws->fresh_size += pack->file.bytes.n;
	return rc;
}

void ma_pack_done(struct ma_pack *pack)
{
	ma_err ignored = { .code = MA_OK };

	if (pack->ws && !pack->written && pack->file.n > 0)
		(void)ma_packs_tell(
			pack->ws, &ignored); /* the commit's failure is the one to tell */
	ma_packfile_done(&pack->file);
}

/* What a pack has that the new one has not. `seen` knows objects by their ids. */
static ma_rc copy_objects(const struct ma_own_pack *from, const char *bytes, struct ma_map *seen,
	struct ma_packfile *to, ma_err *err)
{
	struct ma_str id;
	ma_rc rc = MA_OK;
	size_t i;

	for (i = 0; i < from->n && !rc; i++) {
		id = ma_str_n((const char *)from->objects[i].id.id, GIT_OID_RAWSZ);
		if (ma_map_has(seen, id))
			continue;
		rc = ma_map_put(seen, id, NULL) ? MA_OK : ma_fail_nomem(err);
		if (!rc)
			rc = ma_packfile_copy(
				to, &from->objects[i], bytes + from->objects[i].at, err);
	}
	return rc;
}

static ma_rc copy_pack(struct ma_workspace *ws, const struct ma_own_pack *from, struct ma_map *seen,
	struct ma_packfile *to, ma_err *err)
{
	char *path = path_of(ws, from->name, "pack"), *bytes = NULL;
	ma_err why = { .code = MA_OK };
	size_t size = 0;
	ma_rc rc;

	if (!path)
		return ma_fail_nomem(err);
	rc = ma_fs_read(path, MA_PACKFILE_MAX, &bytes, &size, &why);
	if (rc == MA_ENOTFOUND)
		rc = MA_OK; /* somebody's `git gc` was here, and took its objects elsewhere */
	else if (rc)
		*err = why;
	else if (size != from->size)
		rc = ma_fail(err, MA_EIO, "%s was changed", path);
	else
		rc = copy_objects(from, bytes, seen, to, err);
	ma_free(bytes);
	ma_free(path);
	return rc;
}

/* The index first: a git that has not read it yet finds the object in the joined pack. */
static ma_rc remove_pack(struct ma_workspace *ws, const struct ma_own_pack *pack, ma_err *err)
{
	char *index = path_of(ws, pack->name, "idx"), *bytes = path_of(ws, pack->name, "pack");
	ma_rc rc = MA_OK;

	if (!index || !bytes)
		rc = ma_fail_nomem(err);
	else if ((unlink(index) && errno != ENOENT) || (unlink(bytes) && errno != ENOENT))
		rc = ma_fail_sys(err, MA_EIO, errno, "%s", bytes);
	ma_free(index);
	ma_free(bytes);
	return rc;
}

/* Forget the packs of a level, but for those after the first n_all of them; remove their files. */
static ma_rc remove_level(struct ma_workspace *ws, unsigned level, size_t n_all, ma_err *err)
{
	size_t i, kept = 0;
	ma_rc rc = MA_OK;

	for (i = 0; i < ws->packs_n; i++) {
		struct ma_own_pack *p = &ws->packs[i];

		if (i >= n_all || p->level != level) {
			ws->packs[kept++] = *p;
			continue;
		}
		if (!rc)
			rc = remove_pack(ws, p, err);
		ma_free(p->objects);
	}
	ws->packs_n = kept;
	return rc;
}

static ma_rc join_level(struct ma_workspace *ws, unsigned level, ma_err *err)
{
	size_t n = ws->packs_n, i;
	struct ma_map seen = MA_MAP_INIT;
	struct ma_packfile to;
	ma_rc rc = MA_OK;

	ma_packfile_init(&to);
	for (i = 0; i < n && !rc; i++)
		if (ws->packs[i].level == level)
			rc = copy_pack(ws, &ws->packs[i], &seen, &to, err);
	if (!rc && to.n > 0)
		rc = write_out(ws, &to, level + 1, err);
	if (!rc)
		rc = remove_level(ws, level, n, err);
	ma_packfile_done(&to);
	ma_map_done(&seen);
	return rc;
}

static size_t size_of_level(const struct ma_workspace *ws, unsigned level, size_t *n_out)
{
	size_t size = 0, i;

	*n_out = 0;
	for (i = 0; i < ws->packs_n; i++) {
		if (ws->packs[i].level != level)
			continue;
		size += ws->packs[i].size;
		++*n_out;
	}
	return size;
}

static void leave_level(struct ma_workspace *ws, unsigned level)
{
	size_t i;

	for (i = 0; i < ws->packs_n; i++)
		if (ws->packs[i].level == level)
			ws->packs[i].level = LEVELS;
}

ma_rc ma_packs_join(struct ma_workspace *ws, ma_err *err)
{
	bool joined = false;
	unsigned level;
	size_t n, size;
	ma_rc rc = MA_OK;

	for (level = 0; level < LEVELS && !rc; level++) {
		size = size_of_level(ws, level, &n);
		if (n < JOIN)
			continue;
		if (size > JOINED_MAX)
			leave_level(ws, level);
		else
			rc = join_level(ws, level, err);
		joined = true;
	}
	if (!rc && (joined || ws->fresh_size > FRESH_MAX))
		rc = ma_packs_tell(ws, err);
	return rc;
}

void ma_packs_done(struct ma_workspace *ws)
{
	size_t i;

	for (i = 0; i < ws->packs_n; i++)
		ma_free(ws->packs[i].objects);
	ma_free(ws->packs);
	ws->packs = NULL;
	ws->packs_n = 0;
}
