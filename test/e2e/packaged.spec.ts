// The package as it leaves the house: `npm test` builds it before this runs.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

/** Real Python that is on every machine which built this project. */
const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))
const packages = fileURLToPath(new URL('../../out/package', import.meta.url))
const drivable = join(packages, 'for-tests/lectern')
const shipped = join(packages, 'linux-unpacked/lectern')

test('the package opens a folder, analyses it and exports the packet', async ({
  launch,
  folder,
}) => {
  const { app, window } = await launch({
    dataDir: join(folder, 'data'),
    packaged: drivable,
    args: [GYP],
  })
  expect(await app.evaluate(({ app }) => app.isPackaged)).toBe(true)
  const page = reviewPage(window)
  await page.waitForAnalysis()
  await page.filter.fill('mac_tool.py')
  await page
    .row(/mac_tool\.py/)
    .first()
    .click()
  await expect(page.source).toContainText('mac_tool.py')
  await expect.poll(page.topLine).toBeGreaterThan(0)
  const names = readdirSync(await page.exportPacket())
  expect(names).toEqual(
    expect.arrayContaining(['findings.json', 'findings.sarif', 'manifest.json']),
  )
})

test('the shipped program cannot be turned into a Node prompt', () => {
  const asNode = (program: string) =>
    spawnSync(program, ['-e', 'process.stdout.write(String(6 * 7))'], {
      // Without a display the window cannot come up, so that both end at once.
      env: { PATH: process.env.PATH, ELECTRON_RUN_AS_NODE: '1' },
      encoding: 'utf8',
      timeout: 10_000,
      killSignal: 'SIGKILL',
    }).stdout
  // The copy for tests must answer, or silence would prove nothing.
  expect(asNode(drivable)).toBe('42')
  expect(asNode(shipped)).not.toContain('42')
})
