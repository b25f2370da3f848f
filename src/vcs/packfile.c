/* Packs and their indexes. */
#include "vcs/packfile.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "codec/hash.h"

#define HEAD_SIZE 12
#define INDEX_MAGIC 0xff744f63u
#define LEVEL Z_BEST_SPEED /* as git's for loose objects; `git gc` packs for size */

ma_rc ma_zlib_open(struct ma_zlib *z, ma_err *err)
{
	const struct {
		const char *name;
		void *to;
	} functions[] = {
		{ "deflateInit_", &z->init },
		{ "deflate", &z->run },
		{ "deflateEnd", &z->end },
		{ "deflateBound", &z->bound },
		{ "crc32", &z->crc32 },
	};
	void *found;
	size_t i;

	z->lib = dlopen("libz.so.1", RTLD_NOW | RTLD_LOCAL);
	for (i = 0; i < MA_COUNT(functions) && z->lib; i++) {
		found = dlsym(z->lib, functions[i].name);
		if (!found)
			ma_zlib_close(z);
		else
			memcpy(functions[i].to, &found, sizeof(found)); /* as in git.c */
	}
	return z->lib ? MA_OK
		      : ma_fail(err, MA_EUNAVAILABLE, "zlib is needed and cannot be loaded: %s",
				dlerror());
}

void ma_zlib_close(struct ma_zlib *z)
{
	if (z->lib)
		(void)dlclose(z->lib); /* libgit2 holds it as well */
	*z = (struct ma_zlib){ .lib = NULL };
}

void ma_packfile_init(struct ma_packfile *p)
{
	static const char room[HEAD_SIZE];

	*p = (struct ma_packfile){ .bytes = MA_BUF_INIT(MA_PACKFILE_MAX) };
	ma_buf_add(&p->bytes, room, sizeof(room));
}

void ma_packfile_done(struct ma_packfile *p)
{
	ma_buf_done(&p->bytes);
	ma_free(p->objects);
	p->objects = NULL;
	p->n = p->cap = 0;
}

static ma_rc note(struct ma_packfile *p, const struct ma_packed *object, ma_err *err)
{
	size_t cap = p->cap ? p->cap * 2 : 8;
	struct ma_packed *more;

	if (p->n == p->cap) {
		more = ma_realloc(p->objects, cap, sizeof(*more));
		if (!more)
			return ma_fail_nomem(err);
		p->objects = more;
		p->cap = cap;
	}
	p->objects[p->n++] = *object;
	return MA_OK;
}

/* The type and the size of the object, seven bits a byte after the first four. */
static void add_head(struct ma_buf *b, git_object_t type, size_t size)
{
	unsigned char c = (unsigned char)(((unsigned)type << 4) | (size & 15));

	for (size >>= 4; size > 0; size >>= 7) {
		ma_buf_addc(b, (char)(c | 0x80));
		c = size & 0x7f;
	}
	ma_buf_addc(b, (char)c);
}

static ma_rc deflate_to(struct ma_buf *b, const struct ma_zlib *z, struct ma_str data, ma_err *err)
{
	z_stream s = { .zalloc = Z_NULL };
	size_t room;
	char *to;
	int code;

	if (z->init(&s, LEVEL, ZLIB_VERSION, (int)sizeof(s)) != Z_OK)
		return ma_fail_nomem(err);
	room = z->bound(&s, data.n);
	to = ma_buf_room(b, room);
	s.next_in = (Bytef *)(uintptr_t)data.p; /* read alone */
	s.avail_in = (uInt)data.n;
	s.next_out = (Bytef *)to;
	s.avail_out = (uInt)room;
	code = to ? z->run(&s, Z_FINISH) : Z_OK;
	MA_ASSERT(!to || code == Z_STREAM_END); /* there is room for the worst case */
	if (to)
		ma_buf_grown(b, s.total_out);
	(void)z->end(&s); /* tells that data was left, which there is not */
	return MA_OK;
}

