// Filter, groups and order of the findings, and the analysis that fills them.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))
const LIBRARY = ['/usr/lib/python3.11', '/usr/lib/python3.12', '/usr/lib/python3.13'].find((path) =>
  existsSync(path),
)

test('the list is filtered, grouped and cleared', async ({ openReview }) => {
  const { window, page } = await openReview(GYP)
  const all = await page.rowNumbers()
  const total = await page.count.innerText()

  await window.getByRole('button', { name: /^High \d/ }).click()
  await expect(page.filter).toHaveValue('sev:high')
  const high = await page.rowNumbers()
  expect(high.length).toBeLessThan(all.length)
  await expect(page.count).toHaveText(`${high.length} of ${total}`)
  // The keys that go through the source stop at what the list shows, and nowhere else.
  await page.filter.fill('mac_tool.py sev:medium')
  await expect(page.row(/mac_tool/).first()).toBeVisible()
  const listed = await page.rowNumbers()
  await expect(page.count).toHaveText(`${listed.length} of ${total}`)
  await page.row(/#\d+/).first().click()
  const shown = async () =>
    /#\d+/.exec((await page.inspector.getByRole('heading').first().textContent()) ?? '')?.[0] ?? ''
  await expect.poll(shown).toBe(listed[0])
  await window.keyboard.press('F8')
  await expect.poll(shown).not.toBe(listed[0])
  for (const key of ['}', 'F8', '}', 'Shift+F8', '}', '{']) {
    await window.keyboard.press(key)
    expect(listed).toContain(await shown())
  }

  await page.filter.fill('nothing has this text')
  await expect(window.getByText(`0 of ${total} shown: the filter hides all.`)).toBeVisible()
  await window.getByRole('button', { name: 'Clear filter' }).last().click()
  // The list stands at the finding that is looked at, however it is filtered, ordered or grouped.
  await expect(page.selected).toBeInViewport()
  await page.filter.fill('mac_tool.py')
  await expect(page.count).toHaveText(/ of /)
  await page.filter.fill('')
  await expect(page.selected).toBeInViewport()
  await page.run('order the list: by number')
  await expect(page.selected).toBeInViewport()
  await page.run('order the list: by severity')
  await page.run('group the list: rule')
  await expect(page.selected).toBeInViewport()
  await page.run('group the list: severity')
  await page.findings.focus()
  await window.keyboard.press('Home')
  await expect.poll(page.rowNumbers).toEqual(all)

  await window.getByRole('button', { name: 'Group by' }).click()
  await window.getByRole('menuitemradio', { name: 'File' }).click()
  const group = page.findings.getByRole('treeitem', { expanded: true }).first()
  await expect(group).toContainText('.py')
  await group.click()
  await expect(page.findings.getByRole('treeitem', { expanded: false })).toHaveCount(1)
  await page.findings.focus()
  await window.keyboard.press('ArrowRight')
  await expect(page.findings.getByRole('treeitem', { expanded: false })).toHaveCount(0)
})

test('a running analysis shows counts, can be cancelled, and goes on', async ({
  launch,
  folder,
}) => {
  test.skip(LIBRARY === undefined, 'needs the sources of a Python standard library')
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [LIBRARY ?? ''] })
  const page = reviewPage(window)
  await page.begin()
  const strip = window.getByRole('region', { name: 'Analysis' })
  await expect(strip).toContainText(/[\d,]+ of [\d,]+/)
  await strip.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.status).toContainText('Analysis stopped')
  await expect(strip).toContainText(/Stopped: [\d,]+ of [\d,]+ files are analysed/)
  await strip.getByRole('button', { name: 'Go on' }).click()
  // What is found is listed while the rest is still being read.
  await expect(strip).toContainText(/[1-9][\d,]* findings so far/, { timeout: 60_000 })
  await expect(page.status).toContainText('Analysing')
  await expect(page.findings.getByRole('treeitem').first()).toBeVisible()
})
