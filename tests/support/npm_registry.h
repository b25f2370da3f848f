/* A package registry on the loopback that has one package, "tiny", with an install script. */
#ifndef MA_TESTS_NPM_REGISTRY_H
#define MA_TESTS_NPM_REGISTRY_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "sys/fs.h"

struct npm_registry {
	int listener;
	pthread_t thread;
	char url[64];
	char *tarball;
	size_t tarball_n;
};

static inline void npm_registry_send(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent <= 0)
			return;
		p += sent;
		n -= (size_t)sent;
	}
}

static inline void npm_registry_answer(
	int fd, const char *status, const char *type, const char *body, size_t n)
{
	char head[256];

	snprintf(head, sizeof(head),
		"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
		status, type, n);
	npm_registry_send(fd, head, strlen(head));
	npm_registry_send(fd, body, n);
}

static inline void npm_registry_serve_one(struct npm_registry *r, int fd)
{
	char request[8192] = "", body[512];
	ssize_t n = recv(fd, request, sizeof(request) - 1, 0);

	if (n > 0 && strncmp(request, "GET /tiny/-/", 12) == 0) {
		npm_registry_answer(
			fd, "200 OK", "application/octet-stream", r->tarball, r->tarball_n);
	} else if (n > 0 && strncmp(request, "GET /tiny ", 10) == 0) {
		snprintf(body, sizeof(body),
			"{\"name\":\"tiny\",\"dist-tags\":{\"latest\":\"1.0.0\"},\"versions\":{\"1.0.0\":"
			"{\"name\":\"tiny\",\"version\":\"1.0.0\",\"dist\":{\"tarball\":\"%stiny/-/tiny-1.0.0.tgz\"}}}}",
			r->url);
		npm_registry_answer(fd, "200 OK", "application/json", body, strlen(body));
	} else if (n > 0) {
		npm_registry_answer(fd, "404 Not Found", "application/json", "{}", 2);
	}
	close(fd);
}

static inline void *npm_registry_serve(void *data)
{
	struct npm_registry *r = data;
	int fd;

	while ((fd = accept4(r->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0)
		npm_registry_serve_one(r, fd);
	return NULL;
}

static inline void npm_registry_pack(struct npm_registry *r, const char *dir)
{
	char command[1024], path[512];
	ma_err err = { .code = MA_OK };

	assert_int_equal(
		ma_fs_write_beneath(dir, MA_STR("package/package.json"),
			MA_STR("{\"name\":\"tiny\",\"version\":\"1.0.0\",\"scripts\":{\"install\":\"touch ../../install-script-ran\"}}"),
			0644, &err),
		MA_OK);
	assert_int_equal(ma_fs_write_beneath(dir, MA_STR("package/index.js"),
				 MA_STR("module.exports = 42;\n"), 0644, &err),
		MA_OK);
	snprintf(command, sizeof(command), "cd %s && tar -czf tiny.tgz package", dir);
	assert_int_equal(system(command), 0);
	snprintf(path, sizeof(path), "%s/tiny.tgz", dir);
	assert_int_equal(ma_fs_read(path, 1 << 20, &r->tarball, &r->tarball_n, &err), MA_OK);
}

static inline int npm_registry_open(struct npm_registry *r)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	ma_err err = { .code = MA_OK };
	char *dir = NULL;

	r->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(r->listener, (struct sockaddr *)&a, n) || listen(r->listener, 16) ||
		getsockname(r->listener, (struct sockaddr *)&a, &n))
		return -1;
	snprintf(r->url, sizeof(r->url), "http://127.0.0.1:%u/", ntohs(a.sin_port));
	assert_int_equal(ma_fs_temp_dir("meta-agent-test-", &dir, &err), MA_OK);
	npm_registry_pack(r, dir);
	(void)ma_fs_remove_tree(dir, &err);
	ma_free(dir);
	return pthread_create(&r->thread, NULL, npm_registry_serve, r);
}

static inline void npm_registry_close(struct npm_registry *r)
{
	shutdown(r->listener, SHUT_RDWR);
	pthread_join(r->thread, NULL);
	close(r->listener);
	ma_free(r->tarball);
}

#endif
