// A walkthrough of blockers, presented and decided with the keyboard; then its minutes in the plan.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { choose } from '../support/choose.ts'
import { aProject } from '../support/projects.ts'
import { expect, test } from '../support/workbench.ts'

const BLOCKERS = 4
const CODE = Array.from(
  { length: BLOCKERS },
  (_, at) => `def run_${at}(request):
    eval(request.args["code"])
    os.system("ls " + request.args["path_${at}"])
`,
).join('\n\n')

const NOTE = 'Xyzzy: ask Dee, she wrote it in a hurry'

test('a pairing walkthrough of blockers: ordered, presented, decided, and in the plan document', async ({
  openReview,
  folder,
}) => {
  const project = aProject(folder, 'shop', { 'shop.py': `import os\n\n\n${CODE}` })
  const { app, window, page } = await openReview(project)
  await page.findings.focus()
  await page.run('walkthrough of blockers')
  const list = window.getByRole('listbox', { name: 'Steps' })
  const steps = list.getByRole('option')
  await expect(steps.first()).toBeVisible()
  const count = await steps.count()
  expect(count).toBeGreaterThanOrEqual(BLOCKERS)
  await expect(steps.first()).toContainText('Severity')
  const names = await steps.locator('.step-name').allInnerTexts()

  // Moved with keys, and back with undo.
  await list.focus()
  await window.keyboard.press('ArrowDown')
  await expect(steps.nth(1)).toHaveAttribute('aria-selected', 'true')
  await window.keyboard.press('Alt+ArrowUp')
  await expect(steps.locator('.step-name').first()).toHaveText(names[1] ?? '')
  await page.waitUntilSaved()
  await window.keyboard.press('Control+z')
  await expect(steps.locator('.step-name')).toHaveText(names)

  await list.focus()
  await window.keyboard.press('Home')
  await window.getByRole('textbox', { name: 'Private note for the speaker' }).fill(NOTE)
  await list.focus()
  await page.waitUntilSaved()

  // Presented with the speaker's window.
  const opened = app.waitForEvent('window')
  await window.keyboard.press('Shift+F5')
  const speaker = await opened
  const presenter = window.getByRole('dialog', { name: 'Presentation' })
  await expect(presenter.getByRole('status')).toHaveText(`1 of ${count}`)
  await expect(presenter.locator('.presented-dim').first()).toBeVisible()
  await expect(speaker.getByRole('region', { name: 'Notes' })).toContainText('Xyzzy')
  await expect(window.getByText('Xyzzy')).toHaveCount(0)

  const { violations } = await new AxeBuilder({ page: speaker }).setLegacyMode().analyze()
  expect(violations.map(({ id }) => id)).toEqual([])

  // Four decisions for each step, all in the second window.
  await expect(speaker.getByRole('main', { name: 'Speaker' })).toBeFocused()
  for (let at = 0; at < count; at += 1) {
    await expect(speaker.getByRole('status')).toHaveText(`${at + 1} of ${count}`)
    await expect(presenter.getByRole('status')).toHaveText(`${at + 1} of ${count}`)
    for (const [index, name] of ['Ada', 'Bea', 'Cy', 'Dee'].entries()) {
      await speaker.keyboard.press(String(index + 1))
      await expect(speaker.getByRole('combobox', { name: 'Speaker' })).toBeFocused()
      await speaker.keyboard.type(name)
      await speaker.keyboard.press('Enter')
      const decided = speaker.getByRole('list', { name: 'Decided' }).getByRole('listitem')
      await expect(decided).toHaveCount(index + 1)
      await expect(speaker.getByRole('main', { name: 'Speaker' })).toBeFocused()
    }
    await speaker.keyboard.press(['ArrowRight', 'PageDown', ' '][at % 3] ?? ' ')
  }
  // The keys of the presented window lead to the same steps.
  await window.bringToFront()
  await presenter.focus()
  await window.keyboard.press('Home')
  await expect(speaker.getByRole('status')).toHaveText(`1 of ${count}`)
  await window.keyboard.press('End')
  await expect(speaker.getByRole('status')).toHaveText(`${count} of ${count}`)
  await window.keyboard.press('ArrowLeft')
  await expect(presenter.getByRole('status')).toHaveText(`${count - 1} of ${count}`)
  const closed = speaker.waitForEvent('close')
  await window.keyboard.press('Escape')
  await closed
  await expect(presenter).toHaveCount(0)
  await expect(window.getByRole('region', { name: 'Minutes' }).getByRole('listitem')).toHaveCount(
    count * 4,
  )

  await page.findings.or(list).first().focus()
  const packet = await page.exportPacket()
  const files = readdirSync(packet, { recursive: true }).map(String)
  const plan = files.find((entry) => /plan.*\.md$/i.test(entry)) ?? ''
  const text = readFileSync(join(packet, plan), 'utf8')
  expect(text).toContain('Minutes of the walkthrough')
  expect(text.match(/\*\*Needs work\*\*/g)).toHaveLength(count)
  expect(files).toContain('walkthrough.tour')
  for (const file of files.filter((entry) => /\.\w+$/.test(entry))) {
    expect(readFileSync(join(packet, file), 'utf8')).not.toContain('Xyzzy')
  }
})

test('a step can show its fix, before and after, in large type', async ({ openReview, folder }) => {
  const project = join(folder, 'shop')
  mkdirSync(project)
  const code = 'def add(item, basket=[]):\n    basket.append(item)\n    return basket\n'
  writeFileSync(join(project, 'shop.py'), code)
  const { window, page } = await openReview(project)
  await page.findings.focus()
  await page.run('walkthrough of the findings that are shown')
  const list = window.getByRole('listbox', { name: 'Steps' })
  await expect(list.getByRole('option')).not.toHaveCount(0)
  await choose(window.getByRole('radio', { name: 'Fix' }))
  await page.waitUntilSaved()
  await list.focus()
  await window.keyboard.press('F5')
  const presenter = window.getByRole('dialog', { name: 'Presentation' })
  await expect(presenter.locator('.original .view-lines')).toContainText('basket=[]')
  await expect(presenter.locator('.modified .view-lines')).toContainText('basket=None')
  await window.keyboard.press('1')
  await window.keyboard.press('Enter')
  await expect(presenter.getByRole('list', { name: 'Decided' })).toContainText('Agree')
  await window.keyboard.press('Escape')
  await expect(presenter).toHaveCount(0)
})
