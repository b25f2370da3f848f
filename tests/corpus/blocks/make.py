#!/usr/bin/env python3
"""The cases of this corpus, in a form that can be read: ./make.py writes the .jsonl files beside it."""
import json
import os

HERE = os.path.dirname(os.path.abspath(__file__))
files = {}
ELIDED = 'leaves a part out ("... rest unchanged")'
NO_END = "has no END"
TWICE = "is named twice"
EMPTY = "is empty"
UNREAD = "what follows a file without a sure end was not read"
SR = "<<<<<<< SEARCH\n%s=======\n%s>>>>>>> REPLACE\n"


def F(path, content):
    return {"op": "file", "path": path, "content": content}


def E(path, content):
    return {"op": "edit", "path": path, "content": content}


def D(path):
    return {"op": "delete", "path": path}


def M(path, to):
    return {"op": "move", "path": path, "to": to}


def P(path, what=None):
    return {"path": path, "what": what} if what else {"path": path}


def case(name, text, *want, nonce=None, base=None, truncated=False):
    row = {"text": text}
    if nonce is not None:
        row["nonce"] = nonce
    if base is not None:
        row["base"] = base
    row["files"] = [w for w in want if "op" in w]
    row["problems"] = [w for w in want if "op" not in w]
    if truncated:
        row["truncated"] = True
    files.setdefault(name, []).append(row)


def block(path, content, nonce="n1"):
    return f"=== FILE {nonce} {path}\n{content}=== END {nonce}\n"


def edit(path, *hunks, nonce="n1"):
    return f"=== EDIT {nonce} {path}\n{''.join(SR % h for h in hunks)}=== END {nonce}\n"


def fence(content, info="", mark="```"):
    return f"{mark}{info}\n{content}{mark}\n"


A = "export const a = 1;\n"
B = "export const b = 2;\n"


def envelope():
    c = lambda *a, **k: case("envelope", *a, **k)
    c(block("src/a.ts", A), F("src/a.ts", A))
    c(block("src/a.ts", A) + block("src/b.ts", B), F("src/a.ts", A), F("src/b.ts", B))
    c(block("src/a.ts", A).rstrip("\n"), F("src/a.ts", A))
    c("\n\n" + block("src/a.ts", A) + "\n\n", F("src/a.ts", A))
    c("\ufeff" + block("src/a.ts", A), F("src/a.ts", A))
    c(block("src/a.ts", "\ufeff" + A), F("src/a.ts", "\ufeff" + A))
    c(block("src/a.ts", "\n\n" + A + "\n\n"), F("src/a.ts", "\n\n" + A + "\n\n"))
    c(block("src/a.ts", A).replace("\n", "\r\n"), F("src/a.ts", A.replace("\n", "\r\n")))
    c("=== FILE n1 a.ts\r\nx\r\ny\nz\r\n=== END n1\r\n", F("a.ts", "x\r\ny\nz\r\n"))
    c("Here you are:\n\n" + block("src/a.ts", A) + "\nThat is all.", F("src/a.ts", A))
    c("Here you are:\n\n```\n" + block("src/a.ts", A) + "```\nThat is all.", F("src/a.ts", A))
    c("```ts\n" + block("src/a.ts", A) + "```\n```ts\n" + block("src/b.ts", B) + "```\n", F("src/a.ts", A), F("src/b.ts", B))
    c("**src/a.ts**\n" + block("src/a.ts", A) + "**src/c.ts**\n" + fence(B, "ts"), F("src/a.ts", A))
    c(block("src/a.ts", A) + "Run it:\n" + fence("npm start\n", "bash run.sh"), F("src/a.ts", A))
    c("=== FILE n1 src/a.ts ===\n" + A + "=== END n1 ===\n", F("src/a.ts", A))
    c("=== FILE n1  src/a.ts  \n" + A + "=== END n1  \n", F("src/a.ts", A))
    c("===  FILE n1 src/a.ts\n" + A + "===  END n1\n", F("src/a.ts", A))
    c(block("my notes.txt", "x\n"), F("my notes.txt", "x\n"))
    c(block("docs/überblick.md", "# Ü\n"), F("docs/überblick.md", "# Ü\n"))
    c(block("文档/说明.md", "x\n"), F("文档/说明.md", "x\n"))
    c(block("docs/emoji-😀.md", "😀\n"), F("docs/emoji-😀.md", "😀\n"))
    c(block("./src/a.ts", A), F("src/a.ts", A))
    c(block("`src/a.ts`", A), F("src/a.ts", A))
    c(block('"src/a.ts"', A), F("src/a.ts", A))
    c(block("a.md", "```ts\nx\n```\n=== END n2\n=== FILE n2 b\n"), F("a.md", "```ts\nx\n```\n=== END n2\n=== FILE n2 b\n"))
    c(block("a.md", " === END n1\n"), F("a.md", " === END n1\n"))
    c(block("a.md", "text === END n1\n"), F("a.md", "text === END n1\n"))
    c(block("a.md", "=== END\n=== END n11\n"), F("a.md", "=== END\n=== END n11\n"))
    c(block("a.md", "====\n=== \n===\n"), F("a.md", "====\n=== \n===\n"))
    c(block("p/__init__.py", ""), F("p/__init__.py", ""))
    c(block("data/.gitkeep", ""), F("data/.gitkeep", ""))
    c(block("src/py.typed", ""), F("src/py.typed", ""))
    c(block("docs/.nojekyll", "\n"), F("docs/.nojekyll", "\n"))
    c(block("a.ts", ""), P("a.ts", EMPTY))
    c(block("a.ts", " \n\t\n"), P("a.ts", EMPTY))
    c(block("a.ts", A) + block("b.ts", ""), F("a.ts", A), P("b.ts", EMPTY))
    c("=== DELETE n1 old.ts\n", D("old.ts"))
    c("=== DELETE n1 old.ts\n=== END n1\n", D("old.ts"))
    c("=== DELETE n1 a.ts\n=== DELETE n1 b.ts\n" + block("c.ts", A), D("a.ts"), D("b.ts"), F("c.ts", A))
    c("=== DELETE n1\n", P("", "names no path"))
    c("=== MOVE n1 a.ts -> lib/a.ts\n", M("a.ts", "lib/a.ts"))
    c("=== MOVE n1 a.ts -> lib/a.ts\n=== END n1\n", M("a.ts", "lib/a.ts"))
    c("=== MOVE n1 my notes.txt -> your notes.txt\n", M("my notes.txt", "your notes.txt"))
    c("=== MOVE n1 a.ts\n", P("a.ts", "is MOVE, which takes two paths: old -> new"))
    c("=== MOVE n1 -> a.ts\n", P(""))
    c("=== MOVE n1 a.ts ->\n", P("a.ts"))
    c("=== MOVE n1 a.ts -> a.ts\n", P("a.ts"))
    c(edit("a.c", ("x\n", "y\n")), E("a.c", SR % ("x\n", "y\n")))
    c(edit("a.c", ("x\n", "y\n"), ("z\n", "")), E("a.c", SR % ("x\n", "y\n") + SR % ("z\n", "")))
    c(edit("a.c", ("x\n", "y\n")) + edit("a.c", ("p\n", "q\n")), E("a.c", SR % ("x\n", "y\n")), E("a.c", SR % ("p\n", "q\n")))
    c("=== EDIT n1 a.c\n=== END n1\n", P("a.c", EMPTY))
    c("=== FILE n1\n" + A + "=== END n1\n", P("", "names no path"))
    c(block("a.ts", A) + "=== END n1\n", F("a.ts", A), P("", "END without a block"))
    c(block("a.ts", SR % ("x\n", "y\n")), P("a.ts", "holds SEARCH/REPLACE text where a whole file is wanted"))
    c(block("a.ts", A) + block("a.ts", B), P("a.ts", TWICE), P("a.ts", TWICE))
    c(block("a.ts", A) + block("a.ts", A), P("a.ts", TWICE), P("a.ts", TWICE))
    c(block("a.ts", A) + block("./a.ts", B), P("a.ts", TWICE), P("a.ts", TWICE))
    c(block("a.ts", A) + "=== DELETE n1 a.ts\n", P("a.ts", TWICE), P("a.ts", TWICE))
    c(block("a.ts", A) + edit("a.ts", ("x\n", "y\n")), P("a.ts", TWICE), P("a.ts", TWICE))
    c(block("a.ts", A) + "=== MOVE n1 b.ts -> a.ts\n", P("a.ts", TWICE), P("b.ts", TWICE))
    c(block("a.ts", A) + block("b.ts", B) + block("a.ts", B), F("b.ts", B), P("a.ts", TWICE), P("a.ts", TWICE))
    c("=== FILE n1 a.ts\n" + A + "=== FILE n1 b.ts\n" + B + "=== END n1\n", F("b.ts", B), P("a.ts", NO_END))
    c("=== FILE n1 a.ts\n" + A + "=== DELETE n1 b.ts\n", D("b.ts"), P("a.ts", NO_END))
    c("=== FILE n1 a.ts\n" + A + "=== END n1\nnot content\n", F("a.ts", A))
    c("I cannot do that.", )
    c("")
    c("\n \n")
    c("The markers are === FILE n1 path and === END n1.\n")
    c("> === FILE n1 a.ts\n> x\n> === END n1\n")
    c("=== FILES n1 a.ts\nx\n=== END n1\n", P("", "END without a block"))
    c("=== file n1 a.ts\nx\n")
    # any nonce will do where none was given
    c(block("a.ts", A, "k7"), F("a.ts", A), nonce="")
    c(block("a.ts", A, "k7") + block("b.ts", B, "k8"), F("a.ts", A), F("b.ts", B), nonce="")
    c(block("a.ts", "=== END k8\n", "k7"), F("a.ts", "=== END k8\n"), nonce="")
    c(block("a.ts", A, "k7").replace("END k7", "END k8"), P("a.ts", NO_END), nonce="", truncated=True)


def nonce():
    c = lambda *a, **k: case("nonce", *a, **k)
    other = "does not bear the request's nonce"
    c(block("a.ts", A, "n2"), P("a.ts", other))
    c(block("a.ts", A, "N1"), P("a.ts", other))
    c(block("a.ts", A, "<nonce>"), P("a.ts", other))
    c(block("a.ts", A, "n1x"), P("a.ts", other))
    c(block("a.ts", A, "n"), P("a.ts", other))
    c(block("a.ts", A, "n2") + block("b.ts", B, "n2"), P("a.ts", other), P("b.ts", other))
    c("=== FILE a.ts\n" + A + "=== END\n", P("a.ts", other))
    c("=== FILE a.ts ===\n" + A + "=== END ===\n", P("a.ts", other))
    c("=== FILE src/my notes.md\n" + A + "=== END\n", P("src/my notes.md", other))
    c("=== DELETE a.ts\n", P("a.ts", other))
    c("=== DELETE n2 a.ts\n", P("a.ts", other))
    c("=== EDIT n2 a.ts\n" + SR % ("x\n", "y\n") + "=== END n2\n", P("a.ts", other))
    c("=== MOVE n2 a.ts -> b.ts\n", P("a.ts -> b.ts", other))
    # beside a right one, another nonce is prose or content
    c(block("a.ts", A) + block("b.ts", B, "n2"), F("a.ts", A))
    c(block("b.ts", B, "n2") + block("a.ts", A), F("a.ts", A))
    c(block("a.ts", block("b.ts", B, "n2")), F("a.ts", block("b.ts", B, "n2")))
    c("=== FILE n1 a.ts\n" + A + "=== END n2\n", P("a.ts", NO_END), truncated=True)
    c("=== FILE n2 a.ts\n" + A + "=== END n1\n", P("", "END without a block"))
    c("=== FILE n1 a.ts\n" + A + "=== END n2\n" + block("b.ts", B), F("b.ts", B), P("a.ts", NO_END))
    c("=== FILE n1 a.ts\n" + A + "=== END\n=== FILE n1 b.ts\n" + B + "=== END\n", P("a.ts", NO_END), P("b.ts", NO_END), truncated=True)
    # a fence around a wrong one changes nothing
    c("`a.ts`\n" + fence(block("a.ts", A, "n2")), P("a.ts", other))
    c("=== FILE n1\na.ts\n" + A + "=== END n1\n", P("", "names no path"))


HINTS = ["**src/a.ts**", "# src/a.ts", "## src/a.ts", "### `src/a.ts`", "#### 1) src/a.ts", "File: src/a.ts", "**File: `src/a.ts`**",
         "**File:** `src/a.ts`", "`src/a.ts`", "`src/a.ts`:", "src/a.ts", "src/a.ts:", "2. **src/a.ts**:", "- `src/a.ts`", "* src/a.ts", "**`src/a.ts`**\n",
         "filename: src/a.ts", "Path: src/a.ts", "path: `src/a.ts`", "### File: src/a.ts", "### 3. `src/a.ts`", "*src/a.ts*", "__src/a.ts__",
         "[src/a.ts]", "<!-- src/a.ts -->", "// src/a.ts", "### src/a.ts (new)", "`src/a.ts` (new file)", "**src/a.ts** (updated)",
         "Create `src/a.ts`:", "Here is `src/a.ts`:", "Update the file `src/a.ts`:", "./src/a.ts", "📄 src/a.ts", "=== src/a.ts ===", "--- src/a.ts ---"]
INFOS = ["ts src/a.ts", "ts:src/a.ts", "src/a.ts", "path=src/a.ts", "ts path=src/a.ts", 'ts title="src/a.ts"', "typescript  filename='src/a.ts' linenos",
         " ts src/a.ts ", "ts file=src/a.ts", 'tsx file="src/a.ts"', "ts {src/a.ts}", "ts name=src/a.ts", "file:src/a.ts", "ts // src/a.ts", "ts ./src/a.ts",
         "typescript filePath=src/a.ts", "ts [src/a.ts]"]


