#!/bin/bash
# The steps of fresh-check, inside the fresh machine: each "make" by name, timed. "user:NAME" is the
# same as an ordinary user who has sudo, on a machine where a package and Node.js are missing again.
set -u
report="" status=0

step() {
	local label=$1 started=$SECONDS took code why=""
	shift
	echo "fresh-check: $label"
	"$@"
	code=$?
	took=$((SECONDS - started))
	# By then everything is there: looking must be all it does.
	if [ "$label" = "make deps" ] && [ "$took" -gt 1 ]; then
		why=", but a second call must take under a second" code=1
	fi
	[ "$code" -eq 0 ] || status=1
	report+="  $label: exit $code, $took s$why"$'\n'
}

make_user() {
	{
		apt-get -qq -y install sudo
		apt-get -qq -y remove libyaml-dev
		useradd --create-home alice
		echo 'alice ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/alice
		git clone --quiet "$PWD" /home/alice/meta-agent
		chown -R alice:alice /home/alice
		rm -rf /usr/local/lib/meta-agent
	} >/dev/null 2>&1
}

as_user() {
	id alice >/dev/null 2>&1 || make_user
	(
		cd /home/alice/meta-agent &&
			setpriv --reuid alice --regid alice --init-groups \
				env HOME=/home/alice USER=alice LOGNAME=alice make "$1" &&
			[ -x /home/alice/.local/share/meta-agent/node/bin/npm ]
	)
}

for target in "$@"; do
	case $target in
	user:*) step "make ${target#user:}, as a user with sudo" as_user "${target#user:}" ;;
	*) step "make $target" make "$target" ;;
	esac
done
echo "fresh-check: Debian $(cat /etc/debian_version), $(nproc) processors:"
echo -n "$report"
exit $status