ma_rc ma_packfile_add(struct ma_packfile *p, const struct ma_zlib *z, const git_oid *id,
	git_object_t type, struct ma_str data, ma_err *err)
{
	struct ma_packed object = { .id = *id, .at = (uint32_t)p->bytes.n };
	ma_rc rc;

	add_head(&p->bytes, type, data.n);
	rc = deflate_to(&p->bytes, z, data, err);
	if (!rc)
		rc = ma_buf_check(&p->bytes, err);
	if (rc)
		return rc;
	object.size = (uint32_t)p->bytes.n - object.at;
	object.crc = (uint32_t)z->crc32(0, (const Bytef *)p->bytes.p + object.at, (uInt)object.size);
	return note(p, &object, err);
}

ma_rc ma_packfile_copy(
	struct ma_packfile *p, const struct ma_packed *of, const char *bytes, ma_err *err)
{
	struct ma_packed object = *of;
	ma_rc rc;

	object.at = (uint32_t)p->bytes.n;
	ma_buf_add(&p->bytes, bytes, of->size);
	rc = ma_buf_check(&p->bytes, err);
	return rc ? rc : note(p, &object, err);
}

static void put_u32(char *to, uint32_t value)
{
	uint32_t big = htonl(value);

	memcpy(to, &big, sizeof(big));
}

static void add_u32(struct ma_buf *b, uint32_t value)
{
	char bytes[4];

	put_u32(bytes, value);
	ma_buf_add(b, bytes, sizeof(bytes));
}

static ma_rc add_checksum(struct ma_buf *b, unsigned char sum[MA_HASH_SHA1_SIZE], ma_err *err)
{
	ma_rc rc = ma_buf_check(b, err);

	if (!rc)
		rc = ma_hash_sha1(ma_buf_str(b), sum, err);
	if (!rc)
		ma_buf_add(b, sum, MA_HASH_SHA1_SIZE);
	return rc ? rc : ma_buf_check(b, err);
}

static int by_id(const void *a, const void *b)
{
	return memcmp(((const struct ma_packed *)a)->id.id, ((const struct ma_packed *)b)->id.id,
		GIT_OID_RAWSZ);
}

/* How many ids begin with at most each byte. */
static void add_fanout(struct ma_buf *b, const struct ma_packfile *p)
{
	uint32_t n = 0;
	unsigned byte;

	for (byte = 0; byte < 256; byte++) {
		while (n < p->n && p->objects[n].id.id[0] <= byte)
			n++;
		add_u32(b, n);
	}
}

static ma_rc build_index(const struct ma_packfile *p, const unsigned char *pack_sum,
	struct ma_buf *index, ma_err *err)
{
	unsigned char sum[MA_HASH_SHA1_SIZE];
	size_t i;

	add_u32(index, INDEX_MAGIC);
	add_u32(index, 2);
	add_fanout(index, p);
	for (i = 0; i < p->n; i++)
		ma_buf_add(index, p->objects[i].id.id, GIT_OID_RAWSZ);
	for (i = 0; i < p->n; i++)
		add_u32(index, p->objects[i].crc);
	for (i = 0; i < p->n; i++)
		add_u32(index, p->objects[i].at);
	ma_buf_add(index, pack_sum, MA_HASH_SHA1_SIZE);
	return add_checksum(index, sum, err);
}

ma_rc ma_packfile_end(
	struct ma_packfile *p, struct ma_buf *index, char name[MA_PACKFILE_NAME_SIZE], ma_err *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[MA_HASH_SHA1_SIZE];
	ma_rc rc = ma_buf_check(&p->bytes, err);
	size_t i;

	if (rc)
		return rc;
	memcpy(p->bytes.p, "PACK\0\0\0\2", 8);
	put_u32(p->bytes.p + 8, (uint32_t)p->n);
	rc = add_checksum(&p->bytes, sum, err);
	if (rc)
		return rc;
	for (i = 0; i < MA_HASH_SHA1_SIZE; i++) {
		name[2 * i] = digits[sum[i] >> 4];
		name[2 * i + 1] = digits[sum[i] & 15];
	}
	name[2 * i] = '\0';
	qsort(p->objects, p->n, sizeof(*p->objects), by_id);
	return build_index(p, sum, index, err);
}
