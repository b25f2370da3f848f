import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const api = `http://localhost:${process.env["PORT"] || 3000}`;

export default defineConfig({
  plugins: [react(), tailwindcss()],
  server: {
    proxy: { "/api": api },
  },
  test: {
    environment: "jsdom",
    // Tests clean up after themselves; sharing one DOM makes them several times faster.
    isolate: false,
    pool: "threads",
    setupFiles: ["src/test/setup.ts"],
  },
});
