{
  "plugins": ["typescript", "unicorn", "oxc", "import", "promise", "vitest"],
  "categories": { "correctness": "error", "suspicious": "error" },
  "rules": {
    "no-unused-vars": ["error", { "argsIgnorePattern": "^_", "ignoreRestSiblings": true }],
    "import/no-unassigned-import": "off",
    "oxc/no-async-endpoint-handlers": "off",
    "unicorn/consistent-function-scoping": "off",
    "vitest/expect-expect": "off"
  },
  "ignorePatterns": ["**/dist", "data"]
}
