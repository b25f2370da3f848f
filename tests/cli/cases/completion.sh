# What a shell completes is what the tables of the commands say; bash is asked.
cat >ask.bash <<'BASH'
source <(meta-agent completion bash)
ask() {
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
	_meta_agent
	echo "$*: ${COMPREPLY[*]}"
}
ask meta-agent acc
ask meta-agent co
ask meta-agent accept --f
ask meta-agent accept -
ask meta-agent run --sandbox ''
ask meta-agent run --sandbox o
ask meta-agent run 'a prompt'
ask meta-agent help und
ask meta-agent completion ''
ask meta-agent nothing -
ask meta-agent version --
complete -p meta-agent
BASH
bash ask.bash
# Every command and every option is there, in each shell.
for shell in bash zsh fish; do
	meta-agent completion $shell >script
	meta-agent help | sed -n '/^commands/,/^exit/s/^  \([a-z][a-z]*\) .*/\1/p' >names
	while read -r name; do
		grep -qw "$name" script || echo "$shell: $name is missing"
		meta-agent help "$name" | grep -o -- '^  [-a-z, ]*--[a-z-]*' | sed 's/.*--//' |
			while read -r option; do
				grep "$name" script | grep -qe "--$option\b" -e "-l $option\b" || echo "$shell: $name --$option is missing"
			done
	done <names
	wc -l <names
done
meta-agent completion fish | grep -e "use_subcommand.*-a undo" -e "from accept' -l output"
meta-agent completion csh
echo "exit $?"
meta-agent completion
echo "exit $?"