def fences():
    c = lambda *a, **k: case("fences", *a, **k)
    for hint in HINTS:
        c(f"Hi there.\n\n{hint}\n" + fence(A, "ts"), F("src/a.ts", A))
    for info in INFOS:
        c("The code.\n" + fence(A, info), F("src/a.ts", A))
    for first in ["// src/a.ts", "// File: src/a.ts", "/* src/a.ts */", "// filename: src/a.ts", "// ./src/a.ts"]:
        c(fence(first + "\n" + A, "ts"), F("src/a.ts", first + "\n" + A))
    c(fence("# app/main.py\nx = 1\n", "python"), F("app/main.py", "# app/main.py\nx = 1\n"))
    c(fence("<!-- public/index.html -->\n<p>\n", "html"), F("public/index.html", "<!-- public/index.html -->\n<p>\n"))
    c(fence("-- db/schema.sql\nselect 1;\n", "sql"), F("db/schema.sql", "-- db/schema.sql\nselect 1;\n"))
    c(fence("/* css/a.css */\np{}\n", "css"), F("css/a.css", "/* css/a.css */\np{}\n"))
    c(fence('// package.json\n{"a":1}\n', "json"), F("package.json", '{"a":1}\n'))
    c(fence('# package.json\n{"a":1}\n', "json"), F("package.json", '{"a":1}\n'))
    c(fence("#!/usr/bin/env python3\n# tools/x.py\n1\n", "python"))
    c(fence("// See src/a.ts for more\nx\n", "ts"))
    c(fence("// eslint-disable-next-line\nx\n", "ts"))
    c(fence("# comment\nx\n", "python"))
    c(fence("// 1. Install\nnpm i\n", "bash"))
    # the name before and the comment within
    c("`src/a.ts`\n" + fence("// src/a.ts\n" + A, "ts"), F("src/a.ts", "// src/a.ts\n" + A))
    c("### a.ts\n" + fence("// src/a.ts\n" + A, "ts"), F("src/a.ts", "// src/a.ts\n" + A))
    c("`src/lib/a.ts`\n" + fence("// a.ts\n" + A, "ts"), F("src/lib/a.ts", "// a.ts\n" + A))
    c("`src/b.ts`\n" + fence("// src/a.ts\n" + A, "ts"), P("src/b.ts", "is named in two ways"))
    c("`src/b.ts`\n" + fence(A, "ts src/a.ts"), P("src/a.ts", "is named in two ways"))
    c("`src/a.ts`\n" + fence(A, "ts src/a.ts"), F("src/a.ts", A))
    c("`a.ts`\n" + fence(A, "ts src/a.ts"), F("src/a.ts", A))
    # several
    c("`a.ts`\n" + fence(A, "ts") + "\n`b.ts`\n" + fence(B, "ts"), F("a.ts", A), F("b.ts", B))
    c("`a.ts`\n" + fence(A, "ts") + fence(B, "ts"), F("a.ts", A))
    c("`a.ts`\n\n" + fence(A, "ts"), F("a.ts", A))
    c("`a.ts`\n\n\n" + fence(A, "ts"))
    c("`a.ts`\nIt exports a.\n" + fence(A, "ts"))
    c("`a.ts`\r\n```ts\r\nx\r\n```\r\n", F("a.ts", "x\r\n"))
    c("\ufeff`a.ts`\n" + fence(A, "ts"), F("a.ts", A))
    c("`a.ts`\n" + fence("\ufeff" + A, "ts"), F("a.ts", "\ufeff" + A))
    c("`a.ts`\n" + fence(A, "ts", "````"), F("a.ts", A))
    c("`a.ts`\n" + fence(A, "ts", "~~~"), F("a.ts", A))
    c("`a.ts`\n" + fence(A, "ts", "`````````"), F("a.ts", A))
    c("`a.ts`\n" + fence("", "ts"), P("a.ts", EMPTY))
    c("`p/__init__.py`\n" + fence("", "py"), F("p/__init__.py", ""))
    c("`a.ts`\n" + fence(A, "ts") + "`a.ts`\n" + fence(B, "ts"), P("a.ts", TWICE), P("a.ts", TWICE))
    c("`a.ts`\n" + fence(A, "ts") + "`./a.ts`\n" + fence(B, "ts"), P("a.ts", TWICE), P("a.ts", TWICE))
    c("- `a.ts`\n  ```ts\n  x\n  ```\n", P("a.ts", "is in an indented fence"))
    c("1. `a.ts`\n\n   ```ts\n   x\n   ```\n", P("a.ts", "is in an indented fence"))
    # names without an extension
    c("**api/Dockerfile**\n" + fence("FROM x\n", "Dockerfile"), F("api/Dockerfile", "FROM x\n"))
    c("`.env.example`\n" + fence("A=1\n"), F(".env.example", "A=1\n"))
    c("`.gitignore`\n" + fence("x\n"), F(".gitignore", "x\n"))
    c("Makefile:\n" + fence("all:\n\tx\n", "make"), F("Makefile", "all:\n\tx\n"))
    c("`LICENSE`\n" + fence("MIT\n"), F("LICENSE", "MIT\n"))
    c("`bin/serve`\n" + fence("#!/bin/sh\n", "sh"), F("bin/serve", "#!/bin/sh\n"))
    # no names
    for before in ["Run this", "in the file src/a.ts we have this:", "## Step 1.2", "https://example.org/a.ts", "e.g.", "Note:", "*", "", "## Usage", "src/", "`npm install`",
                   "Version 2.0", "i.e. a.ts or b.ts", "node.js", "Express.js"]:
        c(f"{before}\n" + fence("x\n", "bash"))
    c(fence("FROM x\n", "Dockerfile") + fence("{}\n", "json") + fence("x\n", "text/plain") + fence("x\n", "c++"))
    c("### Express.js\n" + fence("npm i express\n", "bash"))
    c("`run.sh`\n" + fence("npm start\n", "bash"), F("run.sh", "npm start\n"))
    c("The tree:\n" + fence("src/\n  a.ts\n  b.ts\n"))
    c("`package.json`\n" + fence("npm install\n", "bash"))
    c("`a.ts`\n" + fence("> tsc\nok\n", "console"))
    # fences within
    c("`README.md`\n````md\n# Hi\n```bash\nls\n```\n````\n", F("README.md", "# Hi\n```bash\nls\n```\n"))
    c("`README.md`\n~~~md\n# Hi\n```bash\nls\n```\n~~~\n", F("README.md", "# Hi\n```bash\nls\n```\n"))
    c("`README.md`\n```md\n# Hi\n```bash\nls\n```\nbye\n```\n", F("README.md", "# Hi\n```bash\nls\n```\nbye\n"))
    c("`README.md`\n```md\n# Hi\n```bash\nls\n```\nbye\n```\n`a.ts`\n" + fence(A, "ts"), F("README.md", "# Hi\n```bash\nls\n```\nbye\n"), F("a.ts", A))
    c("`README.md`\n```md\n# Hi\n```bash\n1\n```\n```js\n2\n```\n```\nDone.\n", F("README.md", "# Hi\n```bash\n1\n```\n```js\n2\n```\n"))
    c("`README.md`\n```md\n# Hi\n```\nls\n```\nbye\n```\n", P("README.md", "has fences within that cannot be told from its end"))
    c("`README.md`\n```md\n# Hi\n```\n\nStart:\n```\nnpm i\n```\n", P("README.md", "has fences within that cannot be told from its end"))
    c("`README.md`\n```md\n# Hi\n   ```\n   ls\n   ```\nbye\n```\n", F("README.md", "# Hi\n   ```\n   ls\n   ```\nbye\n"))
    c("`a.ts`\n```ts\n/**\n * ```\n * x\n * ```\n */\n```\n", F("a.ts", "/**\n * ```\n * x\n * ```\n */\n"))
    c("`a.ts`\n```ts\nconst t = `\n```bash\nls\n```\n`;\n```\n", P("a.ts", "has fences within that cannot be told from its end"))
    c("`a.ts`\n```ts\nconst t = `\n```\n`b.ts`\n" + fence(A, "ts"), P("a.ts", "has fences within that cannot be told from its end"), P("", UNREAD))
    c("`a.ts`\n```ts\nconst t = `\n```\nls\n```\n`;\n```\n", P("a.ts", "has fences within that cannot be told from its end"))
    c("`a.py`\n```py\n\"\"\"\n```\nx\n```\n\"\"\"\n```\n", P("a.py", "has fences within that cannot be told from its end"))
    c("`a.ts`\n```ts\nx\n```\nThen:\n```\nnpm i\n```\n", F("a.ts", "x\n"))
    c("`a.ts`\n```ts\nx\n````\n", F("a.ts", "x\n"))
    c("`a.ts`\n````ts\nx\n```\n", P("a.ts", NO_END), truncated=True)
    c("`a.ts`\n```ts\nx\n~~~\n```\n", F("a.ts", "x\n~~~\n"))
    c("`a.ts`\n```ts\nx\n  ```\n", P("a.ts", NO_END), truncated=True)
    c("~~~py a.py\n```\n~~~\n", F("a.py", "```\n"))
    c("```\n```\n`a.ts`\n" + fence(A, "ts"), F("a.ts", A))
    c("`code` and `more`\n" + fence("x\n", "ts"))
    c("In `a.ts` and `b.ts`:\n" + fence("x\n", "ts"))
    c("`a.ts` ```inline``` text\n")
    c("````markdown\n`a.ts`\n```ts\nexport const a = 1;\n```\n````\n")
    c("| `a.ts` | x |\n" + fence("x\n", "ts"))


def tags():
    c = lambda *a, **k: case("tags", *a, **k)
    c('<boltAction type="file" filePath="src/a.ts">\n' + A + "</boltAction>\n", F("src/a.ts", A))
    c('<boltArtifact id="x" title="App">\n  <boltAction type="file" filePath="src/a.ts">\n' + A + '  </boltAction>\n  <boltAction type="shell">\nnpm i\n  </boltAction>\n</boltArtifact>\n', F("src/a.ts", A))
    c('<boltArtifact id="x">\n<boltAction type="file" filePath="src/a.ts">' + A + '</boltAction>\n<boltAction type="file" filePath="src/b.ts">' + B + "</boltAction>\n</boltArtifact>\n", F("src/a.ts", A), F("src/b.ts", B))
    c('<boltAction filePath="src/a.ts" type="file">\n' + A + "</boltAction>\n", F("src/a.ts", A))
    c("<boltAction type='file' filePath='src/a.ts'>\n" + A + "</boltAction>\n", F("src/a.ts", A))
    c('<boltAction type="start">npm run dev</boltAction>\n')
    c('<boltAction type="shell">\necho "<boltAction type=\\"file\\">"\n</boltAction>\n')
    c('<dyad-write path="src/a.ts" description="The a.">\n' + A + "</dyad-write>\n", F("src/a.ts", A))
    c('I will do it.\n\n<dyad-write path="src/a.ts">\n' + A + "</dyad-write>\n\nDone.\n", F("src/a.ts", A))
    c('<dyad-write path="src/a.ts">\n' + A + '</dyad-write>\n<dyad-write path="src/b.ts">\n' + B + "</dyad-write>\n", F("src/a.ts", A), F("src/b.ts", B))
    c('<dyad-delete path="src/a.ts"></dyad-delete>\n', D("src/a.ts"))
    c('<dyad-delete path="src/a.ts">\n</dyad-delete>\n', D("src/a.ts"))
    c('<dyad-delete path="src/a.ts"/>\n', D("src/a.ts"))
    c('<dyad-rename from="src/a.ts" to="src/b.ts"></dyad-rename>\n', M("src/a.ts", "src/b.ts"))
    c('<dyad-search-replace path="a.ts">\n' + SR % ("x\n", "y\n") + "</dyad-search-replace>\n", E("a.ts", SR % ("x\n", "y\n")))
    c('<dyad-add-dependency packages="react"></dyad-add-dependency>\n<dyad-chat-summary>Hi</dyad-chat-summary>\n')
    c('<file path="src/a.ts">\n' + A + "</file>\n", F("src/a.ts", A))
    c('<file name="src/a.ts">\n' + A + "</file>\n", F("src/a.ts", A))
    c('<files>\n<file path="src/a.ts">\n' + A + '</file>\n<file path="src/b.ts">\n' + B + "</file>\n</files>\n", F("src/a.ts", A), F("src/b.ts", B))
    c('<file path="src/a.ts"><![CDATA[\n' + A + "]]></file>\n", F("src/a.ts", A))
    c('<write_file path="src/a.ts">\n' + A + "</write_file>\n", F("src/a.ts", A))
    c("<write_to_file>\n<path>src/a.ts</path>\n<content>\n" + A + "</content>\n</write_to_file>\n", F("src/a.ts", A))
    c("<write_to_file>\n<path>src/a.ts</path>\n<content>\n" + A + "</content>\n<line_count>1</line_count>\n</write_to_file>\n", F("src/a.ts", A))
    c("<replace_in_file>\n<path>a.ts</path>\n<diff>\n" + SR % ("x\n", "y\n") + "</diff>\n</replace_in_file>\n", E("a.ts", SR % ("x\n", "y\n")))
    c('<codeblock path="src/a.ts">\n' + A + "</codeblock>\n")
    c('<dyad-write path="src/a.ts">\n' + A, P("src/a.ts", NO_END), truncated=True)
    c('<dyad-write path="src/a.ts">\n' + A + '<dyad-write path="src/b.ts">\n' + B + "</dyad-write>\n", P("src/a.ts"))
    c('<boltAction type="file" filePath="src/a.ts">\n' + A + "</boltArtifact>\n", P("src/a.ts", NO_END), truncated=True)
    c('<dyad-write path="">\n' + A + "</dyad-write>\n", P("", "names no path"))
    c('<dyad-write description="x">\n' + A + "</dyad-write>\n", P("", "names no path"))
    c('<dyad-write path="a.ts">\n</dyad-write>\n', P("a.ts", EMPTY))
    c('<dyad-write path="a.ts">\n' + A + '</dyad-write>\n<dyad-write path="a.ts">\n' + B + "</dyad-write>\n", P("a.ts", TWICE), P("a.ts", TWICE))
    c('<dyad-write path="../a.ts">\n' + A + "</dyad-write>\n", P("../a.ts"))
    c('<dyad-write path="a.html">\n<p>a &amp; b</p>\n</dyad-write>\n', F("a.html", "<p>a &amp; b</p>\n"))
    c('<dyad-write path="a.html">\n<file path="x">no</file>\n</dyad-write>\n', F("a.html", '<file path="x">no</file>\n'))
    c('<dyad-write path="README.md">\n```bash\nls\n```\n</dyad-write>\n', F("README.md", "```bash\nls\n```\n"))
    c('<dyad-write path="a.ts">\n```ts\n' + A + "```\n</dyad-write>\n", F("a.ts", A))
    c('```xml\n<dyad-write path="a.ts">\n' + A + "</dyad-write>\n```\n", F("a.ts", A))
    c('<dyad-write path="a.ts">\n// ... rest of the code\n</dyad-write>\n', P("a.ts", ELIDED))
    c('<dyad-write path="a.ts">\r\nx\r\n</dyad-write>\r\n', F("a.ts", "x\r\n"))
    c("The tag `<dyad-write path=\"a.ts\">` writes a file.\n")
    c('<dyad-write\n  path="a.ts"\n  description="x">\n' + A + "</dyad-write>\n", F("a.ts", A))
    c('<dyad-write path="a.ts">' + "x" + "</dyad-write>", F("a.ts", "x"))
    c('<dyad-write path="a b.ts">\n' + A + "</dyad-write>\n", F("a b.ts", A))


