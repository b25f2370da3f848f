#!/bin/bash
# Do what a new user does, on a machine that has nothing: a minimal Debian 12 made by debootstrap,
# a clean clone, "make run", "make test", and "make run" as an ordinary user. Entered by pivot_root,
# as the kernel refuses user namespaces (the sandbox's) under chroot. What is not committed is not
# in it. FRESH_STEPS names other steps, FRESH_KEEP=1 keeps the machine to look at.
set -eu
cd "$(dirname "$0")/.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/meta-agent
base=$cache/debian12-$(uname -m).tar.gz
commit=$(git rev-parse --short HEAD)
steps=${FRESH_STEPS:-run test deps user:run}

say() {
	echo "fresh-check: $*"
}

# What is on the machine of a user who has cloned the repository: git, make and no more.
make_base() {
	[ -z "$(find "$base" -mtime -30 2>/dev/null)" ] || return 0
	say "making a minimal Debian 12 ($base, kept for 30 days)"
	mkdir -p "$cache"
	debootstrap --variant=minbase --include=ca-certificates,git,make bookworm "$top/base" \
		>"$top/debootstrap.log" 2>&1 || {
		tail -n 20 "$top/debootstrap.log" >&2
		exit 1
	}
	tar -C "$top/base" -czf "$base.new" . && mv "$base.new" "$base"
	rm -rf "$top/base"
}

lay_out() {
	mkdir -p "$root"
	tar -C "$root" -xzf "$base"
	cp -L /etc/resolv.conf "$root/etc/resolv.conf"
	printf "127.0.0.1 localhost\n::1 localhost\n" >"$root/etc/hosts" # as an installer leaves it
	# Certificates that this site's administrator trusts: its proxy may sit before the registries.
	cp -RL /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/"
	chroot "$root" update-ca-certificates >/dev/null 2>&1
	mkdir -p "$root/home/dev" "$root/.host"
	git clone --quiet --no-hardlinks . "$root/home/dev/meta-agent"
	cp scripts/fresh-steps.sh "$root/fresh-steps.sh"
	[ ! -d ../shared ] || mkdir "$root/home/dev/shared"
}

# In namespaces of its own: what is mounted here is gone with the last process in it.
enter() {
	mount --bind "$root" "$root"
	mount -t proc proc "$root/proc"
	mount -t sysfs sysfs "$root/sys"
	mount --rbind /dev "$root/dev"
	mount -t tmpfs tmpfs "$root/tmp"
	[ ! -d "$root/home/dev/shared" ] || mount --bind -o ro ../shared "$root/home/dev/shared"
	cd "$root"
	pivot_root . .host
	umount -l /.host
	cd /home/dev/meta-agent
	# shellcheck disable=SC2086 # a list of words
	exec env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		LANG=C.UTF-8 TERM=dumb NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
		${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} \
		bash /fresh-steps.sh $steps </dev/null
}

if [ "${1:-}" = --inside ]; then
	root=$2
	enter
fi
[ "$(id -u)" -eq 0 ] || {
	say "needs root, for debootstrap and pivot_root: sudo make fresh-check" >&2
	exit 1
}
command -v debootstrap >/dev/null || {
	say "needs debootstrap: apt-get install debootstrap" >&2
	exit 1
}
top=$(mktemp -d -p "${TMPDIR:-/var/tmp}" meta-agent-fresh.XXXXXX)
root=$top/root
[ -n "${FRESH_KEEP:-}" ] || trap 'rm -rf --one-file-system "$top"' EXIT
chmod 755 "$top"
make_base
lay_out
say "a clean clone of $commit in $root"
[ -z "$(git status --porcelain)" ] || say "beware: what is not committed is not in it"
unshare --mount --pid --fork --kill-child --propagation private \
	"$PWD/scripts/fresh-check.sh" --inside "$root"
