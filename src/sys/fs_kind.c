/* Kinds of file systems, by the numbers of linux/magic.h and of those that are not in it. */
#include "sys/fs_kind.h"

#include <errno.h>
#include <stddef.h>
#include <sys/vfs.h>

static const struct ma_fs_kind kinds[] = {
	{ 0xef53, "ext4", false, false }, /* and ext2, ext3 */
	{ 0x58465342, "xfs", false, false },
	{ 0x9123683e, "btrfs", false, false },
	{ 0xf2f52010, "f2fs", false, false },
	{ 0x2fc12fc1, "zfs", false, false },
	{ 0xca451a4e, "bcachefs", false, false },
	{ 0x794c7630, "overlay", false, false },
	{ 0x01021994, "tmpfs", false, true },
	{ 0x858458f6, "ramfs", false, true },
	{ 0x6969, "nfs", true, false },
	{ 0x517b, "smb", true, false },
	{ 0xff534d42, "cifs", true, false },
	{ 0xfe534d42, "smb2", true, false },
	{ 0x01021997, "9p", true, false },
	{ 0x00c36400, "ceph", true, false },
	{ 0x5346414f, "afs", true, false },
	{ 0x73757245, "coda", true, false },
	{ 0x0bd00bd0, "lustre", true, false },
	{ 0x65735546, "fuse", true, false }, /* sshfs and others: what is behind it does not show */
	{ 0, "unknown", false, false },
};

const struct ma_fs_kind *ma_fs_kind_of(uint32_t magic)
{
	const struct ma_fs_kind *k = kinds;

	while (k->magic && k->magic != magic)
		k++;
	return k;
}

ma_rc ma_fs_kind(const char *path, const struct ma_fs_kind **out, ma_err *err)
{
	struct statfs fs;

	if (statfs(path, &fs))
		return ma_fail_sys(err, MA_EIO, errno, "%s", path);
	*out = ma_fs_kind_of((uint32_t)fs.f_type);
	return MA_OK;
}