def v4a():
    c = lambda *a, **k: case("v4a", *a, **k)
    patch = lambda body: "*** Begin Patch\n" + body + "*** End Patch\n"
    base = {"a.py": "def f():\n    return 1\n\n\ndef g():\n    return 2\n"}
    c(patch("*** Add File: src/a.ts\n+export const a = 1;\n"), F("src/a.ts", A))
    c(patch("*** Add File: a.ts\n+x\n+\n+y\n*** Add File: b.ts\n+z\n"), F("a.ts", "x\n\ny\n"), F("b.ts", "z\n"))
    c(patch("*** Add File: a.ts\n+x\n\n+y\n"), F("a.ts", "x\n\ny\n"))
    c(patch("*** Add File: a.ts\n+x\ny\n"), P("a.ts"))
    c(patch("*** Add File: a.ts\n"), P("a.ts", EMPTY))
    c(patch("*** Delete File: a.ts\n"), D("a.ts"))
    c(patch("*** Delete File: a.ts\n*** Delete File: b.ts\n"), D("a.ts"), D("b.ts"))
    c(fence(patch("*** Add File: a.ts\n+x\n")), F("a.ts", "x\n"))
    c(fence(patch("*** Add File: a.ts\n+x\n") + "\n" + patch("*** Add File: b.ts\n+y\n")), F("a.ts", "x\n"), F("b.ts", "y\n"))
    c("apply_patch <<'EOF'\n" + patch("*** Add File: a.ts\n+x\n") + "EOF\n", F("a.ts", "x\n"))
    c(fence("apply_patch <<'EOF'\n" + patch("*** Add File: a.ts\n+x\n") + "EOF\n", "bash"), F("a.ts", "x\n"))
    c(fence(patch("*** Add File: a.ts\n+x\n"), "diff"), F("a.ts", "x\n"))
    c(patch("*** Add File: README.md\n+```sh\n+ls\n+```\n"), F("README.md", "```sh\nls\n```\n"))
    c(patch("*** Add File: a.ts\n+x\n") + "Done.\n", F("a.ts", "x\n"))
    c("I'll patch it.\n" + patch("*** Add File: a.txt\n+*** Begin Patch\n+x\n"), F("a.txt", "*** Begin Patch\nx\n"))
    c("*** Begin Patch\n*** Add File: a.ts\n+x\n", P("a.ts", NO_END), truncated=True)
    c("*** Begin Patch\n*** Add File: a.ts\n+x\n*** Add File: b.ts\n+y", F("a.ts", "x\n"), P("b.ts", NO_END), truncated=True)
    c(patch("*** Update File: a.py\n@@ def f():\n-    return 1\n+    return 10\n"), F("a.py", base["a.py"].replace("return 1", "return 10")), base=base)
    c(patch("*** Update File: a.py\n@@\n def f():\n-    return 1\n+    return 10\n"), F("a.py", base["a.py"].replace("return 1", "return 10")), base=base)
    c(patch("*** Update File: a.py\n def f():\n-    return 1\n+    return 10\n"), F("a.py", base["a.py"].replace("return 1", "return 10")), base=base)
    c(patch("*** Update File: a.py\n@@ def f():\n-    return 1\n+    return 10\n@@ def g():\n-    return 2\n+    return 20\n"),
      F("a.py", "def f():\n    return 10\n\n\ndef g():\n    return 20\n"), base=base)
    c(patch("*** Update File: a.py\n*** Move to: b.py\n@@ def f():\n-    return 1\n+    return 10\n"),
      D("a.py"), F("b.py", base["a.py"].replace("return 1", "return 10")), base=base)
    c(patch("*** Update File: a.py\n@@ def g():\n     return 2\n+\n+\n+def h():\n+    return 3\n*** End of File\n"),
      F("a.py", base["a.py"] + "\n\ndef h():\n    return 3\n"), base=base)
    c(patch("*** Update File: a.py\n@@\n-    return 9\n+    return 10\n"), P("a.py"), base=base)
    c(patch("*** Update File: b.py\n@@\n-    return 9\n+    return 10\n"), P("b.py"), base=base)
    c(patch("*** Update File: a.py\n@@ def nothing():\n-    return 1\n+    return 10\n"), F("a.py", base["a.py"].replace("return 1", "return 10")), base=base)
    twice = {"a.py": "class A:\n    def f(self):\n        return 1\n\n\nclass B:\n    def f(self):\n        return 1\n"}
    c(patch("*** Update File: a.py\n@@ class B:\n-        return 1\n+        return 2\n"), F("a.py", twice["a.py"][:-2] + "2\n"), base=twice)
    c(patch("*** Update File: a.py\n@@ class B:\n@@     def f(self):\n-        return 1\n+        return 2\n"), F("a.py", twice["a.py"][:-2] + "2\n"), base=twice)
    c(patch("*** Update File: a.py\n@@\n-        return 1\n+        return 2\n"), P("a.py"), base=twice)
    c(patch("*** Update File: a.py\n@@ class C:\n-        return 1\n+        return 2\n"), P("a.py"), base=twice)
    c(patch("*** Update File: a.py\n@@\n-        return 1\n+        return 2\n*** End of File\n"), F("a.py", twice["a.py"][:-2] + "2\n"), base=twice)
    c(patch("*** Update File: a.py\n@@\n return 1\nreturn 2\n"), P("a.py"), base=base)
    c(patch("*** Update File: a.py\n"), P("a.py", EMPTY), base=base)
    c(patch("*** Add File: a.py\n+x\n"), P("a.py"), base=base)
    c(patch("*** Rename File: a.py\n+x\n"), P(""), base=base)
    c(patch("*** Add File: ../a.ts\n+x\n"), P("../a.ts"))
    c(patch("*** Add File: a.ts\n+x\n*** Delete File: a.ts\n"), P("a.ts", TWICE), P("a.ts", TWICE))
    c(patch("*** Add File: a.ts\n+x\n").replace("\n", "\r\n"), F("a.ts", "x\r\n"))
    c("*** Begin Patch\n*** Update File: a.py\n@@ def f():\n-    return 1\n", P("a.py", NO_END), base=base, truncated=True)
    c("*** Update File: a.py\n@@ def f():\n-    return 1\n+    return 10\n*** End Patch\n", F("a.py", base["a.py"].replace("return 1", "return 10")), base=base)


def udiff():
    c = lambda *a, **k: case("udiff", *a, **k)
    base = {"src/a.ts": "one\ntwo\nthree\nfour\nfive\n"}
    want = F("src/a.ts", "one\nTWO\nthree\nfour\nfive\n")
    head = "--- a/src/a.ts\n+++ b/src/a.ts\n"
    hunk = " one\n-two\n+TWO\n three\n"
    c(fence(head + "@@ -1,3 +1,3 @@\n" + hunk, "diff"), want, base=base)
    c(fence(head + "@@ ... @@\n" + hunk, "diff"), want, base=base)
    c(fence(head + "@@ @@\n" + hunk, "diff"), want, base=base)
    c(fence(head + "@@\n" + hunk, "diff"), want, base=base)
    c(fence(head + "@@ -40,9 +77,2 @@\n" + hunk, "diff"), want, base=base)
    c(fence(head + "@@ -1,3 +1,3 @@ function x()\n" + hunk, "diff"), want, base=base)
    c(fence("--- src/a.ts\n+++ src/a.ts\n@@ ... @@\n" + hunk, "diff"), want, base=base)
    c(fence("--- a/src/a.ts\t2026-01-01\n+++ b/src/a.ts\t2026-01-02\n@@ ... @@\n" + hunk, "diff"), want, base=base)
    c(fence("diff --git a/src/a.ts b/src/a.ts\nindex 1..2 100644\n" + head + "@@ -1,3 +1,3 @@\n" + hunk, "diff"), want, base=base)
    c(fence(head + "@@ ... @@\n" + hunk, "patch"), want, base=base)
    c(fence(head + "@@ ... @@\n" + hunk), want, base=base)
    c("src/a.ts\n" + fence("@@ ... @@\n" + hunk, "diff"), want, base=base)
    c("src/a.ts\n" + fence("@@ -1,3 +1,3 @@\n" + hunk, "diff"), want, base=base)
    c("`src/a.ts`\n" + fence(hunk, "diff"), want, base=base)
    c(fence("@@ ... @@\n" + hunk, "diff"), P("", "names no path"), base=base)
    c("diff --git a/src/a.ts b/src/a.ts\n" + head + "@@ -1,3 +1,3 @@\n" + hunk, want, base=base)
    c("Here:\n" + head + "@@ -1,3 +1,3 @@\n" + hunk + "\nThat is all.\n", want, base=base)
    c(head + "@@ ... @@\n" + hunk, P("src/a.ts", "is a diff whose end cannot be seen"), base=base)
    c(head + "@@ -1,9 +1,9 @@\n" + hunk, P("src/a.ts", "is a diff whose end cannot be seen"), base=base)
    c(fence(head + "@@ ... @@\n-two\n+TWO\n", "diff"), want, base=base)
    c(fence(head + "@@ ... @@\n-two\n+TWO\n@@ ... @@\n-four\n+FOUR\n", "diff"), F("src/a.ts", "one\nTWO\nthree\nFOUR\nfive\n"), base=base)
    c(fence(head + "@@ ... @@\n-four\n+FOUR\n@@ ... @@\n-two\n+TWO\n", "diff"), F("src/a.ts", "one\nTWO\nthree\nFOUR\nfive\n"), base=base)
    c(fence(head + "@@ ... @@\n two\n+2.5\n three\n", "diff"), F("src/a.ts", "one\ntwo\n2.5\nthree\nfour\nfive\n"), base=base)
    c(fence(head + "@@ ... @@\n two\n-three\n four\n", "diff"), F("src/a.ts", "one\ntwo\nfour\nfive\n"), base=base)
    c(fence(head + "@@ ... @@\n-six\n+SIX\n", "diff"), P("src/a.ts"), base=base)
    c(fence(head + "@@ ... @@\n-two\n+TWO\n@@ ... @@\n-six\n+SIX\n", "diff"), P("src/a.ts"), base=base)
    c(fence(head + "@@ ... @@\n-two\n+TWO\n@@ ... @@\n-two\n+2\n", "diff"), P("src/a.ts"), base=base)
    c(fence(head + "@@ ... @@\n two\n three\n", "diff"), P("src/a.ts"), base=base)
    c(fence(head + "@@ ... @@\n+only new\n", "diff"), P("src/a.ts"), base=base)
    c(fence("--- /dev/null\n+++ b/new.ts\n@@ -0,0 +1,2 @@\n+x\n+y\n", "diff"), F("new.ts", "x\ny\n"), base=base)
    c(fence("--- /dev/null\n+++ b/new.ts\n@@ ... @@\n+x\n+y\n\\ No newline at end of file\n", "diff"), F("new.ts", "x\ny"), base=base)
    c(fence("--- a/src/a.ts\n+++ /dev/null\n@@ -1,5 +0,0 @@\n-one\n-two\n-three\n-four\n-five\n", "diff"), D("src/a.ts"), base=base)
    c(fence("diff --git a/src/a.ts b/src/b.ts\nsimilarity index 100%\nrename from src/a.ts\nrename to src/b.ts\n", "diff"), D("src/a.ts"), F("src/b.ts", base["src/a.ts"]), base=base)
    c(fence("diff --git a/src/a.ts b/src/b.ts\nrename from src/a.ts\nrename to src/b.ts\n--- a/src/a.ts\n+++ b/src/b.ts\n@@ ... @@\n" + hunk, "diff"),
      D("src/a.ts"), F("src/b.ts", want["content"]), base=base)
    c(fence("diff --git a/x.ts b/x.ts\nnew file mode 100644\n--- /dev/null\n+++ b/x.ts\n@@ -0,0 +1 @@\n+x\n" + "diff --git a/src/a.ts b/src/a.ts\n" + head + "@@ ... @@\n" + hunk, "diff"),
      F("x.ts", "x\n"), want, base=base)
    c(fence(head + "@@ ... @@\n" + hunk + "--- a/y.ts\n+++ b/y.ts\n@@ ... @@\n-p\n+q\n", "diff"), want, F("y.ts", "q\n"), base=dict(base, **{"y.ts": "p\n"}))
    c(fence(head + "@@ ... @@\n" + hunk, "diff").replace("\n", "\r\n"), want, base=base)
    c(fence(head + "@@ ... @@\n" + hunk, "diff"), F("src/a.ts", want["content"].replace("\n", "\r\n")), base={"src/a.ts": base["src/a.ts"].replace("\n", "\r\n")})
    c(fence(head + "@@ ... @@\n-five\n+FIVE\n", "diff"), F("src/a.ts", "one\ntwo\nthree\nfour\nFIVE"), base={"src/a.ts": base["src/a.ts"].rstrip("\n")})
    same = {"src/a.ts": "x\nend\ny\nend\nz\nend\n"}
    # the numbers of models are wrong too often to choose by
    c(fence(head + "@@ -4,1 +4,1 @@\n-end\n+END\n", "diff"), P("src/a.ts"), base=same)
    c(fence(head + "@@ -3,1 +3,1 @@\n-end\n+END\n", "diff"), P("src/a.ts"), base=same)
    c(fence(head + "@@ ... @@\n-end\n+END\n", "diff"), P("src/a.ts"), base=same)
    c(fence("--- ../x\n+++ ../x\n@@ ... @@\n" + hunk, "diff"), P("", "names no path"), base=base)
    c("```diff\n" + head + "@@ ... @@\n" + hunk, P("src/a.ts", NO_END), base=base, truncated=True)
    c("```diff\n" + head, P("src/a.ts", NO_END), base=base, truncated=True)
    c(fence(head, "diff"), P("src/a.ts", EMPTY), base=base)
    c("`CHANGES.diff`\n" + fence("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "diff"), F("CHANGES.diff", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"))
    c(fence("- item\n- item\n", "diff"))
    c("---\ntitle: x\n---\n")
    c("--- a rule ---\n+++ more +++\n")
    c(fence(head + "@@ ... @@\n-two\n+ ... rest of code ...\n", "diff"), P("src/a.ts"), base=base)


