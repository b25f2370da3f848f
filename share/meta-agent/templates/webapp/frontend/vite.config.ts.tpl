import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { loadEnv } from "vite";
import { defineConfig } from "vitest/config";

const { PORT = "3000" } = loadEnv("development", "..", "PORT");

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: {
    proxy: { "/api": `http://localhost:${PORT}` },
  },
  test: {
    environment: "jsdom",
    // Tests clean up after themselves; sharing one DOM makes them several times faster.
    isolate: false,
    pool: "threads",
    setupFiles: ["src/test/setup.ts"],
    // A slow machine is no failure.
    testTimeout: 60_000,
  },
});
