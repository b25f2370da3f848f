{
  "extends": ["../.oxlintrc.json"],
  "plugins": ["typescript", "unicorn", "oxc", "import", "promise", "vitest", "react", "jsx-a11y"],
  "rules": {
    "jsx-a11y/prefer-tag-over-role": "off",
    "react/exhaustive-effect-dependencies": "off",
    "react/react-in-jsx-scope": "off",
    "react/set-state-in-effect": "off"
  }
}