EDIT_BASE = {"src/app.js": "function add(a, b) {\n  return a + b;\n}\n\nfunction sub(a, b) {\n  return a - b;\n}\n"}


def edits():
    c = lambda *a, **k: case("edits", *a, **k)
    base = EDIT_BASE
    text = base["src/app.js"]
    new = text.replace("a + b", "a + b + 0")
    h = ("  return a + b;\n", "  return a + b + 0;\n")
    want = F("src/app.js", new)
    c(edit("src/app.js", h), want, base=base)
    c(edit("src/app.js", h).replace("\n", "\r\n"), want, base=base)
    c(edit("src/app.js", h), F("src/app.js", new.replace("\n", "\r\n")), base={"src/app.js": text.replace("\n", "\r\n")})
    c(edit("src/app.js", h), F("src/app.js", "\ufeff" + new), base={"src/app.js": "\ufeff" + text})
    c(edit("src/app.js", ("function add(a, b) {\n", "function plus(a, b) {\n")), F("src/app.js", "\ufeff" + text.replace("add", "plus")), base={"src/app.js": "\ufeff" + text})
    c(edit("src/app.js", h, ("  return a - b;\n", "  return a - b - 0;\n")), F("src/app.js", new.replace("a - b", "a - b - 0")), base=base)
    c(edit("src/app.js", ("  return a - b;\n", "  return a - b - 0;\n"), h), F("src/app.js", new.replace("a - b", "a - b - 0")), base=base)
    c(edit("src/app.js", h) + edit("src/app.js", ("  return a - b;\n", "  return a - b - 0;\n")), F("src/app.js", new.replace("a - b", "a - b - 0")), base=base)
    c(edit("src/app.js", ("  return a * b;\n", "  return 1;\n")), P("src/app.js"), base=base)
    c(edit("src/app.js", h, ("  return a / c;\n", "  return 1;\n")), P("src/app.js"), base=base)
    c(edit("src/app.js", h, h), P("src/app.js"), base=base)
    c(edit("src/app.js", ("}\n", "};\n")), P("src/app.js"), base=base)
    c(edit("src/app.js", ("  return a + b;\n}\n", "  return a + b;\n};\n")), F("src/app.js", text.replace("b;\n}", "b;\n};", 1)), base=base)
    c(edit("src/app.js", (text, "x\n")), F("src/app.js", "x\n"), base=base)
    c(edit("src/app.js", ("  return a + b;\n", "")), F("src/app.js", text.replace("  return a + b;\n", "")), base=base)
    c(edit("src/app.js", ("", "x\n")), P("src/app.js"), base=base)
    c(edit("new.js", ("", "x\n")), F("new.js", "x\n"), base=base)
    c(edit("new.js", h), P("new.js"), base=base)
    c(edit("src/app.js", ("  return a + b;\n", "  return a + b;\n")), P("src/app.js"), base=base)
    # trailing blanks
    c(edit("src/app.js", ("  return a + b;  \n", "  return 1;\n")), F("src/app.js", text.replace("a + b", "1")), base=base)
    c(edit("a.txt", ("x\ny\n", "x\nY\n")), F("a.txt", "x  \nY\n"), base={"a.txt": "x  \ny\t\n"})
    c(edit("a.txt", ("x\n\ny\n", "x\n\nz\n")), F("a.txt", "x\n   \nz\n"), base={"a.txt": "x\n   \ny\n"})
    # a uniform indent
    c(edit("src/app.js", ("return a + b;\n", "if (a)\n  return a;\nreturn a + b;\n")), F("src/app.js", text.replace("  return a + b;", "  if (a)\n    return a;\n  return a + b;")), base=base)
    c(edit("src/app.js", ("    return a + b;\n", "    return a + b + 0;\n")), want, base=base)
    c(edit("a.py", ("if x:\n    y()\n", "if x:\n    z()\n")), F("a.py", "def f():\n    if x:\n        z()\n"), base={"a.py": "def f():\n    if x:\n        y()\n"})
    c(edit("a.py", ("if x:\n  y()\n", "if x:\n  z()\n")), P("a.py"), base={"a.py": "def f():\n    if x:\n        y()\n"})
    c(edit("a.go", ("func f() {\n    if x {\n        y()\n    }\n", "func f() {\n    if x {\n        z()\n    }\n")), F("a.go", "func f() {\n\tif x {\n\t\tz()\n\t}\n}\n"),
      base={"a.go": "func f() {\n\tif x {\n\t\ty()\n\t}\n}\n"})
    c(edit("a.js", ("function f() {\n\tif (x) {\n\t\ty()\n", "function f() {\n\tif (x) {\n\t\tz()\n")), F("a.js", "function f() {\n  if (x) {\n    z()\n  }\n}\n"),
      base={"a.js": "function f() {\n  if (x) {\n    y()\n  }\n}\n"})
    c(edit("Makefile", ("all:\n    cc a.c\n", "all:\n    cc -O2 a.c\n")), F("Makefile", "all:\n\tcc -O2 a.c\n"), base={"Makefile": "all:\n\tcc a.c\n"})
    c(edit("a.txt", ("x\n", "  y\n")), F("a.txt", "    y\n"), base={"a.txt": "  x\n"})
    # Unicode and line ends
    c(edit("a.js", ("say('it\u2019s \u201cfine\u201d')\n", "say('ok')\n")), F("a.js", "say('ok')\n"), base={"a.js": "say('it's \"fine\"')\n"})
    c(edit("a.md", ("a - b\n", "a + b\n")), F("a.md", "a + b\n"), base={"a.md": "a \u2013 b\n"})
    c(edit("a.md", ("wait...\n", "go\n")), F("a.md", "go\n"), base={"a.md": "wait\u2026\n"})
    c(edit("a.md", ("a b\n", "c\n")), F("a.md", "c\n"), base={"a.md": "a\u00a0b\n"})
    c(edit("a.md", ("x - y\nz\n", "x - y\nw\n")), F("a.md", "x \u2013 y\nw\n"), base={"a.md": "x \u2013 y\nz\n"})
    # near
    long = "const total = items.reduce((sum, item) => sum + item.price * item.quantity, 0);\n"
    c(edit("a.js", (long.replace("item.quantity", "item.quantiy"), "const total = 0;\n")), F("a.js", "const total = 0;\nx\n"), base={"a.js": long + "x\n"})
    c(edit("a.js", (long.replace("item.quantity", "item.quantiy") + "x\n", long.replace("item.quantity", "item.quantiy") + "y\n")), F("a.js", long + "y\n"), base={"a.js": long + "x\n"})
    c(edit("a.js", (long.replace("quantity", "quantiy"), "1\n")), P("a.js"), base={"a.js": long + long.replace("sum", "Sum")})
    c(edit("a.js", ("const x = 1;\n", "const x = 2;\n")), P("a.js"), base={"a.js": "const y = 7;\n"})
    c(edit("a.js", ("let a = 1;\nlet b = 2;\nlet c = 3;\ndeleteEverything();\n", "let a = 9;\n")), P("a.js"), base={"a.js": "let a = 1;\nlet b = 2;\nlet c = 3;\nkeepEverything(now);\n"})
    # unique at every rung
    c(edit("a.js", ("x();\n", "y();\n")), P("a.js"), base={"a.js": "x();\nz();\nx();\n"})
    c(edit("a.js", ("x();\n", "y();\n")), F("a.js", "  x();\nz();\ny();\n"), base={"a.js": "  x();\nz();\nx();\n"})
    c(edit("a.js", ("x();\n", "y();\n")), P("a.js"), base={"a.js": "  x();\nz();\n  x();\n"})
    c(edit("a.js", ("x();\nz();\n", "y();\nz();\n")), F("a.js", "y();\nz();\nx();\n"), base={"a.js": "x();\nz();\nx();\n"})
    # the end of the file
    c(edit("a.txt", ("y\n", "z\n")), F("a.txt", "x\nz"), base={"a.txt": "x\ny"})
    c(edit("a.txt", ("y", "z\n")).replace("y=======", "y\n======="), F("a.txt", "x\nz"), base={"a.txt": "x\ny"})
    c(edit("a.txt", ("y\n", "y\nz\n")), F("a.txt", "x\ny\nz"), base={"a.txt": "x\ny"})
    c(edit("a.txt", ("x\n", "z\n")), F("a.txt", "z\ny"), base={"a.txt": "x\ny"})
    c(edit("a.txt", ("y\n", "")), F("a.txt", "x\n"), base={"a.txt": "x\ny"})
    # elisions
    c(edit("src/app.js", ("  return a + b;\n", "  // ... existing code ...\n  return 1;\n")), P("src/app.js"), base=base)
    c(edit("src/app.js", ("function add(a, b) {\n  ...\n}\n", "function add() {\n  ...\n}\n")), P("src/app.js"), base=base)
    # what is no SEARCH/REPLACE
    c("=== EDIT n1 a.js\njust code\n=== END n1\n", P("a.js"), base={"a.js": "x\n"})
    c("=== EDIT n1 a.js\n<<<<<<< SEARCH\nx\n=======\ny\n=== END n1\n", P("a.js"), base={"a.js": "x\n"})
    c("=== EDIT n1 a.js\n<<<<<<< SEARCH\nx\n>>>>>>> REPLACE\n=== END n1\n", P("a.js"), base={"a.js": "x\n"})
    c("=== EDIT n1 a.js\nx\n=======\ny\n>>>>>>> REPLACE\n=== END n1\n", P("a.js"), base={"a.js": "x\n"})
    c("=== EDIT n1 a.md\n<<<<<<< SEARCH\nTitle\n=======\nold\n=======\nTitle\n=======\nnew\n>>>>>>> REPLACE\n=== END n1\n", P("a.md"), base={"a.md": "Title\n=======\nold\n"})
    c("=== EDIT n1 a.js\n" + SR % ("x\n", "y\n") + "<<<<<<< SEARCH\nz\n=== END n1\n", P("a.js"), base={"a.js": "x\nz\n"})
    # other spellings of the markers
    c("=== EDIT n1 a.js\n<<<<<< SEARCH\nx\n======\ny\n>>>>>> REPLACE\n=== END n1\n", F("a.js", "y\n"), base={"a.js": "x\n"})
    c("=== EDIT n1 a.js\n<<<<<<< SEARCH\nx\n=======\ny\n>>>>>>> REPLACE\n\nAnd:\n\n<<<<<<< SEARCH\nz\n=======\nw\n>>>>>>> REPLACE\n=== END n1\n", F("a.js", "y\nw\n"), base={"a.js": "x\nz\n"})
    c("=== EDIT n1 a.js\n<<<<<<< ORIGINAL\nx\n=======\ny\n>>>>>>> UPDATED\n=== END n1\n", F("a.js", "y\n"), base={"a.js": "x\n"})
    c("=== EDIT n1 a.js\n------- SEARCH\nx\n=======\ny\n+++++++ REPLACE\n=== END n1\n", F("a.js", "y\n"), base={"a.js": "x\n"})
    c("=== EDIT n1 a.js\n```js\n" + SR % ("x\n", "y\n") + "```\n=== END n1\n", F("a.js", "y\n"), base={"a.js": "x\n"})
    c("=== EDIT n1 a.js\n<<<<<<< SEARCH\n=======\ny\n>>>>>>> REPLACE\n=== END n1\n", F("a.js", "y\n"), base={"a.js": ""})
    # a diff in an EDIT block is read as one
    c("=== EDIT n1 a.js\n@@ ... @@\n-x\n+y\n=== END n1\n", F("a.js", "y\n"), base={"a.js": "x\n"})
    c("=== EDIT n1 a.js\n--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-x\n+y\n=== END n1\n", F("a.js", "y\n"), base={"a.js": "x\n"})
    # moves
    c("=== MOVE n1 a.js -> lib/a.js\n", D("a.js"), F("lib/a.js", "x\n"), base={"a.js": "x\n"})
    c("=== MOVE n1 a.js -> lib/a.js\n" + edit("lib/a.js", ("x\n", "y\n")), D("a.js"), F("lib/a.js", "y\n"), base={"a.js": "x\n"})
    c("=== MOVE n1 a.js -> lib/a.js\n" + edit("a.js", ("x\n", "y\n")), P("a.js"), P("a.js"), base={"a.js": "x\n"})
    c("=== MOVE n1 b.js -> lib/b.js\n", P("b.js"), base={"a.js": "x\n"})
    c("=== MOVE n1 a.js -> b.js\n", P("b.js"), base={"a.js": "x\n", "b.js": "y\n"})
    c("=== MOVE n1 a.js -> A.js\n", D("a.js"), F("A.js", "x\n"), base={"a.js": "x\n"})
    c("=== MOVE n1 a.js -> b.js\n=== MOVE n1 b.js -> a.js\n", P("a.js"), P("b.js"), base={"a.js": "x\n", "b.js": "y\n"})
    c("=== MOVE n1 a.js -> ../b.js\n", P("../b.js"), base={"a.js": "x\n"})
    c("=== DELETE n1 a.js\n", D("a.js"), base={"a.js": "x\n"})


