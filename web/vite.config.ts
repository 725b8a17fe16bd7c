// Builds the workbench into dist/, which the program embeds. Nothing may be inlined into the page: its content
// security policy lets scripts and styles come from files only.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  test: { include: ["src/**/*.test.{ts,tsx}"], environment: "node" },
});
