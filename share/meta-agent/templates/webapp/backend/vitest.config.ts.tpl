import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Every test starts an app of its own, so that nothing is lost by sharing modules.
    isolate: false,
    include: ["tests/**/*.test.ts"],
  },
});
