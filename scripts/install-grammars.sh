#!/bin/sh
# Run by "meson install": the grammars, where they were built, go beside the program's helpers.
#   scripts/install-grammars.sh LIBEXECDIR
set -eu
from=$MESON_SOURCE_ROOT/build/grammars
to=$MESON_INSTALL_DESTDIR_PREFIX/$1/meta-agent/grammars
if [ -f "$from/tree-sitter.so" ]; then
	mkdir -p "$to"
	install -m 644 "$from"/*.so "$to"
fi
