import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Every test starts an app of its own, so that nothing is lost by sharing modules.
    isolate: false,
    include: ["tests/**/*.test.ts"],
    // A slow machine is no failure: hashing passwords takes its time.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
