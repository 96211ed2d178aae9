// Unit tests: everything but what drives Electron.
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  cacheDir: '.cache/vitest',
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**'],
    environment: 'node',
    // One less than there are cores by default: a single one on small machines.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Real files, real SQLite, real Python sources: generous, so that a busy machine fails nothing.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
