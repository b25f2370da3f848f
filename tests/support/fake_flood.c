/* More than anybody wants: what a hostile server sends until its client goes. Plain libc. */
#include "support/fake_flood.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define FLOOD_MAX ((size_t)64 * 1024 * 1024)

static bool put(int fd, const char *bytes, size_t n)
{
	ssize_t sent;

	for (; n > 0; bytes += sent, n -= (size_t)sent) {
		sent = send(fd, bytes, n, MSG_NOSIGNAL);
		if (sent <= 0)
			return false;
	}
	return true;
}

static void pour(int fd, const char *drop, size_t n)
{
	size_t sent;

	for (sent = 0; sent < FLOOD_MAX && put(fd, drop, n); sent += n)
		;
}

static void pour_chunks(int fd)
{
	char drop[8 + 4096 + 2];
	size_t n = (size_t)snprintf(drop, sizeof(drop), "1000\r\n");

	memset(drop + n, 'a', 4096);
	memcpy(drop + n + 4096, "\r\n", 2);
	pour(fd, drop, n + 4096 + 2);
}

void fake_flood(int fd, const char *kind, const char *type)
{
	static const char opening[] = "HTTP/1.1 200 X\r\n";
	char head[256], many[4096];
	size_t n = 0;

	if (strcmp(kind, "header") == 0) {
		memset(many, 'a', sizeof(many));
		put(fd, opening, sizeof(opening) - 1);
		put(fd, "X-A: ", 5);
		pour(fd, many, sizeof(many));
	} else if (strcmp(kind, "headers") == 0) {
		while (n + 8 <= sizeof(many)) {
			memcpy(many + n, "X-A: b\r\n", 8);
			n += 8;
		}
		put(fd, opening, sizeof(opening) - 1);
		pour(fd, many, n);
	} else if (strcmp(kind, "event") == 0) {
		n = (size_t)snprintf(head, sizeof(head),
			"%sContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n6\r\ndata: \r\n",
			opening, type);
		put(fd, head, n);
		pour_chunks(fd);
	}
}
