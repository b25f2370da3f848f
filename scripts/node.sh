#!/bin/sh
# Find a Node.js that today's Vite runs on, or unpack a private one beside the system's:
# generated apps are installed, built and tested with it.
#
# A private one comes from pinned npm packages (node.sha512), fetched with npm. Where there
# is no npm either, Debian's own is unpacked in a temporary directory, used once and removed:
# installing it would leave some 390 packages and an old "node" on the machine.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# The sandbox runs commands as an unprivileged user: so everything here is readable by all.
umask 022

if [ "$(id -u)" -eq 0 ]; then
	private=/usr/local/lib/meta-agent/node
else
	private=${XDG_DATA_HOME:-$HOME/.local/share}/meta-agent/node
fi

say() {
	echo "node: $*"
}

fail() {
	say "$*" >&2
	exit 1
}

# Vite 8 wants ^20.19 or >= 22.12.
recent='const [a, b] = process.versions.node.split(".").map(Number);
	process.exitCode = a === 20 ? +(b < 19) : a === 22 ? +(b < 12) : +(a < 22)'

# Root's sandbox is another user, who may not be able to read what root can.
as_sandbox_user() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs "$@"
	else
		"$@"
	fi
}

# Has $1 a recent node and an npm beside it, both usable in the sandbox?
usable() {
	[ -x "$1/node" ] && [ -e "$1/npm" ] && as_sandbox_user test -r "$1/npm" 2>/dev/null &&
		as_sandbox_user env -u NODE_OPTIONS "$1/node" -e "$recent" >/dev/null 2>&1
}

found() {
	on_path=$(command -v node) || on_path=/nonexistent/node
	for bin in "${META_AGENT_NODE_DIR:-/nonexistent}/bin" "$(dirname "$on_path")" \
		"$private/bin" /usr/local/lib/meta-agent/node/bin; do
		usable "$bin" && return
	done
	return 1
}

processor() {
	case $(uname -m) in
	x86_64 | amd64) echo x64 ;;
	aarch64 | arm64) echo arm64 ;;
	*) fail "there is no Node.js for a $(uname -m) processor" ;;
	esac
}

# What Debian's npm needs to run, less what only building native packages needs.
npm_packages() {
	apt-get install --no-install-recommends -s npm 2>/dev/null | awk '
		$1 == "Inst" && $2 !~ /^(lib)?python|-dev$|^(gyp|eslint|webpack|terser|handlebars)$/ {
			print $2
		}'
}

unpack_debian_npm() {
	for command in apt-get bwrap; do
		command -v $command >/dev/null || fail "neither npm nor $command is there: install npm"
	done
	packages=$(npm_packages)
	[ -n "$packages" ] || fail "Debian's npm cannot be found: run apt-get update, or install npm"
	mkdir -p "$tmp/debs" "$tmp/debian/usr/share"
	[ ! -d /usr/share/nodejs ] || cp -a /usr/share/nodejs "$tmp/debian/usr/share/"
	# shellcheck disable=SC2086 # a list of words
	(cd "$tmp/debs" && apt-get -qq -o APT::Sandbox::User=root download $packages) >&2 ||
		fail "Debian's npm could not be downloaded"
	for deb in "$tmp"/debs/*.deb; do
		dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$tmp/debian" --keep-directory-symlink
	done
	rm -rf "$tmp/debs"
}

# Debian's node looks for parts of itself in /usr/share/nodejs, so that is where it gets them.
debian_npm() {
	node=$tmp/debian/usr/bin/node
	[ -x "$node" ] || node=$(command -v node)
	bwrap --dev-bind / / --ro-bind "$tmp/debian/usr/share" /usr/share \
		--setenv LD_LIBRARY_PATH "$tmp/debian/usr/lib/$(uname -m)-linux-gnu" --chdir "$PWD" \
		"$node" /usr/share/nodejs/npm/bin/npm-cli.js "$@"
}

npm_client() {
	if command -v npm >/dev/null && npm --version >/dev/null 2>&1; then
		npm "$@"
	else
		[ -d "$tmp/debian" ] || unpack_debian_npm
		debian_npm "$@"
	fi
}

# Fetch a package of node.sha512, check it and unpack it: $1 is its name, $2 where to.
fetch() {
	line=$(grep "  $1-[0-9]" "$here/node.sha512")
	file=${line##* }
	version=${file##*-}
	say "fetching $1 ${version%.tgz}"
	(cd "$tmp" && npm_client pack --silent --ignore-scripts --cache "$tmp/cache" \
		--fetch-retries 1 --fetch-retry-mintimeout 1000 "$1@${version%.tgz}" >/dev/null) ||
		fail "npm could not fetch $1 ${version%.tgz}"
	(cd "$tmp" && echo "$line" | sha512sum --check --status) ||
		fail "$file is not the file that node.sha512 pins: not used"
	mkdir -p "$2"
	tar -xzf "$tmp/$file" -C "$2" --strip-components=1 --no-same-owner \
		--exclude package/include --exclude package/share --exclude package/CHANGELOG.md
}

provide() {
	started=$(date +%s)
	new=$private.new.$$
	mkdir -p "$(dirname "$private")"
	trap 'rm -rf "$tmp" "$new"' EXIT
	# A subshell would lose the unpacked npm: both packages come from this one.
	fetch "node-linux-$(processor)" "$new"
	fetch npm "$new/lib/node_modules/npm"
	ln -s ../lib/node_modules/npm/bin/npm-cli.js "$new/bin/npm"
	ln -s ../lib/node_modules/npm/bin/npx-cli.js "$new/bin/npx"
	chmod -R a+rX "$new"
	usable "$new/bin" || fail "the Node.js just unpacked does not run here"
	rm -rf "$private"
	mv "$new" "$private"
	say "Node.js $("$private/bin/node" --version) is in $private ($(($(date +%s) - started)) s)"
}

if ! found; then
	say "no Node.js 20.19 or newer with npm: unpacking a private one (nothing else sees it)"
	tmp=$(mktemp -d)
	trap 'rm -rf "$tmp"' EXIT
	provide
fi
