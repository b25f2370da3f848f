# What there is; no command and no option is named that is not there.
meta-agent help
for command in run resume fork pause continue cancel status log show runs context models agents validate bench version help; do
	echo
	meta-agent help $command
done
meta-agent help run >a
meta-agent run --help -o x >b
cmp a b
meta-agent help >a
meta-agent --help >b
cmp a b
meta-agent version >a
meta-agent --version >b
cmp a b
{ meta-agent help && for command in $(meta-agent help | awk '/^exit/ { exit } /^  [a-z]/ { print $1 }'); do meta-agent help "$command"; done; } |
	awk 'length > 100 && !/^usage/'