def shown_edits():
    """What an edit puts in as a page, a console or a string shows it; and what only looks so."""
    c = lambda *a, **k: case("shown_edits", *a, **k)
    was = "function f(a, b) {\n  return a;\n}\n"
    ret = "  return a;\n"

    def said(number, n, why, hunk):
        return f"edit {number} of {n} puts in what {why}\nthe edit was:\n{hunk[:-1]}"

    def bad(path, old, new, base, why):
        c(edit(path, (old, new)), P(path, said(1, 1, why, SR % (old, new))), base={path: base})

    def good(path, old, new, base):
        c(edit(path, (old, new)), F(path, base.replace(old, new, 1)), base={path: base})

    # \\n where lines end
    bad("a.ts", ret, "  if (b) {\\n    return b;\\n  }\\n  return a;\n", was, RUN_ON)
    bad("a.py", "x = 1\n", 'x = "one"\\ny = 2\\n\n', "import os\nx = 1\n", RUN_ON)
    bad("a.c", "int a;\n", "int a;\\nint b;\n", "int a;\n", RUN_ON)
    bad("a.ts", ret, "  if (b) {\\n    return b;\\n  }\n", "const t = `\n${x}\n`;\n" + was, RUN_ON)
    good("a.ts", ret, '  return a + "\\n" + b;\n', was)
    good("a.ts", ret, '  return "one\\ntwo\\n";\n', was)
    good("a.ts", ret, "  return a.split(/\\r?\\n/);\n", was)
    good("a.ts", ret, "  return a; // up to \\n\n", was)
    good("a.c", "int a;\n", "char a = '\\n';\n", "int a;\n")
    good("a.ts", "one\n", "one;\\ntwo;\n", "const t = `\none\n`;\n")
    good("a.py", "one\n", "one\\ntwo\n", 'T = """\none\n"""\n')
    good("a.js", "one\n", "one\\ntwo\n", "const t = <p>\none\n</p>;\n")
    good("a.php", "use A;\n", "use App\\name;\n", "use A;\n")
    good("a.md", "one\n", "one\\ntwo\n", "one\n")
    good("a.ts", ret, "  g();\\n  return a;\n", was + 'const end = "\\n";\n')
    # escaped for a web page
    bad("a.ts", ret, "  return a &lt; b &amp;&amp; b &gt; 0;\n", was, ESCAPED)
    bad("a.c", "int a;\n", "#include &lt;stdio.h&gt;\nint a;\n", "int a;\n", ESCAPED)
    bad("a.py", "x = 1\n", "x = f(&quot;a&quot;)\n", '"""Doc of `x`."""\nx = 1\n', ESCAPED)
    good("a.tsx", "one\n", "Fish &amp; chips\n", "const t = (\n<p>\none\n</p>);\n")
    good("a.js", "one\n", "Fish &amp; chips\n", "const t = (\n<p>\none\n</p>);\n")
    good("a.html", "one\n", "a &lt; b\n", "<p>\none\n</p>\n")
    good("a.xml", "one\n", "a &lt; b\n", "<p>\none\n</p>\n")
    good("a.md", "one\n", "a &lt; b\n", "one\n")
    good("a.ts", ret, '  return a.replace("<", "&lt;");\n', was)
    good("a.ts", ret, "  return a; // &lt; and so on\n", was)
    good("a.py", "x = 1\n", "x = 2 #was &lt; 2\n", "import os\nx = 1\n")
    good("a.py", "x = 1\n", "x = 2 #no \\n here\n", "import os\nx = 1\n")
    good("a.ts", ret, "  return a &lt; b;\n", was + 'const LT = "&lt;";\n')
    good("a.py", "one\n", "Fish &amp; chips\n", 'T = """\none\n"""\n')
    good("a.ts", ret, "  const t = `\n  Fish &amp; chips\n`;\n", was)
    good("a.c", "p = 0;\n", "p = &lt;\n", "struct tm lt, *p;\np = 0;\n")
    # numbered lines
    bad("a.ts", ret, "2| if (b)\n3|   return b;\n4| return a;\n", was, NUMBERED)
    bad("a.ts", ret, "  2 |   if (b)\n  3 |     return b;\n", was, NUMBERED)
    bad("a.ts", ret, "2|   return b;\n", was, NUMBERED)
    good("a.ts", "  0: 'none',\n", "  1: 'one',\n  2: 'two',\n", "const t = {\n  0: 'none',\n};\n")
    good("a.py", "    0: 'none',\n", "    1: 'one',\n    2: 'two',\n", "t = {\n    0: 'none',\n}\n")
    good("a.ts", "  0;\n", "  1 |\n  2 |\n  3;\n", "type T =\n  0;\n")
    good("a.py", "one\n", "1 | one\n2 | two\n", 'T = """\none\n"""\n')
    good("a.md", "one\n", "1 | one\n2 | two\n", "one\n")
    good("a.ts", ret, "  16 | a;\n", was)
    # prose before code
    bad("a.ts", ret, "Here is the updated code:\n  return b;\n", was, PROSE)
    bad("a.py", "x = 1\n", "I have changed x.\n\nx = 2\n", "import os\nx = 1\n", PROSE)
    bad("a.go", "var x = 1\n", "I've updated x to 2:\nvar x = 2\n", "package a\n\nvar x = 1\n", PROSE)
    good("a.ts", ret, "  // Here is the answer.\n  return b;\n", was)
    good("a.py", "x = 1\n", "# I have changed it.\nx = 2\n", "import os\nx = 1\n")
    good("a.py", "one\n", "Here is the list:\ntwo\n", 'def f():\n    """\none\n    """\n')
    good("a.c", "one\n", "Here is the list:\ntwo\n", "/*\none\n*/\n")
    good("a.tsx", "one\n", "Here is the list:\n<List />\n", "const t = (\n<p>\none\n</p>);\n")
    good("a.ts", "one\n", "Here is the list:\ntwo\n", "const t = `\none\n`;\n")
    good("a.rs", "one\n", "Here is the list:\ntwo\n", 'const T: &str = "\none\n";\n')
    good("a.md", "one\n", "Here is the list:\ntwo\n", "one\n")
    # of a patch, and beside an edit that is right; a file that an edit makes
    c("=== EDIT n1 a.ts\n@@\n function f(a, b) {\n-  return a;\n+  return a &amp;&amp; b;\n }\n=== END n1\n", P("a.ts", said(1, 1, ESCAPED, "@@\n function f(a, b) {\n-  return a;\n+  return a &amp;&amp; b;\n }\n")), base={"a.ts": was})
    c(edit("a.ts", ("function f(a, b) {\n", "function g(a, b) {\n"), (ret, "Here is the new line:\n  return b;\n")), P("a.ts", said(2, 2, PROSE, SR % (ret, "Here is the new line:\n  return b;\n"))), base={"a.ts": was})
    c(edit("new.ts", ("", "Here is the file:\nexport const a = 1;\n")), P("new.ts", said(1, 1, PROSE, SR % ("", "Here is the file:\nexport const a = 1;\n"))), base={})
    c(edit("new.ts", ("", "// Here is the file\nexport const a = 1;\n")), F("new.ts", "// Here is the file\nexport const a = 1;\n"), base={})


def loose_edits():
    c = lambda *a, **k: case("loose_edits", *a, **k)
    base = {"src/a.ts": "one\ntwo\nthree\n"}
    want = F("src/a.ts", "one\nTWO\nthree\n")
    sr = SR % ("two\n", "TWO\n")
    c("src/a.ts\n" + fence(sr), want, base=base)
    c("src/a.ts\n" + fence(sr, "ts"), want, base=base)
    c("**src/a.ts**\n" + fence(sr, "ts"), want, base=base)
    c("### `src/a.ts`\n\n" + fence(sr, "diff"), want, base=base)
    c(fence("src/a.ts\n" + sr), want, base=base)
    c(fence("src/a.ts\n" + sr, "ts"), want, base=base)
    c(fence("// src/a.ts\n" + sr, "ts"), want, base=base)
    c(fence("./src/a.ts\n" + sr, "ts"), want, base=base)
    c(fence(sr, "ts src/a.ts"), want, base=base)
    c(fence(sr, "ts:src/a.ts"), want, base=base)
    c(fence(sr, 'ts file="src/a.ts"'), want, base=base)
    c("src/a.ts\n" + sr, want, base=base)
    c("`src/a.ts`:\n" + sr + "\nDone.\n", want, base=base)
    c("**File: src/a.ts**\n\n" + sr, want, base=base)
    c("src/a.ts\n" + fence(sr, "ts").replace("\n", "\r\n"), want, base=base)
    c("src/a.ts\n" + fence(sr + SR % ("three\n", "3\n"), "ts"), F("src/a.ts", "one\nTWO\n3\n"), base=base)
    c("src/a.ts\n" + fence(sr, "ts") + "\nsrc/a.ts\n" + fence(SR % ("three\n", "3\n"), "ts"), F("src/a.ts", "one\nTWO\n3\n"), base=base)
    c("src/a.ts\n" + sr + "\n" + SR % ("three\n", "3\n"), F("src/a.ts", "one\nTWO\n3\n"), base=base)
    c("src/a.ts\n" + fence(sr, "ts") + fence(SR % ("three\n", "3\n"), "ts"), P("", "names no path"), F("src/a.ts", "one\nTWO\nthree\n"), base=base)
    c(fence(sr, "ts"), P("", "names no path"), base=base)
    c(sr, P("", "names no path"), base=base)
    c("new.ts\n" + fence(SR % ("", "x\n"), "ts"), F("new.ts", "x\n"), base=base)
    c("src/a.ts\n```ts\n" + sr, P("src/a.ts", NO_END), base=base, truncated=True)
    c("src/a.ts\n<<<<<<< SEARCH\ntwo\n=======\nTW", P("src/a.ts", NO_END), base=base, truncated=True)
    c("src/a.ts\n<<<<<<< SEARCH\ntwo\n", P("src/a.ts", NO_END), base=base, truncated=True)
    c("src/a.ts\n```ts\n<<<<<<< SEARCH\ntwo\n=======\nTWO\n```\n", P("src/a.ts"), base=base)
    c("src/a.ts\n" + fence(SR % ("four\n", "4\n"), "ts"), P("src/a.ts"), base=base)
    c("../a.ts\n" + fence(sr, "ts"), P("../a.ts"), base=base)
    c("src/a.ts\n" + fence(sr, "ts") + "src/b.ts\n" + fence(SR % ("p\n", "q\n")), want, F("src/b.ts", "q\n"), base=dict(base, **{"src/b.ts": "p\n"}))
    c("src/a.ts\n" + fence(sr, "ts") + "`src/c.ts`\n" + fence(A, "ts"), want, F("src/c.ts", A), base=base)
    c("`doc.md`\n" + fence("Use:\n" + SR % ("a\n", "b\n"), "md", "````"), F("doc.md", "Use:\n" + SR % ("a\n", "b\n")), base=base)


ELISIONS = ["// ... rest of the file unchanged", "// ...", "// … existing code …", "/* ... */", "# ... rest of the code", "// ... existing code ...", "// existing code here",
            "// rest of the code", "// [rest of the code]", "// (existing code)", "{/* ... existing JSX ... */}", "// ... (remaining code unchanged)",
            "// ... other imports", "// ... keep the same", "// rest of file unchanged", "// remaining code unchanged", "// Rest of the implementation", "...",
            "// ... same as before", "// ... previous code", "// ... all other routes", "// the rest of the code remains the same",
            "// unchanged code omitted for brevity", "// ... [unchanged]", "// Existing code...", "// existing imports ...", "// keep existing code"]
NO_ELISIONS = ["  ...rest,", "const f = (...args) => 1;", "// Loading...", "// wait for the rest", "return { ...a };", "// unchanged since 2020: see docs",
               "foo(...);", "// Remaining: 3", "// existing users keep their id", "console.log('...');", "// for the rest of the week", "// e.g. a, b, ..."]


def elisions():
    c = lambda *a, **k: case("elisions", *a, **k)
    for line in ELISIONS:
        c(block("a.ts", "let a;\n" + line + "\nlet b;\n"), P("a.ts", ELIDED))
    for line in NO_ELISIONS:
        text = "let a;\n" + line + "\nlet b;\n"
        c(block("a.ts", text), F("a.ts", text))
    c(block("a.py", "def f():\n    ...\n"), F("a.py", "def f():\n    ...\n"))
    c(block("a.pyi", "x: int = ...\n...\n"), F("a.pyi", "x: int = ...\n...\n"))
    c(block("a.yaml", "a: 1\n...\n"), F("a.yaml", "a: 1\n...\n"))
    c(block("a.py", "def f():\n    # ... rest of the function\n"), P("a.py", ELIDED))
    c(block("a.md", "Wait\n...\n"), F("a.md", "Wait\n...\n"))
    c(block("a.md", "The rest is unchanged.\n"), F("a.md", "The rest is unchanged.\n"))
    c(block("a.html", "<p>\n<!-- ... rest of the page ... -->\n</p>\n"), P("a.html", ELIDED))
    c(block("a.css", "p {}\n/* ... rest of styles ... */\n"), P("a.css", ELIDED))
    c(block("a.sql", "select 1;\n-- ... rest unchanged\n"), P("a.sql", ELIDED))
    c(block("a.json", '{\n  "a": 1,\n  ...\n}\n'), P("a.json", ELIDED))
    c("`a.ts`\n" + fence("let a;\n// ... existing code ...\n", "ts"), P("a.ts", ELIDED))
    c(block("a.ts", A) + block("b.ts", "// ... rest of the file unchanged\n"), F("a.ts", A), P("b.ts", ELIDED))


