CC ?= cc
AR ?= ar
PREFIX ?= /usr/local
CFLAGS ?= -O2 -g
WARNINGS = -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE -Wall -Wextra -Werror
<% if cli %>

program = build/<%= app.name %>
sources = $(wildcard src/*.c)
headers = $(wildcard src/*.h)
parts = $(filter-out src/main.c,$(sources))
<% else %>

public = include/<%= app.module %>
library = build/lib<%= app.name %>.a
headers = $(wildcard $(public)/*.h src/*.h)
objects = $(patsubst src/%.c,build/%.o,$(wildcard src/*.c))
<% end %>
tests = $(patsubst %.c,build/%,$(notdir $(wildcard tests/test_*.c acceptance/*_test.c)))

.PHONY: all test sanitize install clean

<% if cli %>
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
<% else %>
all: $(library)

build/%.o: src/%.c $(headers)
	@mkdir -p build
	$(CC) $(WARNINGS) $(CFLAGS) -I$(public) -c -o $@ $<

$(library): $(objects)
	$(AR) rcs $@ $^

build/test_%: tests/test_%.c $(library) $(headers)
	$(CC) $(WARNINGS) $(CFLAGS) -I$(public) -Isrc -o $@ $< $(library) $(LDFLAGS)

build/%_test: acceptance/%_test.c $(library) $(headers)
	$(CC) $(WARNINGS) $(CFLAGS) -Iinclude -o $@ $< $(library) $(LDFLAGS)

test: $(tests)
	@for test in $(tests); do echo "$$test"; $$test || exit 1; done
<% end %>

sanitize:
	rm -rf build
	$(MAKE) test CFLAGS="-g -fsanitize=address,undefined -fno-sanitize-recover=all"
	rm -rf build

<% if cli %>
install: $(program)
	install -D $(program) $(DESTDIR)$(PREFIX)/bin/<%= app.name %>
<% else %>
install: $(library)
	install -D -m 644 $(library) $(DESTDIR)$(PREFIX)/lib/lib<%= app.name %>.a
	install -d $(DESTDIR)$(PREFIX)/include/<%= app.module %>
	install -m 644 $(wildcard $(public)/*.h) $(DESTDIR)$(PREFIX)/include/<%= app.module %>
<% end %>

clean:
	rm -rf build
