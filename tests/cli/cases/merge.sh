# What two sides made of one file.
printf '{\n  "dependencies": {\n    "express": "^4.18.0"\n  }\n}\n' >package.json
printf '{\n  "dependencies": {\n    "express": "^4.19.2",\n    "zod": "^3.22.0"\n  }\n}\n' >ours
printf '{\n  "dependencies": {\n    "cors": "^2.8.5",\n    "express": "^4.18.3"\n  }\n}\n' >theirs
meta-agent merge --path package.json package.json ours theirs
echo "exit $?"
# By lines the same is a conflict; nothing is written unless it is asked for.
meta-agent merge --strategy three-way package.json ours theirs
echo "exit $?"
meta-agent merge --strategy three-way --markers package.json ours theirs
echo "exit $?"
meta-agent merge --strategy three-way --json package.json ours theirs
echo "exit $?"
# The other ways.
printf 'a\n' >base
printf 'a\nx\n' >one
printf 'a\ny\n' >other
for strategy in union append replace; do
	meta-agent merge --strategy "$strategy" base one other
done
# Without a base both made it anew.
meta-agent merge --path .gitignore one other
echo "exit $?"
# A lock file is not merged; what is no text is refused.
meta-agent merge --path go.sum base one other
echo "exit $?"
printf '\377\n' >bad
meta-agent merge base one bad
echo "exit $?"
meta-agent merge base
echo "exit $?"
meta-agent merge --strategy best base one other
echo "exit $?"
meta-agent merge base one one >/dev/full
echo "exit $?"
meta-agent merge --path "$(printf '\377')" base one other
echo "exit $?"