def truncated():
    c = lambda *a, **k: case("truncated", *a, **k)
    whole = block("src/a.ts", A) + block("src/b.ts", "let b;\nlet c;\n")
    at = len(block("src/a.ts", A))
    # at every byte of the second block from its path on
    first = at + len("=== FILE n1 src/b.ts")
    for n in range(first, len(whole) - 1, 2):
        c(whole[:n], F("src/a.ts", A), P("src/b.ts", NO_END), truncated=True)
    c(whole[:at], F("src/a.ts", A))
    c(whole[:at + 3], F("src/a.ts", A))
    c(whole[:at + len("=== FILE n1 ")], F("src/a.ts", A), P("", NO_END), truncated=True)
    named = "`src/a.ts`\n" + fence(A, "ts") + "`src/b.ts`\n```ts\nlet b;\nlet c;\n```\n"
    start = named.index("let b;")
    for n in range(start, len(named) - 2, 3):
        c(named[:n], F("src/a.ts", A), P("src/b.ts", NO_END), truncated=True)
    c(named[:named.index("`src/b.ts`") + 10], F("src/a.ts", A))
    tag = '<dyad-write path="a.ts">\nlet a;\n</dyad-write>\n'
    for n in range(tag.index("let"), len(tag) - 2, 3):
        c(tag[:n], P("a.ts", NO_END), truncated=True)
    c('<dyad-write path="a.t', P(""))
    c(edit("a.ts", ("x\n", "y\n"))[:-8], P("a.ts", NO_END), truncated=True)
    c("Sure, here is the fi")
    c("=== FILE n1 a.ts", P("a.ts", NO_END), truncated=True)
    c("=== FIL")
    c("=== FILE n", )


def thoughts():
    c = lambda *a, **k: case("thoughts", *a, **k)
    draft = block("a.ts", "draft\n")
    for tag in ("think", "thinking", "reasoning", "thought"):
        c(f"<{tag}>\nI will write a.ts.\n</{tag}>\n" + block("a.ts", A), F("a.ts", A))
        c(f"<{tag}>\n{draft}</{tag}>\n" + block("a.ts", A), F("a.ts", A))
    c("<think>\n`a.ts`\n```ts\ndraft\n```\n</think>\n`a.ts`\n" + fence(A, "ts"), F("a.ts", A))
    c("<think></think>" + "\n" + block("a.ts", A), F("a.ts", A))
    c("\n  <think>\nx\n</think>\n\n" + block("a.ts", A), F("a.ts", A))
    c("<think>\n" + draft, P("", "thoughts that do not end"))
    c("<think>\nhmm", P("", "thoughts that do not end"))
    c("I think so.\n</think>\n" + block("a.ts", A), F("a.ts", A))
    c(draft + "</think>\n" + block("a.ts", A), F("a.ts", A))
    c("`b.ts`\n" + fence(B, "ts") + "</think>\n`a.ts`\n" + fence(A, "ts"), F("a.ts", A))
    c(block("b.ts", B) + "</think>\n" + block("a.ts", A), F("a.ts", A))
    c(block("a.ts", "<think>\nx\n</think>\n"), F("a.ts", "<think>\nx\n</think>\n"))
    c(block("a.ts", "s.split('</think>')\n"), F("a.ts", "s.split('</think>')\n"))
    c("`a.ts`\n" + fence("<think>\n</think>\n", "ts"), F("a.ts", "<think>\n</think>\n"))
    c("<think>\nx\n</think>\nI cannot do that.")
    c("<THINK>\n" + draft + "</THINK>\n" + block("a.ts", A), F("a.ts", A))


PATHS = ["../x", "a/../../x", "/etc/cron.d/x", "~/.ssh/authorized_keys", "C:/x", "C:\\x", "a\\..\\b", "..", "a/", "a//b", "a/./b", ".git/hooks/pre-commit", ".GIT/config", ".git./config", "a/.git/x",
         ".gi\u200bt/config", "git~1/config", ".git::$INDEX_ALLOCATION/x", ".gitmodules", ".gitattributes", ".npmrc", ".envrc", ".vscode/tasks.json", ".mcp.json", ".meta-agent/context.db",
         ".Meta-Agent/x", "a\u001bb.ts", "a\u0000b.ts", "x" * 300 + ".ts", "a/" * 200 + "x.ts", "d/" * 30 + "x", "a. /b", "a./b", "trailing.", "a\u0085b.ts", "a\u202eb.ts",
         "e\u0301.ts", "\u212b.ts", "con", "a/nul.txt", "a?b", "a*b", "a:b/c"]


def paths():
    c = lambda *a, **k: case("paths", *a, **k)
    for path in PATHS:
        c(block(path, A), P(path))
    for path in ["../x.ts", "/etc/x.ts", "~/x.ts", "a/../../x.ts", ".git/x.ts", "C:/x.ts"]:
        c(fence(A, "ts " + path), P(path))
        c(f"`{path}`\n" + fence(A, "ts"), P(path))
        c(f'<dyad-write path="{path}">\n{A}</dyad-write>\n', P(path))
        c(f"*** Begin Patch\n*** Add File: {path}\n+x\n*** End Patch\n", P(path))
        c(f"=== DELETE n1 {path}\n", P(path))
        c(f"=== MOVE n1 a.ts -> {path}\n", P(path), base={"a.ts": "x\n"})
        c(edit(path, ("x\n", "y\n")), P(path), base={"a.ts": "x\n"})
    for path in ["a.ts", "a b.ts", "a/b/c/d.ts", ".env.example", ".github/workflows/ci.yml", "[id].tsx", "(group)/page.tsx", "@scope/x.ts", "a+b.ts", "é.ts", "日本.ts", "a..b.ts", "...rest.ts", "$x.ts", "a'b.ts", "a=b.ts"]:
        c(block(path, A), F(path, A))


def prose():
    c = lambda *a, **k: case("prose", *a, **k)
    c("Certainly! I've created the file for you.\n\n" + block("a.ts", A) + "\nLet me know if you'd like changes!\n", F("a.ts", A))
    c("# Plan\n\n1. a\n2. b\n\n" + block("a.ts", A) + "\n---\n\n" + block("b.ts", B) + "\n## Notes\n- x\n", F("a.ts", A), F("b.ts", B))
    c("`a.ts`\n" + fence(A, "ts") + "This file exports a.\n\nThen `b.ts`:\n" + fence(B, "ts"), F("a.ts", A), F("b.ts", B))
    c("I changed `a.ts` so that:\n\n- it works\n\n" + fence("x\n", "ts"))
    c("The problem is in `a.ts`, line 3.\n\nUse this:\n\n" + fence("x\n", "ts"))
    c("a.ts\nb.ts\n" + fence("x\n"), F("b.ts", "x\n"))
    c("Before:\n" + fence("old\n", "ts") + "After:\n" + fence("new\n", "ts"))
    c("You can run `npm test`.\n" + fence("npm test\n", "bash"))
    c("Error in `a.ts`:\n" + fence("TypeError: x\n", "text"))
    c('{"files":[{"path":"a.ts","content":"x"}]}')
    c("| file | what |\n|---|---|\n| a.ts | x |\n")
    c("> `a.ts`\n> ```ts\n> x\n> ```\n")
    c("<details>\n<summary>a.ts</summary>\n\n" + fence("x\n", "ts") + "</details>\n", F("a.ts", "x\n"))
    c("1. First\n" + fence("x\n") + "2. Second\n" + fence("y\n"))
    c("Let's see: src/a.ts\n" + fence("x\n", "ts"))
    c("=== Summary ===\nAll done.\n")
    c("=== END n1\n", P("", "END without a block"))
    c("`a.ts`\n\n" + block("a.ts", A) + "`b.ts`\n", F("a.ts", A))
    c(block("a.ts", A) + "\n<dyad-write path=\"b.ts\">\nno\n</dyad-write>\n", F("a.ts", A))
    c(block("a.ts", A) + "*** Begin Patch\n*** Add File: b.ts\n+x\n*** End Patch\n", F("a.ts", A))
    c("My answer:\n" + fence("The file is done.\n", "text"))
    c("See a.ts for the details of b.ts\n")
    c("Sorry, I can't help with that.\n")
    c("`a.ts` stays as it is.\n\n`b.ts`\n" + fence(B, "ts"), F("b.ts", B))


NAMELESS = "is under a path without an extension, which may be a file's name or not"
MORE = "is under a heading that says more than its name"
PART = "is named with lines, as a part of a file"
SIGNS = "is a diff without its label"
EXAMPLE = "is the path of the format's example"
BEHIND = "has words behind its path"
ESCAPED = "is escaped as the text of a web page"
NUMBERED = "has a number in front of every line"
PROSE = "begins with prose"
RUN_ON = "has \\n where its lines should end"
HEADED = "begins with a line that says what it is"
TOKEN = "ends with a token of the model"
SEVERAL = "holds another file too, as a comment in it says"


