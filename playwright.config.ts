// Tests that drive real Electron. `npm run e2e` runs them on a virtual display and, for root, as
// an unprivileged user: build/display.ts.
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'

const output = process.env.LECTERN_OUTPUT ?? 'test-results'

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: join(output, 'test-results'),
  // One window at a time: each brings several processes, and two cores are enough for all.
  workers: 1,
  timeout: 120_000,
  globalTimeout: 1_200_000,
  // Where nobody looks on, a test that fails once is run once more; `npm test` names what passed only then.
  retries: process.env.CI === undefined ? 0 : 1,
  forbidOnly: process.env.CI !== undefined,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: join(output, 'report.json') }]],
  projects: [
    { name: 'app', testIgnore: 'packaged.spec.ts' },
    { name: 'packaged', testMatch: 'packaged.spec.ts' },
  ],
})
