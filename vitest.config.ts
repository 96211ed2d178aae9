// Unit tests: everything but what drives Electron.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  cacheDir: '.cache/vitest',
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**'],
    environment: 'node',
    // Real files, real SQLite, real Python sources: generous, so that a busy machine fails nothing.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
