/*
 * From the sandbox's own loopback to our proxy's Unix socket. One process
 * accepts; each connection gets one process per direction, so that plain
 * blocking copies cannot wait for one another. All end with the sandbox.
 */
#include "cage/cage.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void write_all(int to, const char *p, ssize_t n)
{
	while (n > 0) {
		ssize_t wrote = write(to, p, (size_t)n);

		if (wrote < 0)
			_exit(1);
		p += wrote;
		n -= wrote;
	}
}

static _Noreturn void copy(int from, int to)
{
	char chunk[16384];
	ssize_t n;

	while ((n = read(from, chunk, sizeof(chunk))) > 0)
		write_all(to, chunk, n);
	shutdown(to, SHUT_WR);
	_exit(n < 0);
}

static int connect_unix(const char *path)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", path); /* a long one leads nowhere */
	if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0)
		return fd;
	close(fd);
	return -1;
}

static void carry(int client, const char *path)
{
	int server = connect_unix(path);

	if (server < 0)
		return;
	if (fork() == 0)
		copy(client, server);
	if (fork() == 0)
		copy(server, client);
	close(server);
}

static _Noreturn void accept_all(int listener, const char *path)
{
	signal(SIGCHLD, SIG_IGN); /* nobody waits for the copies */
	for (;;) {
		int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

		if (client < 0)
			continue;
		carry(client, path);
		close(client);
	}
}

static int listen_on(unsigned short port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof(a)) || listen(fd, 64))
		cage_die("relay");
	return fd;
}

void cage_relay(unsigned short port, const char *path)
{
	int listener = listen_on(port);
	pid_t parent = getpid();
	pid_t pid;

	/* So that the command cannot look into these processes; its own exec undoes it. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		cage_die("dumpable");
	pid = fork();
	if (pid < 0)
		cage_die("relay");
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		if (getppid() != parent)
			_exit(1);
		accept_all(listener, path);
	}
	close(listener);
}