def models():
    """Whole replies as Gemini, GPT, Claude, Qwen, Llama, DeepSeek and others send them, at their worst."""
    c = lambda *a, **k: case("models", *a, **k)
    crlf = lambda s: s.replace("\n", "\r\n")
    other = "does not bear the request's nonce"
    # thoughts, by whatever name, with a draft in them
    draft = "I could write\n\n`draft.ts`\n" + fence("no\n", "ts") + "\nbut no.\n"
    final = "`a.ts`\n" + fence(A, "ts")
    for begin, end in [("[THINK]", "[/THINK]"), ("◁think▷", "◁/think▷"), ("<|begin_of_thought|>", "<|end_of_thought|>"), ("<analysis>", "</analysis>"),
                       ("<scratchpad>", "</scratchpad>"), ("<antThinking>", "</antThinking>"), ("<seed:think>", "</seed:think>"), ("<thoughts>", "</thoughts>"),
                       ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>")]:
        c(f"{begin}\n{draft}{end}\n\n{final}", F("a.ts", A))
        c(f"{begin}{block('draft.ts', 'no')}{end}\n{block('a.ts', A)}", F("a.ts", A))
    c("<think>\n\n</think>\n\n" + final, F("a.ts", A))
    c(crlf("\ufeff<think>\n" + draft + "</think>\n\n") + block("a.ts", "x\r\ny\r\n"), F("a.ts", "x\r\ny\r\n"))
    c("We need two files.\n=== FILE n1 draft.ts\nno\n=== END n1\nLet me check.\n</think>\n\n" + block("a.ts", A), F("a.ts", A))
    c("Sure.\n\n<thinking>\n" + draft + "</thinking>\n\n" + final, F("a.ts", A))
    c("<scratchpad>\n" + draft, P("", "thoughts that do not end"))
    c("<analysis>\n" + block("a.ts", A), P("", "thoughts that do not end"))
    c('<file path="a.html">\n<analysis>\nx\n</analysis>\n</file>\n', F("a.html", "<analysis>\nx\n</analysis>\n"))
    # headings
    for head in ["### 📁 `src/a.ts`", "## 🚀 1. src/a.ts", "### ✅ **src/a.ts**", "🔧 **src/a.ts**:", "📝 `src/a.ts`", "### 1️⃣ `src/a.ts`", "🗂️ File: `src/a.ts`", "➡️ src/a.ts",
                 "### File 1: `src/a.ts`", "**File 2 of 3: src/a.ts**", "#### Step 3: Create `src/a.ts`", "### Step 1: `src/a.ts`", "<summary>src/a.ts</summary>",
                 "<details><summary><b>src/a.ts</b></summary>\n", "Below is the content of `src/a.ts`:", "Here's the code for `src/a.ts`:", "Save this as `src/a.ts`:",
                 "Here are the contents of `src/a.ts`:", "**1. `src/a.ts`**", "### **`src/a.ts`**", "► src/a.ts", "### 2.1. `src/a.ts`"]:
        c(f"Of course!\n\n{head}\n" + fence(A, "typescript"), F("src/a.ts", A))
    for head in ["### `src/a.ts` - the entry point", "**src/a.ts** — what starts it", "* **`src/a.ts`**: it starts everything", "#### `src/a.ts`: add the import", "**`src/a.ts`** (partial)"]:
        c(f"Of course!\n\n{head}\n" + fence(A, "typescript") + "\n`b.ts`\n" + fence(B, "ts"), F("b.ts", B), P("src/a.ts", MORE))
    c("### `src/a.ts` - run it\n" + fence("npx ts-node src/a.ts\n", "bash"))
    # a part of a file is none
    for head, path in [("`src/a.ts#L10-L20`", "src/a.ts#L10-L20"), ("**src/a.ts:10**", "src/a.ts:10"), ("`src/a.ts:10-20`", "src/a.ts:10-20")]:
        c(f"{head}\n" + fence("  x();\n", "ts"), P(path, PART))
    for head in ["### src/a.ts (lines 10-20)", "`src/a.ts` lines 3–9:"]:
        c(f"{head}\n" + fence("  x();\n", "ts"), P("src/a.ts", MORE))
    for info, path in [("ts src/a.ts#L1-L20", "src/a.ts#L1-L20"), ("ts:src/a.ts:12-20", "src/a.ts:12-20"), ("ts title=\"src/a.ts:12\"", "src/a.ts:12")]:
        c("The code:\n" + fence("  x();\n", info), P(path, PART))
    c("The code:\n" + fence("  x();\n", "12:20:src/a.ts"), P("20:src/a.ts"))
    c(final + "\n**What it does**\n\n- `a.ts`: it exports a constant\n" + fence("a\n", "ts"), F("a.ts", A))
    c("The tree:\n\n├── a.ts\n└── b.ts\n" + fence("x\n", "ts"))
    c("### hooks/useTodos\n" + fence("x\n", "ts"))
    # names without an extension
    c("**bin/tool**\n" + fence("#!/bin/sh\necho\n", "bash"), F("bin/tool", "#!/bin/sh\necho\n"))
    c("`scripts/deploy`\n" + fence("#!/usr/bin/env python3\n1\n", "python"), F("scripts/deploy", "#!/usr/bin/env python3\n1\n"))
    c("### .husky/pre-commit\n" + fence("npm test\n"), F(".husky/pre-commit", "npm test\n"))
    c("`bin/tool`\n" + fence("bin/tool --help\n", "bash"))
    c("File: `src/runner`\n" + fence("#!/bin/sh\necho\n", "sh"), F("src/runner", "#!/bin/sh\necho\n"))
    c("**deploy/notes**\n" + fence("x\n"), P("deploy/notes", NAMELESS))
    c("**client/server**\n" + fence("x\n", "ts") + final, F("a.ts", A), P("client/server", NAMELESS))
    c("It has a client/server split, and/or a queue:\n" + fence("x\n", "ts") + final, F("a.ts", A))
    c("### Input/Output\n" + fence("x\n", "ts"))
    for name in ["Justfile", "Vagrantfile", "Containerfile", "Caddyfile", "Pipfile", "GNUmakefile", "NOTICE", "CMakeLists.txt", "Brewfile", "app/Dockerfile"]:
        c(f"**{name}**\n" + fence("x\n"), F(name, "x\n"))
    c("## Dockerfile\n" + fence("FROM scratch\n", "dockerfile"), F("Dockerfile", "FROM scratch\n"))
    c("Here is the `Makefile`:\n" + fence("all:\n\tx\n", "makefile"), F("Makefile", "all:\n\tx\n"))
    # a diff that does not say so
    c("`a.ts`\n" + fence("@@ -1,1 +1,1 @@\n-old\n+new\n", "ts"), F("a.ts", "new\n"), base={"a.ts": "old\n"})
    c(fence("--- a/a.ts\n+++ b/a.ts\n@@ -1,1 +1,1 @@\n-old\n+new\n", "typescript"), F("a.ts", "new\n"), base={"a.ts": "old\n"})
    c("`a.ts`\n" + fence("-const a = 1;\n+const a = 2;\n", "ts"), P("a.ts", SIGNS))
    c("`a.ts`\n" + fence(" const x = 0;\n-const a = 1;\n+const a = 2;\n \n", "typescript"), P("a.ts", SIGNS))
    c("`a.py`\n" + fence("+import os\n import sys\n-import re\n", "python"), P("a.py", SIGNS))
    c(block("a.ts", " const x = 0;\n-const a = 1;\n+const a = 2;\n"), P("a.ts", SIGNS))
    c("`a.md`\n" + fence("- one\n+ two\n", "md"), F("a.md", "- one\n+ two\n"))
    c(block("notes.txt", "- one\n+ two\n"), F("notes.txt", "- one\n+ two\n"))
    c(block("a.yaml", "- one\n- two\n"), F("a.yaml", "- one\n- two\n"))
    c(block("a.ts", "-1\n"), F("a.ts", "-1\n"))
    # elisions, in many tongues
    for path, line in [("a.ts", "// ... 其余代码保持不变 ..."), ("a.ts", "// 其他代码不变"), ("a.py", "# ... остальной код без изменений"), ("a.ts", "// ... resto del código sin cambios"),
                       ("a.ts", "// ... restlicher Code unverändert"), ("a.js", "// ... reste du code inchangé"), ("a.go", "// ...既存のコード..."), ("a.rs", "// ... 나머지 코드는 동일"),
                       ("a.java", "// ... resto do código"), ("a.py", "# Your existing code here"), ("a.sql", "-- ... rest of the schema"), ("a.html", "<!-- ... other sections ... -->"),
                       ("a.tsx", "{/* ... rest of the component ... */}"), ("a.css", "/* ... */"), ("a.py", "# ... (rest of the code remains the same)"), ("a.ts", "// [Previous imports remain the same]"),
                       ("a.ts", "// --- rest of the file unchanged ---"), ("a.rb", "# ... existing methods ..."), ("a.json", '  ...'), ("a.c", "/* the rest of the functions stay the same */"),
                       ("a.ts", "// Keep all other functions as they are"), ("a.ts", "// (same as before)")]:
        c(block(path, "x\n" + line + "\n"), P(path, ELIDED))
    for path, line in [("a.py", "    ..."), ("a.ts", "  ...rest,"), ("a.ts", "// The same as in b.ts, but for the first line."), ("a.ts", "// 其他用户的代码"), ("a.go", "// rest is a RESTful client"),
                       ("a.c", "/* keep the lock while the list is changed */"), ("a.ts", "// existing users keep their name"), ("a.ts", "// Previous value, or null"), ("a.js", "f(...args);"),
                       ("a.py", "# rest of the arguments are passed on"), ("a.ts", "// Other"), ("a.ts", "// 代码")]:
        c(block(path, "x\n" + line + "\n"), F(path, "x\n" + line + "\n"))
    # the envelope, bent
    c("I will answer in the format\n\n=== FILE n1 path/to/file\ncontent, verbatim\n=== END n1\n\nHere:\n" + block("a.ts", A), F("a.ts", A), P("path/to/file", EXAMPLE))
    c("=== FILE n1 path/to/file.ext\nx\n=== END n1\n" + block("a.ts", A), F("a.ts", A), P("path/to/file.ext", EXAMPLE))
    c("=== DELETE n1 path/to/file\n" + block("a.ts", A), F("a.ts", A), P("path/to/file", EXAMPLE))
    c("=== MOVE n1 path/to/file -> its/new/path\n" + block("a.ts", A), F("a.ts", A), P("path/to/file", EXAMPLE))
    c("=== FILE n1 src/a.ts\n" + A + "=== END n1 src/a.ts\n", F("src/a.ts", A))
    c("=== FILE n1 src/a.ts\n" + A + "=== END FILE n1\n", P("src/a.ts", NO_END), truncated=True)
    c("=== FILE n1 src/a.ts\nexport const a = 1;=== END n1\n", P("src/a.ts", NO_END), truncated=True)
    c("=== FILE n1 src/a.ts (new)\n" + A + "=== END n1\n", F("src/a.ts", A))
    c("=== FILE n1 `src/a.ts` (updated)\n" + A + "=== END n1\n", F("src/a.ts", A))
    c("=== FILE n1 src/a.ts - the entry point\n" + A + "=== END n1\n", P("src/a.ts - the entry point", BEHIND))
    c("=== FILE n1 src/a.ts # new\n" + A + "=== END n1\n", P("src/a.ts # new", BEHIND))
    c("=== FILE n1 src/a.ts, src/b.ts\n" + A + "=== END n1\n", P("src/a.ts, src/b.ts", BEHIND))
    for spoilt in ["[n1]", "<n1>", '"n1"', "n1:", "(n1)", "nonce=n1"]:
        c(f"=== FILE {spoilt} src/a.ts\n{A}=== END {spoilt}\n", P("src/a.ts", other))
    c("**=== FILE n1 src/a.ts**\n" + A + "=== END n1\n", P("", "END without a block"))
    c("### === FILE n1 src/a.ts\n" + fence(A, "ts") + "=== END n1\n", P("", "END without a block"))
    c("=== FILE n1 src/a.ts\n```ts\n" + A + "```\n=== END n1\n", F("src/a.ts", A))
    c("=== FILE n1 README.md\n```bash\nls\n```\n=== END n1\n", F("README.md", "```bash\nls\n```\n"))
    c(crlf("=== FILE n1 src/a.ts\n```ts\nx\n```\n=== END n1\n"), F("src/a.ts", "x\r\n"))
    c(block("a.ts", A) + "\n## Explanation\n\n`b.ts`\n" + fence("x\n", "ts") + "\nand\n\n" + fence("npm i\n", "bash"), F("a.ts", A))
    c(block("a.ts", A) + "\nWait, there is an error in it. Corrected:\n\n" + block("a.ts", B), P("a.ts", TWICE), P("a.ts", TWICE))
    c(block("a.ts", A) + "\n" + edit("a.ts", ("export const a = 1;\n", "export const a = 2;\n")), P("a.ts", TWICE), P("a.ts", TWICE))
    c("=== EDIT n1 a.ts\n```\n" + SR % ("old\n", "new\n") + "```\n=== END n1\n", F("a.ts", "new\n"), base={"a.ts": "old\n"})
    c("=== EDIT n1 a.ts\n<<<<<<< ORIGINAL\nold\n=======\nnew\n>>>>>>> UPDATED\n=== END n1\n", F("a.ts", "new\n"), base={"a.ts": "old\n"})
    c("=== EDIT n1 a.ts\n" + A + "=== END n1\n", P("a.ts"), base={"a.ts": "old\n"})
    c(crlf("=== EDIT n1 a.ts\n" + SR % ("old\n", "new\n") + "=== END n1\n"), F("a.ts", "new\n"), base={"a.ts": "old\n"})
    # what is no file at all
    tree = "my-app/\n├── src/\n│   └── a.ts\n└── package.json\n"
    c("### Project Structure\n" + fence(tree) + final, F("a.ts", A))
    c("**my-app/**\n" + fence(tree, "text") + final, F("a.ts", A))
    c("`package.json`\n" + fence(tree, "") + final, F("a.ts", A), P("package.json", "is a listing of files"))
    c('```json\n{"files": [{"path": "src/a.ts", "content": "export const a = 1;\\n"}]}\n```\n')
    c('{"path": "src/a.ts", "content": "x"}\n')
    c("```tool_code\nprint(default_api.write_file(path='a.ts', content='x'))\n```\n")
    c('<tool_call>\n{"name": "write_file", "arguments": {"path": "a.ts", "content": "x"}}\n</tool_call>\n')
    c('<function_calls>\n<invoke name="write">\n<parameter name="path">a.ts</parameter>\n<parameter name="content">x</parameter>\n</invoke>\n</function_calls>\n')
    c("```bash\ncat > src/a.ts << 'EOF'\nx\nEOF\n```\n")
    c("`src/a.ts`\n```bash\ncat > src/a.ts << 'EOF'\nx\nEOF\n```\n")
    c("**src/a.ts**\n\n**Before:**\n" + fence("old\n", "ts") + "**After:**\n" + fence("new\n", "ts"))
    c('<antArtifact identifier="a" type="application/vnd.ant.code" language="ts" title="src/a.ts">\n' + A + "</antArtifact>\n", F("src/a.ts", A))
    c('<antArtifact identifier="a" type="text/markdown" title="How it works">\n# Hi\n</antArtifact>\n')
    # fences in fences, and files that come twice
    c("`README.md`\n````markdown\n# A\n\n`src/a.ts`\n```ts\n" + A + "```\n````\n\n`src/b.ts`\n" + fence(B, "ts"), F("README.md", "# A\n\n`src/a.ts`\n```ts\n" + A + "```\n"), F("src/b.ts", B))
    c(crlf("`README.md`\n```md\n# A\n```bash\nls\n```\nbye\n```\n"), F("README.md", "# A\r\n```bash\r\nls\r\n```\r\nbye\r\n"))
    c("**src/a.ts**\n" + fence(A, "ts") + "\nHere is the corrected version:\n\n**src/a.ts**\n" + fence(B, "ts"), P("src/a.ts", TWICE), P("src/a.ts", TWICE))
    c("**src/a.ts**\n" + fence(A, "ts") + "\n**SRC/A.ts**\n" + fence(B, "ts"), F("src/a.ts", A), F("SRC/A.ts", B))
    # paths that lead elsewhere, or are not what they look like
    for path in ["/app/src/a.ts", "~/project/a.ts", "C:/work/a.ts", "src\\a.ts", "../../etc/a.conf", "src/\u200ba.ts", "/workspace/a.ts", "./../a.ts"]:
        c(f"### `{path}`\n" + fence(A, "ts"), P(path[2:] if path.startswith("./") else path))
    c(final.rstrip("`\n") + "\n", P("a.ts", NO_END), truncated=True)
    c("`a.ts`\n```ts\n" + A + "\n`b.ts`\n```ts\n" + B + "```\n", P("a.ts"))


def houses():
    """Replies in the manners of single houses, and what goes wrong in them without a word said."""
    c = lambda *a, **k: case("houses", *a, **k)
    crlf = lambda s: s.replace("\n", "\r\n")
    final = "`a.ts`\n" + fence(A, "ts")
    old = {"a.ts": "one\ntwo\nthree\n"}
    # patches of git, as Gemini and GPT quote them
    git = "diff --git a/a.ts b/a.ts\nindex 3b18e51..9daeafb 100644\n--- a/a.ts\n+++ b/a.ts\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n"
    c("Here is the change:\n\n" + fence(git, "diff"), F("a.ts", "one\n2\nthree\n"), base=old)
    c(fence(git + "diff --git a/b.ts b/b.ts\nnew file mode 100644\nindex 0000000..e69de29\n--- /dev/null\n+++ b/b.ts\n@@ -0,0 +1,1 @@\n+b\n", "diff"),
      F("a.ts", "one\n2\nthree\n"), F("b.ts", "b\n"), base=old)
    c(fence("diff --git a/a.ts b/lib/a.ts\nsimilarity index 100%\nrename from a.ts\nrename to lib/a.ts\n", "diff"), D("a.ts"), F("lib/a.ts", "one\ntwo\nthree\n"), base=old)
    c(fence("diff --git a/a.ts b/lib/a.ts\nsimilarity index 90%\nrename from a.ts\nrename to lib/a.ts\nindex 1..2 100644\n--- a/a.ts\n+++ b/lib/a.ts\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n", "diff"),
      D("a.ts"), F("lib/a.ts", "one\n2\nthree\n"), base=old)
    c(fence("diff --git a/a.ts b/a.ts\ndeleted file mode 100644\nindex 1..0\n--- a/a.ts\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-one\n-two\n-three\n", "diff"), D("a.ts"), base=old)
    c(fence("--- a/a.ts\t2025-01-02 10:00:00.000000000 +0000\n+++ b/a.ts\t2025-01-02 10:01:00.000000000 +0000\n@@ -2 +2 @@\n-two\n+2\n", "diff"), F("a.ts", "one\n2\nthree\n"), base=old)
    c(fence("*** a.ts\n--- a.ts\n***************\n*** 1,3 ****\n  one\n! two\n  three\n--- 1,3 ----\n  one\n! 2\n  three\n", "diff"), base=old)
    # V4A with context that is not there, or not quite, and around it the shell
    v4a = lambda body: "*** Begin Patch\n*** Update File: a.ts\n" + body + "*** End Patch\n"
    c(v4a("@@\n one\n-deux\n+2\n three\n"), P("a.ts"), base=old)
    c(v4a("@@\n one  \n-two\n+2\n three\n"), F("a.ts", "one\n2\nthree\n"), base=old)
    c(v4a("@@\n-same\n+new\n"), P("a.ts"), base={"a.ts": "f:\n  same\n\ng:\n  same\n"})
    c("```bash\napply_patch <<'EOF'\n" + v4a("@@\n one\n-two\n+2\n") + "EOF\n```\n", F("a.ts", "one\n2\nthree\n"), base=old)
    c('{"cmd": ["apply_patch", "*** Begin Patch\\n*** Update File: a.ts\\n@@\\n-two\\n+2\\n*** End Patch\\n"]}\n', base=old)
    # SEARCH/REPLACE of Cline and Roo, and with other line ends
    c(crlf("a.ts\n```ts\n" + SR % ("two\n", "2\n") + "```\n"), F("a.ts", "one\n2\nthree\n"), base=old)
    c("a.ts\n```ts\n" + SR % ("two\n", "2\n") + "```\n", F("a.ts", "one\r\n2\r\nthree\r\n"), base={"a.ts": "one\r\ntwo\r\nthree\r\n"})
    c("a.ts\n```ts\n" + SR % ("1  one\n2  two\n", "1  one\n2  2\n") + "```\n", P("a.ts"), base=old)
    c("<replace_in_file>\n<path>a.ts</path>\n<diff>\n------- SEARCH\ntwo\n=======\n2\n+++++++ REPLACE\n</diff>\n</replace_in_file>\n", F("a.ts", "one\n2\nthree\n"), base=old)
    c("<apply_diff>\n<path>a.ts</path>\n<diff>\n<<<<<<< SEARCH\n:start_line:2\n-------\ntwo\n=======\n2\n>>>>>>> REPLACE\n</diff>\n</apply_diff>\n", P("a.ts"), base=old)
    # calls of tools as text
    c("<function=write_file>\n<parameter=path>\na.ts\n</parameter>\n<parameter=content>\nx\n</parameter>\n</function>\n")
    c('<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>write_file\n```json\n{"path": "a.ts", "content": "x"}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>\n', P("", "a fence without its beginning or its end"))
    c('<|python_tag|>{"name": "write_file", "parameters": {"path": "a.ts", "content": "x"}}\n')
    c('<invoke name="str_replace_based_edit_tool">\n<parameter name="command">create</parameter>\n<parameter name="path">a.ts</parameter>\n<parameter name="file_text">x\n</parameter>\n</invoke>\n')
    c("<write_to_file>\n<path>a.ts</path>\n<content><![CDATA[\n" + A + "]]></content>\n</write_to_file>\n", F("a.ts", A))
    c('<file path="a.ts"><![CDATA[' + A + "]]></file>\n", F("a.ts", A))
    c('<file path="a.xml">\n<a><![CDATA[x]]></a>\n</file>\n', F("a.xml", "<a><![CDATA[x]]></a>\n"))
    c('<file path="a.ts">\n```ts\n' + A + "```\n</file>\n", F("a.ts", A))
    c("<documents>\n<document index=\"1\">\n<source>a.ts</source>\n<document_content>\nx\n</document_content>\n</document>\n</documents>\n")
    c('{"files": {"a.ts": "`b.ts`\\n```ts\\nx\\n```\\n"}}\n')
    # escaped for a web page
    c('<file path="a.ts">\nif (a &lt; b &amp;&amp; c) f();\n</file>\n', P("a.ts", ESCAPED))
    c("`a.ts`\n" + fence("const f = (x: Array&lt;number&gt;) =&gt; x;\n", "ts"), P("a.ts", ESCAPED))
    c(block("a.c", "#include &lt;stdio.h&gt;\n"), P("a.c", ESCAPED))
    c("`a.ts`\n" + fence('const esc = (s: string) => s.replace(/</g, "&lt;");\n', "ts"), F("a.ts", 'const esc = (s: string) => s.replace(/</g, "&lt;");\n'))
    c("`a.py`\n" + fence('LT = "&lt;"\nGT = "&gt;"\n', "py"), F("a.py", 'LT = "&lt;"\nGT = "&gt;"\n'))
    c("`A.java`\n" + fence("/**\n * A List&lt;String&gt;.\n */\nclass A {}\n", "java"), F("A.java", "/**\n * A List&lt;String&gt;.\n */\nclass A {}\n"))
    c("`a.html`\n" + fence("<p>a &lt; b</p>\n", "html"), F("a.html", "<p>a &lt; b</p>\n"))
    # numbered lines
    c("`a.ts`\n" + fence("1  const a = 1;\n2  const b = 2;\n3\n4  f(a, b);\n", "ts"), P("a.ts", NUMBERED))
    c("`a.ts`\n" + fence("  1 | const a = 1;\n  2 | const b = 2;\n  3 | f(a, b);\n", "ts"), P("a.ts", NUMBERED))
    c(block("a.py", "     1\timport os\n     2\timport re\n     3\tx = 1\n"), P("a.py", NUMBERED))
    c("`a.go`\n" + fence("10: func f() {\n11: \tg()\n12: }\n", "go"), P("a.go", NUMBERED))
    c(block("a.txt", "1 one\n2 two\n3 three\n"), F("a.txt", "1 one\n2 two\n3 three\n"))
    c(block("a.csv", "1,a\n2,b\n3,c\n"), F("a.csv", "1,a\n2,b\n3,c\n"))
    # a comment that names the file; several files in one fence
    for first in ["// filepath: src/a.ts", "// file: src/a.ts", "// src/a.ts (new file)"]:
        c(fence(first + "\n" + A, "ts"), F("src/a.ts", first + "\n" + A))
    c(fence("# filename: app/main.py\nx = 1\n", "python"), F("app/main.py", "# filename: app/main.py\nx = 1\n"))
    c(fence("// src/a.ts\n" + A + "\n// src/b.ts\n" + B, "ts"), P("src/a.ts", SEVERAL))
    c("`src/a.ts`\n" + fence("// File: src/a.ts\n" + A + "\n// File: src/b.ts\n" + B, "ts"), P("src/a.ts", SEVERAL))
    c(fence("# app/a.py\na = 1\n\n# app/b.py\nb = 2\n", "python"), P("app/a.py", SEVERAL))
    # the rest is not there, as the prose says
    for said in ["The rest of the file remains unchanged.", "The rest of the file stays the same.", "(The rest of the code remains unchanged.)", "I'll keep the rest unchanged.",
                 "The remaining code stays unchanged."]:
        c(f"{final}\n{said}\n", P("a.ts", ELIDED))
    c("Only the changed function is shown; the rest of `a.ts` stays as it is:\n" + fence(A, "ts"))
    c(block("a.ts", A) + "\nThe rest of the file remains unchanged.\n", P("a.ts", ELIDED))
    c(final + "\nThe rest of the project remains unchanged.\n", F("a.ts", A))
    c(final + "\nAll other files stay the same.\n", F("a.ts", A))
    # a line before that names a file, but not as what the block is
    for head in ["Add this to `a.ts`:", "Add the following to the end of `a.ts`:", "In `a.ts`, replace:", "Then import it in `a.ts`:", "Relevant part of `a.ts`:", "Changes in `a.ts`:",
                 "Replace the function in `a.ts` with:", "`a.ts` → `b.ts`"]:
        c(f"{head}\n" + fence(A, "ts"))
    for head in ["`a.ts` (excerpt)", "**a.ts** (unchanged)", "### a.ts (changes only)"]:
        c(f"{head}\n" + fence(A, "ts"), P("a.ts", MORE))
    c("**文件：`src/a.ts`**\n" + fence(A, "ts"), F("src/a.ts", A))
    c("[`src/a.ts`](src/a.ts)\n" + fence(A, "ts"), F("src/a.ts", A))
    c("```react:Todo App:src/App.jsx\nx\n```\n", P("App:src/App.jsx"))
    # Windows, the shell, cut-off replies
    for path in ["src\\components\\App.tsx", ".\\a.ts", "C:\\work\\a.ts"]:
        c(f"**{path}**\n" + fence(A, "ts"), P(path))
    c(block("src\\a.ts", A), P("src\\a.ts"))
    c("`setup.sh`\n" + fence("#!/bin/sh\nmkdir -p src\ncat > src/a.ts <<'EOF'\nx\nEOF\n", "bash"), F("setup.sh", "#!/bin/sh\nmkdir -p src\ncat > src/a.ts <<'EOF'\nx\nEOF\n"))
    c("```bash\ncat > README.md <<'EOF'\n`src/a.ts`\n```ts\nsample\n```\nEOF\n```\n", P("", "a fence without its beginning or its end"))
    c("=== FILE n1 a.ts\n" + A + "\nI am sorry, there is no more room for the rest.\n", P("a.ts", NO_END), truncated=True)
    c("**Thinking:** the file first.\n\n" + final + "\n**Final version:**\n\n" + fence("// a.ts\n" + B, "ts"), P("a.ts", TWICE), P("a.ts", TWICE))
    c("`README.md`\n`````md\n````md\n```\nx\n```\n````\n`````\n", F("README.md", "````md\n```\nx\n```\n````\n"))
    # shown, not given: what a page, a console or a protocol puts around code
    signs = "is a diff without its label"
    for text, why in [("Copy code\n" + A, HEADED), ("typescript\n" + A, HEADED), ("TypeScript\n" + A, HEADED), ("src/a.ts\n" + A, HEADED), ("a.ts\n" + A, HEADED),
                      ('"export const a = 1;\\nexport const b = 2;\\n"\n', "is a string of JSON"), (A + "<|im_end|>\n", TOKEN), (A + "<｜end▁of▁sentence｜>\n", TOKEN),
                      ("[cite_start]" + A, "holds marks of citations"), ("f(); [cite: 12]\n", "holds marks of citations"), ("f(); // 【4†source】\n", "holds marks of citations"),
                      ("Here is the file:\n\n```ts\n" + A + "```\n", "begins with prose"), ("I'm sorry, but I can't help with that.\n", "begins with prose"),
                      ("+const a = 1;\n+const b = 2;\n", signs), ("*** Begin Patch\n*** Update File: src/a.ts\n@@\n-two\n+2\n*** End Patch\n", signs),
                      ("--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-one\n+1\n", signs), ("@@ -1,2 +1,2 @@ f\n-one\n+1\n one\n", signs),
                      ("x\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> branch\n", "holds the marks of a conflict"), ("x\n" + SR % ("a\n", "b\n"), "holds the marks of a conflict")]:
        c(block("src/a.ts", text), P("src/a.ts", why))
    for path, text in [("a.sh", "bash\n"), ("a.json", '"a\\nb"\n'), ("a.md", "Here is the file:\n"), ("a.diff", "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-1\n+2\n"), ("a.md", "x\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n"),
                       ("a.py", "java = 1\n"), ("a.ts", '"use strict";\n'), ("a.py", '"""Here is the ..."""\n'), ("a.ts", "const end = '<|im_end|>';\n"), ("a.c", "+1\n")]:
        c(block(path, text), F(path, text))
    # a file that says that it stays, and parts of one
    for text in ["// unchanged\n", "// No changes needed\n", "/* No changes to this file */\n", "(unchanged)\n", "# Same as above\n", "// See previous response\n"]:
        c(block("a.ts", text), P("a.ts", ELIDED))
    for text in ["// continued in next message\n", "// (truncated)\n", "// snip\n", "// --- snip ---\n", "// to be continued\n", "// Your implementation here\n", "// Add your code here\n"]:
        c(block("a.ts", A + text), P("a.ts", ELIDED))
    for text in ["// unchanged since 1.2\n" + A, "// Same as in b.ts.\n" + A]:
        c(block("a.ts", text), F("a.ts", text))
    c(final + "\n`a.ts` (continued)\n" + fence(B, "ts"), P("a.ts", TWICE), P("a.ts", MORE))
    c(final + "\nContinued:\n\n" + fence(B, "ts"), P("a.ts", ELIDED))
    c(final + "\n(to be continued in the next message)\n", P("a.ts", ELIDED))
    for head in ["Here is the current `a.ts`:", "Here is your original `a.ts`:", "Here is the broken `a.ts`:", "The problem: `a.ts`", "The existing `a.ts`:"]:
        c(f"{head}\n" + fence(A, "ts"))
    # closing tags in a text of the code, what stands for a file, and what cannot be text
    mid = "has its closing tag in the middle of a line"
    c('<file path="a.ts">\nconst s = "</file>";\n' + A + "</file>\n", P("a.ts", mid))
    c('<file path="a.md">\nWrite </file> at its end:\n\n`b.ts`\n' + fence(B, "ts") + "</file>\n", P("a.md", mid), P("", UNREAD))
    c("<write_to_file>\n<path>a.ts</path>\n<content>\nconst s = '</content>';\n" + A + "</content>\n</write_to_file>\n", P("a.ts", mid))
    c("<write_to_file><path>a.ts</path><content>" + A + "</content><line_count>1</line_count></write_to_file>\n", F("a.ts", A))
    c('<file path="a.ts">\n' + A + '</file> <file path="b.ts">\n' + B + "</file>\n", F("a.ts", A), F("b.ts", B))
    for text in ["[content of a.ts]\n", "<contents of a.ts>\n", "content, verbatim\n", "// content of the file\n", "(file content here)\n"]:
        c(block("a.ts", text), P("a.ts", ELIDED))
    c(block("a.md", "Contents of the box\n"), F("a.md", "Contents of the box\n"))
    for path in ["public/logo.png", "favicon.ico", "fonts/a.woff2"]:
        c(block(path, "iVBORw0KGgo=\n"), P(path, "is text, as which no such file can be given"))
    c(block("logo.svg", "<svg/>\n"), F("logo.svg", "<svg/>\n"))


def main():
    for write in (envelope, nonce, fences, tags, v4a, udiff, edits, shown_edits, loose_edits, elisions, truncated, thoughts, paths, prose, models, houses):
        write()
    for name, rows in files.items():
        with open(os.path.join(HERE, name + ".jsonl"), "w", encoding="utf-8", newline="\n") as out:
            for row in rows:
                out.write(json.dumps(row, ensure_ascii=True, separators=(",", ":")) + "\n")
    print({name: len(rows) for name, rows in files.items()}, sum(map(len, files.values())))


main()
