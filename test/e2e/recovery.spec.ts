// Lectern is killed while somebody types: the text is there again, and what stood before too.
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { violations } from '../support/axe.ts'
import { aProject } from '../support/projects.ts'
import { reviewPage } from '../support/review-page.ts'
import { expect, type Lectern, test } from '../support/workbench.ts'

const CODE = 'import subprocess\n\n\ndef ship(command):\n    subprocess.run(command, shell=True)\n'
/** Text may be lost that was typed within this time before the kill, in milliseconds. */
const LOST_AT_MOST = 1_000

function aStart(folder: string) {
  const project = aProject(folder, 'orders', { 'orders.py': CODE })
  return { dataDir: join(folder, 'data'), args: [project] }
}

/** Ends all processes of the program at once, as a crash of the machine would. */
async function killAll({ app, window }: Lectern) {
  const { pid } = app.process()
  const ended = new Promise((resolve) => window.once('close', resolve))
  if (pid === undefined) throw new Error('Lectern has no process.')
  process.kill(-pid, 'SIGKILL')
  await ended
}

/** Types into the focused field for long enough, then kills; gives what stood there a second ago. */
async function typeAndKill(lectern: Lectern, field: Locator, words: () => string) {
  const seen: { readonly at: number; readonly text: string }[] = []
  const start = performance.now()
  while (performance.now() - start < 3 * LOST_AT_MOST) {
    await lectern.window.keyboard.type(words())
    seen.push({ at: performance.now(), text: await field.inputValue() })
  }
  const killedAt = performance.now()
  await killAll(lectern)
  return seen.findLast(({ at }) => at < killedAt - LOST_AT_MOST)?.text ?? ''
}

async function noteOf(window: Page) {
  const page = reviewPage(window)
  await page.findings.focus()
  await expect(page.selected).toHaveCount(1)
  await page.openTab('Decide')
  return page.inspector.getByRole('textbox', { name: 'Note' })
}

function counter() {
  let count = 0
  return () => {
    count += 1
    return `word${count} `
  }
}

test('a text is typed while Lectern is killed: it is shown again, compared, restored or discarded', async ({
  launch,
  folder,
}) => {
  const start = aStart(folder)
  const first = await launch(start)
  const page = reviewPage(first.window)
  await page.waitForAnalysis()
  const note = await noteOf(first.window)
  await note.fill('Who calls this? ')
  await first.window.keyboard.press('Escape')
  await page.waitUntilSaved()
  await note.focus()
  await first.window.keyboard.press('Control+End')
  const kept = await typeAndKill(first, note, counter())
  expect(kept).toMatch(/^Who calls this\? word1 /)

  const second = await launch(start)
  const dialog = second.window.getByRole('dialog', { name: 'Text from before Lectern ended' })
  const field = dialog.getByRole('listitem', { name: 'Note, #1' })
  await expect(field).toBeVisible()
  const stored = await second.window.getByLabel('Note', { exact: true }).inputValue()
  await field.getByRole('button', { name: 'View changes' }).click()
  await expect(field.getByRole('figure', { name: 'Before' })).toContainText('Who calls this?')
  await expect(field.getByRole('figure', { name: 'Before' })).not.toContainText('word1')
  await expect(field.getByRole('figure', { name: 'After' })).toContainText(stored.trim())
  expect(await violations(second.window)).toEqual([])
  // Put off, it is asked for again.
  await second.window.keyboard.press('Escape')
  const bar = second.window.getByRole('region', { name: 'Recovery' })
  await bar.getByRole('button', { name: 'Look at it' }).click()
  await field.getByRole('button', { name: 'Restore' }).click()
  await expect(bar).toHaveCount(0)
  const restored = await noteOf(second.window)
  expect((await restored.inputValue()).length).toBeGreaterThanOrEqual(stored.length)
  expect(await restored.inputValue()).toContain(kept)
  await restored.focus()
  await second.window.keyboard.press('Control+End')
  const again = await typeAndKill(second, restored, () => 'more ')

  const third = await launch(start)
  const asked = third.window.getByRole('listitem', { name: 'Note, #1' })
  await expect(asked).toBeVisible()
  expect(again).toContain('more')
  await asked.getByRole('button', { name: 'Discard' }).click()
  const discarded = await noteOf(third.window)
  await expect(discarded).not.toHaveValue(/more/)
  expect(await discarded.inputValue()).toContain(kept)
  await reviewPage(third.window).waitUntilSaved()
  await third.close()

  // After a clean end nothing is asked.
  const fourth = await launch(start)
  const quiet = await noteOf(fourth.window)
  expect(await quiet.inputValue()).toContain(kept)
  await expect(fourth.window.getByRole('region', { name: 'Recovery' })).toHaveCount(0)
})

