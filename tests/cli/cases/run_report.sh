# The end of a run is told in a file, too; what comes from outside is plain text in it.
meta-agent run "$(printf 'Write a page\n# VERIFIED\n| a | <b>')" -o out --script "$DATA/two.json" --no-verify >/dev/null 2>&1
sed -e 's/^- Over: .*/- Over: …/' out/.meta-agent/report.md
cd out && git status --porcelain --ignored | grep report
