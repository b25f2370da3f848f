#!/bin/sh
# Install what is missing, and only that: Debian packages, then a Node.js.
#   scripts/deps.sh run     what building and running need
#   scripts/deps.sh test    that, and what the tests need
#   scripts/deps.sh run packages    of either the Debian packages alone
set -eu
cd "$(dirname "$0")/.."
log=build/deps.log

say() {
	echo "deps: $*"
}

check_machine() {
	case $(uname -s) in
	Linux) ;;
	*)
		say "meta-agent runs on Linux only, this is $(uname -s)" >&2
		exit 1
		;;
	esac
	case $(uname -m) in
	x86_64 | amd64 | aarch64 | arm64) ;;
	*)
		say "unsupported processor: $(uname -m). meta-agent runs on x86-64 and arm64." >&2
		exit 1
		;;
	esac
}

wanted() {
	sed '/^#/d;/^$/d' scripts/packages.run
	[ "$1" = run ] || sed '/^#/d;/^$/d' scripts/packages.test
}

missing() {
	wanted "$1" | sort >"$tmp/wanted"
	# shellcheck disable=SC2016 # dpkg-query expands it
	xargs dpkg-query -W -f '${db:Status-Status} ${Package}\n' <"$tmp/wanted" 2>/dev/null |
		sed -n 's/^installed //p' | sort -u >"$tmp/installed"
	comm -23 "$tmp/wanted" "$tmp/installed" | tr '\n' ' '
}

# How this user may become root: "" for root, "sudo", or nothing at all (status 1).
root_prefix() {
	[ "$(id -u)" -eq 0 ] && return
	command -v sudo >/dev/null || return 1
	[ -t 0 ] || sudo -n true 2>/dev/null || return 1
	echo sudo
}

apt() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 \
		-o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 </dev/null
}

install_packages() {
	packages=$(missing "$1")
	[ -n "$packages" ] || return 0
	command="apt-get update && apt-get install --no-install-recommends $packages"
	if ! as_root=$(root_prefix); then
		say "these Debian packages are missing, and only root can install them. Run as root:" >&2
		echo "  $command" >&2
		exit 1
	fi
	mkdir -p build
	: >"$log"
	started=$(date +%s)
	say "installing Debian packages (log: $log): $packages"
	# shellcheck disable=SC2086 # a list of words
	if ! { apt update && apt install --no-install-recommends $packages; }; then
		tail -n 20 "$log" >&2
		say "apt-get failed. What it was to do: $command" >&2
		exit 1
	fi
	say "installed in $(($(date +%s) - started)) s"
}

tier=${1:-run}
case $tier in run | test) ;; *)
	echo "usage: scripts/deps.sh run|test [packages]" >&2
	exit 2
	;;
esac
check_machine
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
if command -v dpkg-query >/dev/null; then
	install_packages "$tier"
else
	say "not a Debian system: install the equivalents of: $(wanted "$tier" | tr '\n' ' ')"
fi
[ "${2:-}" != packages ] || exit 0
# Without Node.js apps are generated all the same, only not verified: no reason to stop.
scripts/node.sh || say "going on without Node.js: generated apps will stay unverified"
# The same holds for the grammars, with which code is merged and checked by its syntax.
scripts/grammars.sh || say "going on without grammars: code is merged by lines alone"
