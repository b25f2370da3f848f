#!/bin/sh
# Build tree-sitter and the grammars of the languages that models write, from npm packages that are
# pinned (grammars.sha512), into build/grammars: one shared object each, opened when its language turns up.
# Without them everything works, but code is merged by lines alone and its syntax is not checked.
set -eu
cd "$(dirname "$0")/.."
umask 022
out=build/grammars

# file of the package, directory in it, name of the grammar
grammars='javascript . javascript
typescript typescript typescript
typescript tsx tsx
python . python
c . c
go . go
rust . rust
java . java
bash . bash'

say() {
	echo "grammars: $*"
}

# Which packages, and how they are compiled.
pins() {
	cat scripts/grammars.sha512
	sed -n '/^commands()/,/^}/p' scripts/grammars.sh
}

is_built() {
	[ -f "$out/pins" ] && pins | cmp -s - "$out/pins"
}

npm_client() {
	for npm in npm /usr/local/lib/meta-agent/node/bin/npm \
		"${XDG_DATA_HOME:-${HOME:-/nonexistent}/.local/share}/meta-agent/node/bin/npm"; do
		if command -v "$npm" >/dev/null; then
			PATH=$(dirname "$(command -v "$npm")"):$PATH "$npm" "$@"
			return
		fi
	done
	say "there is no npm to fetch them with" >&2
	return 1
}

fetch_all() {
	packages=$(sed 's/.*  //; s/\.tgz$//; s/-\([0-9.]*\)$/@\1/' scripts/grammars.sha512)
	# shellcheck disable=SC2086 # a list of words
	(cd "$tmp" && npm_client pack --silent --ignore-scripts --cache "$PWD/cache" \
		--fetch-retries 1 --fetch-retry-mintimeout 1000 $packages >/dev/null) || {
		say "npm could not fetch them" >&2
		return 1
	}
	(cd "$tmp" && sha512sum --check --status) <scripts/grammars.sha512 || {
		say "a file is not the one that grammars.sha512 pins: not used" >&2
		return 1
	}
	for file in "$tmp"/*.tgz; do
		name=$(basename "$file" | sed 's/-[0-9.]*\.tgz$//')
		mkdir "$tmp/$name"
		tar -xzf "$file" -C "$tmp/$name" --strip-components=1 --no-same-owner
	done
}

# Commands to compile each, one a line, in names without blanks: they are run two at a time.
commands() {
	core=$tmp/tree-sitter/vendor/tree-sitter/lib
	flags="-shared -fPIC -w -DNDEBUG -D_GNU_SOURCE -fvisibility=default"
	# Its functions call each other without the detour by which a shared object may replace them.
	direct="-fno-semantic-interposition -Wl,-Bsymbolic-functions"
	echo "gcc -O2 -std=c11 $flags $direct -I$core/src -I$core/include -o $tmp/lib/tree-sitter.so $core/src/lib.c"
	echo "$grammars" | while read -r package dir name; do
		src=$tmp/tree-sitter-$package/$dir/src
		scanner=$src/scanner.c
		[ -f "$scanner" ] || scanner=
		echo "gcc -O1 -std=c11 $flags -I$src -o $tmp/lib/$name.so $src/parser.c $scanner"
	done
}

if ! is_built; then
	started=$(date +%s)
	say "building tree-sitter and its grammars"
	mkdir -p build
	tmp=$(mktemp -d build/grammars.XXXXXX)
	trap 'rm -rf "$tmp"' EXIT
	fetch_all
	mkdir "$tmp/lib"
	commands | xargs -P 2 -I {} sh -c {}
	strip --strip-unneeded "$tmp"/lib/*.so
	pins >"$tmp/lib/pins"
	rm -rf "$out"
	mv "$tmp/lib" "$out"
	say "built in $(($(date +%s) - started)) s"
fi
