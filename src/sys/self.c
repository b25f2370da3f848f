/* This process. */
#include "sys/self.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void ma_self_name(char out[MA_SELF_NAME_SIZE])
{
	char host[65] = "";
	size_t i;

	if (gethostname(host, sizeof(host) - 1))
		host[0] = '\0';
	for (i = 0; host[i]; i++)
		if (!isgraph((unsigned char)host[i]))
			host[i] = '?';
	(void)snprintf(out, MA_SELF_NAME_SIZE, "pid %ld on %s", (long)getpid(),
		host[0] ? host : "localhost"); /* fits */
}

void ma_self_boot(char out[MA_SELF_BOOT_SIZE])
{
	int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, out, MA_SELF_BOOT_SIZE - 1);

	if (fd >= 0)
		(void)close(fd); /* nothing was written to it */
	out[n > 0 ? n : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
}

bool ma_self_same_host(const char *name)
{
	char own[MA_SELF_NAME_SIZE];
	const char *ours, *theirs = strstr(name, " on ");

	ma_self_name(own);
	ours = strstr(own, " on ");
	return theirs && strcmp(ours, theirs) == 0;
}
