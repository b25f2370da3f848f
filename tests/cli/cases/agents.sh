# Files of agents are checked by their schema: each problem with its line, and what is unknown is told.
agents="$HOME/.config/meta-agent/agents"
mkdir -p "$agents"
write() { cat >"$agents/$1.md"; }

write painter <<'END'
---
name: painter
description: paints
writes: ["art/**"]
colour: red
---
You paint.
END
meta-agent agents | grep painter

write painter <<'END'
---
name: painter
description: ""
jobs: none
writes: ["art/**", 7]
temperature: 3
---
You paint.
END
meta-agent agents; echo "exit $?"

write painter <<'END'
---
name: painter
description: paints
 jobs: 1
---
You paint.
END
meta-agent agents; echo "exit $?"

write painter <<'END'
---
name: painting
description: paints
---
You paint.
END
meta-agent agents; echo "exit $?"

write painter <<'END'
---
name: painter
description: paints
---
END
meta-agent agents; echo "exit $?"

# One that cannot be read is no smaller mistake.
rm "$agents/painter.md"
ln -s nowhere "$agents/painter.md"
meta-agent agents; echo "exit $?"