test('a comment and a finding that were not sent yet outlive a kill', async ({
  launch,
  folder,
}) => {
  const start = aStart(folder)
  const first = await launch(start)
  const { window } = first
  const page = reviewPage(window)
  await page.waitForAnalysis()
  await page.findings.focus()
  await expect(page.selected).toHaveCount(1)
  await page.openTab('Talk')
  await page.inspector.getByRole('textbox', { name: /New thread on #1/ }).fill('Is this reached?')
  await page.findings.focus()
  await expect(page.row(/has text that is not sent/)).toHaveCount(1)
  await window.keyboard.press('w')
  const strength = window.getByRole('dialog', { name: 'Done well' })
  await strength.getByRole('textbox', { name: 'What is done well' }).fill('One place for commands')
  await window.keyboard.press('Escape')
  await expect(strength).toHaveCount(0)
  await page.source.getByRole('textbox').focus()
  await window.keyboard.press('n')
  const form = window.getByRole('dialog', { name: 'New finding' })
  await form.getByRole('textbox', { name: 'Title' }).fill('A shell where none is needed')
  const message = form.getByRole('textbox', { name: 'What is wrong here' })
  await message.focus()
  const kept = await typeAndKill(first, message, counter())

  const second = await launch(start)
  const dialog = second.window.getByRole('dialog', { name: 'Text from before Lectern ended' })
  const texts = dialog.getByRole('listitem')
  await expect(texts.filter({ hasText: 'A shell where' })).toHaveCount(1)
  // Of a long text its end is shown.
  await texts
    .filter({ hasText: /word\d+/ })
    .getByRole('button', { name: 'Restore' })
    .click()
  await texts.filter({ hasText: 'A shell where' }).getByRole('button', { name: 'Discard' }).click()
  await texts.filter({ hasText: 'One place' }).getByRole('button', { name: 'Restore' }).click()
  await expect(dialog).toHaveCount(0)
  const again = reviewPage(second.window)
  await again.findings.focus()
  await again.openTab('Talk')
  const comment = again.inspector.getByRole('textbox', { name: /New thread on #1/ })
  await expect(comment).toHaveValue('Is this reached?')
  await again.source.getByRole('textbox').focus()
  await second.window.keyboard.press('ArrowDown')
  await second.window.keyboard.press('n')
  const goesOn = second.window.getByRole('dialog', { name: 'New finding' })
  await expect(goesOn.getByRole('textbox', { name: 'Title' })).toHaveValue('')
  const words = goesOn.getByRole('textbox', { name: 'What is wrong here' })
  expect(await words.inputValue()).toContain(kept)
  await second.window.keyboard.press('Escape')
  await expect(goesOn).toHaveCount(0)
  await again.findings.focus()
  await second.window.keyboard.press('w')
  await expect(second.window.getByRole('textbox', { name: 'What is done well' })).toHaveValue(
    'One place for commands',
  )
})

test('a review whose folder was moved is read from what was kept, and follows when it is located', async ({
  launch,
  folder,
}) => {
  const start = aStart(folder)
  const { app, window } = await launch(start)
  const page = reviewPage(window)
  await page.waitForAnalysis()
  const bar = window.getByRole('region', { name: 'Missing folder' })
  await expect(bar).toHaveCount(0)
  const now = join(folder, 'orders-moved')
  renameSync(join(folder, 'orders'), now)
  await expect(bar).toContainText('orders is not there any more')
  await page.findings.focus()
  await expect(page.source).toContainText('subprocess.run')
  await expect(page.source).toContainText('The file is gone')
  await window.keyboard.press('Control+7')
  await expect(window.getByText('locate it to analyse it again')).toBeVisible()
  await window.keyboard.press('Control+1')
  await page.findings.focus()
  await window.keyboard.press('a')
  await expect(page.row(/confirmed/)).toHaveCount(1)
  expect(await violations(window)).toEqual([])

  // The dialog belongs to the system: what a person chooses there is said for them.
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
  }, now)
  await bar.getByRole('button', { name: 'Locate folder' }).click()
  await expect(bar).toHaveCount(0)
  await expect(window.getByRole('banner')).toContainText('orders-moved')
  await expect(page.source).not.toContainText('The file is gone')
  await expect(page.row(/confirmed/)).toHaveCount(1)
})
