// The steps that lead to a finding, walked with keys and drawn in the source.
import { aProject } from '../support/projects.ts'
import { expect, test } from '../support/workbench.ts'

const APP = `import asyncio

from store import load


async def handler(name):
    return load(name)


async def main():
    await asyncio.gather(handler("a"), handler("b"))
`
const STORE = `import time


def load(name):
    time.sleep(1)
    return name
`

test('the evidence is walked with keys from file to file and numbered in the source', async ({
  openReview,
  folder,
}) => {
  const code = aProject(folder, 'code', { 'app.py': APP, 'store.py': STORE })
  const { window, page } = await openReview(code)
  await page.filter.fill('rule:blocking-call-via-helper')
  await page.row(/app\.py/).click()

  // The margin of the editor is no part of the accessible tree: the inspector lists the steps.
  const badge = (name: string) => page.source.locator(`.step-badge[aria-label="${name}"]`)
  const step = page.source.getByRole('status')
  await expect(badge('Step 1')).toBeVisible()
  await expect(page.source).toContainText('→ 2 in store.py:5')
  await expect(step).toHaveCount(0)

  await page.findings.focus()
  await window.keyboard.press('Control+j')
  const drawer = window.getByRole('complementary', { name: 'Drawer' })
  await expect(drawer.getByRole('tab', { name: 'Path steps' })).toBeFocused()
  await expect(drawer.getByRole('listitem').nth(1)).toContainText('store.py:5')
  await drawer.getByRole('tab', { name: 'Problems of the packet' }).click()
  await drawer.getByRole('button', { name: 'Not written yet: what was done well.' }).click()
  await expect(window.getByRole('textbox', { name: /done well/ })).toBeFocused()
  await window.keyboard.press('Control+1')
  await window.keyboard.press('Control+j')
  await expect(drawer).toHaveCount(0)
  await expect(page.findings).toBeFocused()

  await window.keyboard.press('.')
  await expect(step).toContainText('Step 1 of 2')
  await expect(badge('Step 1')).toHaveAttribute('aria-current', 'step')
  await window.keyboard.press('.')
  await expect(step).toContainText('Step 2 of 2')
  await expect(page.source.getByRole('navigation', { name: 'Place' })).toContainText('store.py')
  await expect(badge('Step 2')).toHaveAttribute('aria-current', 'step')
  await expect(page.source).toContainText('time.sleep(1)')
  // The end is an end.
  await window.keyboard.press('.')
  await expect(step).toContainText('Step 2 of 2')
  await window.keyboard.press(',')
  await expect(step).toContainText('Step 1 of 2')
  await badge('Step 1').click()
  await page.source.getByRole('button', { name: 'End the walk' }).click()
  await expect(step).toHaveCount(0)

  const help = page.inspector.getByRole('tabpanel')
  for (const title of ['Why it matters', 'How to mend it', 'Example', 'What the rule cannot see']) {
    await expect(help.getByRole('heading', { name: title })).toBeVisible()
  }

  // The finding stands in a line of its own below its region, with what decides it.
  const line = page.source.getByRole('region', { name: 'Selected finding' })
  await expect(line).toContainText('2 steps')
  await line.getByRole('button', { name: '2 steps' }).click()
  await expect(line).toContainText('Step 1 of 2')
  const lineOf = async (text: string) => {
    const box = await page.source.locator('.view-line', { hasText: text }).first().boundingBox()
    return { top: box?.y ?? 0, bottom: (box?.y ?? 0) + (box?.height ?? 0) }
  }
  const box = await line.boundingBox()
  expect(box?.y).toBeGreaterThanOrEqual((await lineOf('return load')).bottom)
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(
    (await lineOf('async def main')).top,
  )
  await line.getByRole('button', { name: 'Dismiss' }).click()
  await expect(page.inspector.getByRole('textbox', { name: 'Why is it dismissed?' })).toBeFocused()
  await expect(line).toContainText('Waits for its reason')
  await window.keyboard.press('Escape')
  // From the code, Tab leads to it.
  await window.keyboard.press('Enter')
  await expect(page.source.getByRole('textbox', { name: /Source, read only/ })).toBeFocused()
  await window.keyboard.press('Tab')
  await window.keyboard.press('Tab')
  await expect(line.getByRole('button', { name: 'Confirm' })).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(line).toContainText('confirmed')
  await line.getByRole('button', { name: 'Collapse this line' }).click()
  await expect(line).toHaveCount(0)
  await window.keyboard.press('H')
  await expect(line).toBeVisible()
  await page.findings.focus()
  await window.keyboard.press('h')
  await expect(line).toHaveCount(0)
  await window.keyboard.press('h')
  await window.keyboard.press('e')
  await expect(window.getByRole('textbox', { name: 'After' })).toBeFocused()
  await expect(window.getByRole('region', { name: 'Selected finding' })).toHaveCount(0)
})
