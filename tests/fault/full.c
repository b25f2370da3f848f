/* The output's disk is full: the run ends with the exit code that says so, and with room it is completed. */
#include <errno.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "fault/program.h"

#define EXIT_SKIPPED 77
#define EXIT_STORE 8 /* the log cannot be used, or the result not be written */

static char disk[TMPDIR_SIZE];

/* Mounts of our own, which end with this process. */
static bool own_mounts(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
		mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
		mount("none", disk, "tmpfs", 0, "size=4m") == 0 && umount(disk) == 0;
}

static void mount_disk(int kib)
{
	char options[32];

	snprintf(options, sizeof(options), "size=%dk", kib);
	assert_int_equal(mount("none", disk, "tmpfs", 0, options), 0);
}

static void enlarge_disk(void)
{
	assert_int_equal(mount("none", disk, "tmpfs", MS_REMOUNT, "size=64m"), 0);
}

/* Whether the disk was too small. */
static bool run_on(int kib)
{
	struct program p;
	const char *said;
	int code;

	mount_disk(kib);
	program_new(&p, disk);
	code = program_go_on(&p, &said);
	if (code != 0 && (code != EXIT_STORE || !strstr(said, "space") == !strstr(said, "full")))
		fail_msg("with %d KiB it exits with %d: %s", kib, code, said);
	if (code) {
		enlarge_disk();
		if (program_go_on(&p, &said))
			fail_msg("with %d KiB, then more, it says: %s", kib, said);
	}
	program_assert_complete(&p);
	assert_int_equal(umount(disk), 0);
	return code != 0;
}

static void a_full_disk_ends_a_run_and_room_completes_it(void **state)
{
	int kib;

	(void)state;
	for (kib = 8; run_on(kib); kib += 12)
		;
	assert_true(kib > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_full_disk_ends_a_run_and_room_completes_it),
	};
	int failed;

	tmpdir_make(disk);
	if (!own_mounts()) {
		printf("left out: mounting a small disk is not allowed here: %s\n", strerror(errno));
		tmpdir_remove(disk);
		return EXIT_SKIPPED;
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	tmpdir_remove(disk);
	return failed;
}
