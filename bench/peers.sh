#!/bin/sh
# bench/peers.sh [DIR]: install what `meta-agent bench dag`, `bench extract` and `bench llm` put beside ours: dask, ninja and make
# from Debian, p-graph, LangGraph.js, jsonrepair, partial-json and the SDKs of Google, OpenAI and Anthropic from the npm registry, into DIR
# (default: the user's cache). Nothing here is needed to build, run or test meta-agent; what is not installed is
# said to be missing.
set -u
dir=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/meta-agent/peers}
missing=

if [ "$(id -u)" = 0 ]; then
	apt-get install -y --no-install-recommends python3-dask ninja-build make || missing="$missing Debian"
else
	echo "peers: not root: python3-dask, ninja-build and make are left as they are"
fi
mkdir -p "$dir"
[ -f "$dir/package.json" ] || echo '{"private":true}' >"$dir/package.json"
(cd "$dir" && npm install --no-audit --no-fund p-graph@2.0.0 @langchain/langgraph@1.7.3 \
	@langchain/core @google/genai@3.1.0 openai@7.57.0 @anthropic-ai/sdk@1.12.0 jsonrepair@3.15.0 partial-json@0.1.7) || missing="$missing npm"
[ -z "$missing" ] || echo "peers: could not be installed from:$missing" >&2
[ -z "$missing" ]
