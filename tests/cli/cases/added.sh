# Tasks that a task adds are listed, counted and part of the critical path.
meta-agent run "A note box" -o out --plan "$DATA/added_plan.json" --script "$DATA/added.json" --no-verify
meta-agent status -o out | grep -A 5 tasks
