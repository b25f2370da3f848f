CC ?= cc
PREFIX ?= /usr/local
CFLAGS ?= -O2 -g
WARNINGS = -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -Wall -Wextra -Werror

program = build/<%= app.name %>
sources = $(wildcard src/*.c)
headers = $(wildcard src/*.h)
parts = $(filter-out src/main.c,$(sources))
tests = $(patsubst %.c,build/%,$(notdir $(wildcard tests/test_*.c acceptance/*_test.c)))

.PHONY: all test sanitize install clean

all: $(program)

$(program): $(sources) $(headers)
	@mkdir -p build
	$(CC) $(WARNINGS) $(CFLAGS) -o $@ $(sources) $(LDFLAGS)

build/test_%: tests/test_%.c $(parts) $(headers)
	@mkdir -p build
	$(CC) $(WARNINGS) $(CFLAGS) -Isrc -o $@ $< $(parts) $(LDFLAGS)

build/%_test: acceptance/%_test.c
	@mkdir -p build
	$(CC) $(WARNINGS) $(CFLAGS) -o $@ $< $(LDFLAGS)

test: $(program) $(tests)
	@for test in $(tests); do echo "$$test $(program)"; $$test $(program) || exit 1; done

sanitize:
	rm -rf build
	$(MAKE) test CFLAGS="-g -fsanitize=address,undefined -fno-sanitize-recover=all"
	rm -rf build

install: $(program)
	install -D $(program) $(DESTDIR)$(PREFIX)/bin/<%= app.name %>

clean:
	rm -rf build
