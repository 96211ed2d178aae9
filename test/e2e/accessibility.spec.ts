// Every screen and state, looked at by axe; some of each kind in all four themes, which differ in colours
// alone, and those are measured by a unit test.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { violations, violationsInThemes } from '../support/axe.ts'
import { choose } from '../support/choose.ts'
import { aBranch } from '../support/git-branch.ts'
import { packetPage } from '../support/packet-page.ts'
import { reviewPage } from '../support/review-page.ts'
import { expect, test } from '../support/workbench.ts'

const GYP = fileURLToPath(new URL('../../node_modules/node-gyp/gyp', import.meta.url))

/** A picture of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

function expectNone(found: Readonly<Record<string, readonly string[]>>) {
  const none = Object.fromEntries(Object.keys(found).map((state) => [state, []]))
  expect(found).toEqual(none)
}

test('axe finds nothing around a finding', async ({ launch, folder }) => {
  test.setTimeout(240_000)
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [GYP] })
  const page = reviewPage(window)
  const found: Record<string, readonly string[]> = {}
  await expect(window.getByText(/Python, /)).toBeVisible()
  await window.getByText('Folders or files').click()
  found.setup = await violationsInThemes(window)
  await choose(window.getByRole('radio', { name: 'Whole repository' }))
  await window.getByRole('button', { name: 'Start the review' }).focus()
  await page.waitForAnalysis()

  await page.findings.focus()
  await expect(page.source.locator('.view-line').first()).toBeVisible()
  found.why = await violationsInThemes(window)
  await page.changeSeverity('Info', 'Only used by the build.')
  await page.writeNote('Seen.')
  await page.tag('retry, api')
  await page.waitUntilSaved()
  found.decide = await violations(window)
  const evidence = page.inspector.getByRole('region', { name: 'Evidence' })
  await evidence.locator('input[type=file]').setInputFiles([
    { name: 'crash.log', mimeType: 'text/plain', buffer: Buffer.from('Traceback\n') },
    { name: 'pixel.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') },
  ])
  await expect(evidence.getByRole('img')).toBeVisible()
  found.evidence = await violations(window)
  await page.findings.focus()
  await window.keyboard.press('c')
  await window.keyboard.type('Who calls this?')
  await window.keyboard.press('Control+Enter')
  await expect(page.inspector.getByRole('article', { name: 'Thread' })).toBeVisible()
  await window.getByRole('button', { name: 'Needs reply' }).click()
  found.talk = await violations(window)
  await window.getByRole('button', { name: /^All \d/ }).click()
  // The list stands at the finding that is of least severity now.
  await page.findings.focus()
  await window.keyboard.press('Home')
  await page
    .row(/Exception swallowed/)
    .first()
    .click()
  await page.openTab('Why')
  await expect(page.inspector.getByRole('region', { name: /^Questions/ })).toBeVisible()
  found.questions = await violations(window)
  await window.keyboard.press('Control+j')
  const drawer = window.getByRole('complementary', { name: 'Drawer' })
  await expect(drawer.getByRole('tab', { name: 'Path steps' })).toBeFocused()
  await window.keyboard.press('ArrowRight')
  await expect(drawer.getByRole('table', { name: 'Analyses' })).toBeVisible()
  found.log = await violations(window)
  await window.keyboard.press('ArrowRight')
  await expect(drawer.getByRole('list', { name: 'Problems' })).toBeVisible()
  found.problems = await violations(window)
  await window.keyboard.press('Control+j')
  await expect(drawer).toHaveCount(0)
  await page.findings.focus()
  await window.keyboard.press('w')
  await window.keyboard.type('Names say what they mean')
  found.strength = await violations(window)
  await window.keyboard.press('Control+Enter')
  await expect(window.getByRole('dialog')).toHaveCount(0)
  await window.keyboard.press('Control+6')
  await window.getByRole('tab', { name: 'Strengths' }).click()
  await expect(window.getByRole('article', { name: 'Names say what they mean' })).toBeVisible()
  found.strengths = await violations(window)
  await window.keyboard.press('Control+1')
  await page.findings.focus()
  await window.keyboard.press('a')
  await page.openTab('History')
  found.history = await violations(window)
  await page.writeFix('# first\n')
  await page.waitUntilSaved()
  found.fix = await violations(window)
  await page.filter.fill('nothing has this text')
  found.filtered = await violations(window)
  await page.filter.fill('')
  await window.keyboard.press('Control+Shift+F')
  found.searchSyntax = await violations(window)
  await window.keyboard.type('subprocess')
  await expect(window.getByRole('search').getByRole('status')).toContainText('lines in')
  await window.keyboard.press('Enter')
  found.search = await violationsInThemes(window)
  await window.keyboard.press('Control+1')
  await page.findings.focus()
  await window.keyboard.press('F1')
  await expect(window.getByRole('dialog')).toBeVisible()
  found.palette = await violations(window)
  await window.keyboard.press('Escape')
  await page.findings.focus()
  await window.keyboard.press('?')
  await expect(window.getByRole('dialog')).toBeVisible()
  found.keys = await violations(window, '[role=dialog]')
  await window.keyboard.press('Escape')
  await expect(window.getByRole('dialog')).toHaveCount(0)
  await window.keyboard.press('Alt+F1')
  await expect(window.getByRole('dialog')).toContainText('F6')
  found.help = await violations(window, '[role=dialog]')
  await window.keyboard.press('Escape')
  await window.keyboard.press('Control+,')
  await window.getByRole('button', { name: 'Add a key for Next finding', exact: true }).click()
  await window.keyboard.press('k')
  found.settings = await violationsInThemes(window)
  // Leaves the field, the hint of its button, the dialog.
  for (let count = 0; count < 3; count += 1) await window.keyboard.press('Escape')
  await expect(window.getByRole('dialog')).toHaveCount(0)
  await window.keyboard.press('Control+p')
  await expect(window.getByRole('option').first()).toBeVisible()
  found.goTo = await violations(window)
  await window.keyboard.press('Escape')
  await expect(window.getByRole('dialog')).toHaveCount(0)
  await page.findings.focus()
  await window.keyboard.press('Control+a')
  found.marked = await violationsInThemes(window)
  await window.keyboard.press('r')
  await expect(window.getByRole('dialog')).toBeVisible()
  found.bulk = await violations(window)
  await window.keyboard.press('Escape')
  await window.getByRole('button', { name: /^Blockers/ }).click()
  await expect(window.getByText('Blockers: none')).toBeVisible()
  found.emptyQueue = await violations(window)
  expectNone(found)
})

test('axe finds nothing in dialogs, in the other places, and while presenting', async ({
  launch,
  folder,
}) => {
  test.setTimeout(240_000)
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [GYP] })
  const page = reviewPage(window)
  await page.waitForAnalysis()
  const found: Record<string, readonly string[]> = {}

  await page.findings.focus()
  await expect(page.selected).toHaveCount(1)
  await window.keyboard.press('a')
  await page.waitUntilSaved()
  await window.keyboard.press('Control+Shift+H')
  await expect(window.getByRole('list', { name: 'Steps' })).toBeVisible()
  found.steps = await violations(window)
  await window.keyboard.press('Escape')
  await window.keyboard.press('Control+s')
  await expect(window.getByRole('dialog')).toBeVisible()
  found.checkpoint = await violations(window)
  await window.keyboard.press('Escape')
  await window.getByRole('button', { name: /^Session clock/ }).click()
  await expect(window.getByRole('table', { name: 'Days' })).toBeVisible()
  found.conduct = await violations(window)
  await window.keyboard.press('Escape')
  await window.keyboard.press('Control+e')
  await expect(window.getByRole('dialog')).toBeVisible()
  found.export = await violations(window)
  await window.keyboard.press('Escape')
  await expect(window.getByRole('dialog')).toHaveCount(0)
  await lookAtPacket(window, found)
  await window.keyboard.press('Control+2')
  await expect(window.getByRole('region', { name: 'Coverage' })).toContainText('symbols')
  found.coverage = await violations(window)
  await window.keyboard.press('Control+1')
  await page.filter.fill('sev:high')
  await page.run('walkthrough of the findings that are shown')
  await expect(window.getByRole('option').first()).toBeVisible()
  found.walkthrough = await violations(window)
  await window.getByRole('listbox', { name: 'Steps' }).focus()
  await window.keyboard.press('F5')
  const presenter = window.getByRole('dialog', { name: 'Presentation' })
  await expect(presenter.locator('.presented-dim').first()).toBeVisible()
  found.presenter = await violationsInThemes(window)
  await window.keyboard.press('3')
  await expect(presenter.getByRole('combobox', { name: 'Speaker' })).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(presenter.getByRole('list', { name: 'Decided' })).toContainText('Needs work')
  found.decided = await violations(window)
  await window.keyboard.press('Escape')
  await expect(presenter).toHaveCount(0)
  await page.run('merge another')
  await expect(window.getByRole('button', { name: 'Choose the other database' })).toBeVisible()
  found.merge = await violations(window)
  await window.keyboard.press('Escape')
  await expect(window.getByRole('dialog')).toHaveCount(0)
  await window.keyboard.press('Control+4')
  await expect(window.getByRole('checkbox').first()).toBeVisible()
  found.checklists = await violations(window)
  await window.keyboard.press('Control+7')
  await expect(window.getByRole('button', { name: 'Analyse again' })).toBeVisible()
  found.runs = await violations(window)
  await window.getByRole('button', { name: 'Compare runs' }).click()
  await expect(window.getByText('There is one run so far')).toBeVisible()
  found.compared = await violations(window)
  await window.getByRole('button', { name: 'All reviews' }).click()
  await expect(window.getByText('Recent reviews')).toBeVisible()
  found.start = await violationsInThemes(window)
  expectNone(found)
})

/** The Packet place with each of its parts; an export that is held up, and one that is made. */
async function lookAtPacket(window: Page, found: Record<string, readonly string[]>) {
  const packet = packetPage(window)
  await packet.open()
  await window.getByRole('button', { name: 'Next missing' }).click()
  await expect(packet.textOf(/overall assessment/i)).toBeFocused()
  await window.keyboard.insertText('Mend [[HIGH-99]] first.')
  await packet.waitUntilSaved()
  found.packet = await violations(window)
  for (const name of ['Finding', 'Preflight', 'Score']) {
    await packet.panel.getByRole('tab', { name }).click()
    await expect(packet.panel.getByRole('tabpanel', { name })).not.toBeEmpty()
    found[`packet: ${name}`] = await violations(window, '[data-pane=inspector]')
  }
  await window.keyboard.press('Control+e')
  const dialog = window.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Mend it' }).first()).toBeVisible()
  found.exportBlocked = await violations(window, '[role=dialog]')
  await dialog.getByRole('checkbox', { name: 'Export all the same' }).check()
  await dialog.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeVisible({ timeout: 60_000 })
  found.exported = await violations(window, '[role=dialog]')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await packet.panel.getByRole('tab', { name: 'Exports' }).click()
  await packet.panel.getByRole('button', { name: 'Compare with now' }).click()
  await expect(packet.panel.getByRole('status')).toContainText('The verdict is still')
  found.exports = await violations(window, '[data-pane=inspector]')
}

test('axe finds nothing in what Git knows', async ({ launch, folder }) => {
  test.setTimeout(120_000)
  const { window } = await launch({ dataDir: join(folder, 'data'), args: [aBranch(folder)] })
  const page = reviewPage(window)
  await page.waitForAnalysis()
  const found: Record<string, readonly string[]> = {}
  await window.getByRole('button', { name: /^Scope: / }).click()
  await expect(window.getByRole('option').first()).toBeVisible()
  found.picker = await violations(window)
  await page.pick('main')
  const files = window.getByRole('button', { name: '1 changed file' })
  await expect(files).toBeVisible()
  await page.row(/app/).first().click()
  await page.findings.focus()
  await window.keyboard.press('b')
  await expect(window.locator('.blame-column')).toContainText('Ann')
  found.blame = await violationsInThemes(window)
  await files.click()
  await expect(window.getByRole('dialog')).toBeVisible()
  found.changes = await violations(window)
  await window.keyboard.press('Escape')
  await window.getByRole('button', { name: /^Scope: / }).click()
  await page.pick('HEAD~9')
  await expect(window.getByText('no such commit')).toBeVisible()
  found.failed = await violations(window)
  expectNone(found)
})

test('colours that the system forces keep every state apart, and motion can be switched off', async ({
  openReview,
}) => {
  const { window, page } = await openReview(GYP)
  await window.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' })
  await page.findings.focus()
  await window.keyboard.press('Shift+ArrowDown')
  const look = (what: ReturnType<typeof page.row>) =>
    what.evaluate((element) => {
      const { outlineStyle, outlineColor, backgroundColor, color } = getComputedStyle(element)
      return { outlineStyle, outlineColor, backgroundColor, color }
    })
  await expect(page.selected).toHaveCount(2)
  for (const row of await page.selected.all()) {
    expect((await look(row)).outlineStyle).toBe('solid')
  }
  const primary = await look(window.getByRole('button', { name: 'Export' }))
  expect(primary.color).not.toBe(primary.backgroundColor)
  const motion = await window.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue('--motion').trim(),
  )
  expect(motion).toMatch(/^0m?s$/)
  expect(await violations(window)).toEqual([])
})

test('a narrow window gives up what other places say as well, and cuts nothing of the rest', async ({
  openReview,
}) => {
  const { app, window } = await openReview(GYP)
  const shell = await app.browserWindow(window)
  const bar = window.getByRole('banner')
  const undecided = bar.getByText('undecided')
  for (const width of [1800, 1200, 1000, 640]) {
    await shell.evaluate((browser, to) => browser.setContentSize(to, 700), width)
    await expect
      .poll(() =>
        bar.evaluate((line) => ({
          width: line.clientWidth,
          cut: [line, ...line.querySelectorAll('.session-name, .session-commit, button')]
            .filter((part) => part.checkVisibility() && part.scrollWidth > part.clientWidth + 1)
            .map((part) => part.className),
        })),
      )
      .toEqual({ width, cut: [] })
    await expect(bar.getByRole('button', { name: 'Export' })).toBeInViewport({ ratio: 1 })
    if (width === 1800) await expect(undecided).toBeVisible()
    else await expect(undecided).toBeHidden()
  }
})

test('at 200 % zoom nothing is cut off, every button has its words, and every pane is reached', async ({
  openReview,
}) => {
  const { app, window, page } = await openReview(GYP)
  const shell = await app.browserWindow(window)
  await shell.evaluate((browser) => {
    browser.setContentSize(1440, 900)
    browser.webContents.setZoomFactor(2)
  })
  await expect
    .poll(() => window.evaluate(() => document.documentElement.clientWidth))
    .toBeLessThan(800)
  for (const key of [
    'Control+1',
    'Control+3',
    'Control+4',
    'Control+5',
    'Control+6',
    'Control+2',
  ]) {
    await window.keyboard.press(key)
    const beyond = await window.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[data-pane], header, footer')]
        .filter((pane) => pane.offsetParent !== null)
        .filter(
          (pane) => pane.getBoundingClientRect().right > document.documentElement.clientWidth + 1,
        )
        .map((pane) => pane.className),
    )
    expect(beyond).toEqual([])
    const cutOrUnnamed = await window.evaluate(() => {
      const isSeen = (one: Element) => one.checkVisibility({ visibilityProperty: true })
      const named = (one: Element) => one.getAttribute('aria-label') ?? one.textContent ?? ''
      return [...document.querySelectorAll('button, [role=tab]')].flatMap((one) => {
        if (!isSeen(one)) return []
        const isCut = one.matches('.button, [role=tab]') && one.scrollWidth > one.clientWidth + 1
        return isCut || named(one).trim() === '' ? [`${one.className}: ${named(one)}`] : []
      })
    })
    expect(cutOrUnnamed).toEqual([])
  }
  await window.keyboard.press('Control+1')
  // Only one panel is seen with the source; what is asked for comes forward, Escape puts it away.
  await page.findings.focus()
  await expect(page.selected).toHaveCount(1)
  await window.keyboard.press('a')
  await expect(page.row(/confirmed/)).toHaveCount(1)
  const list = window.getByRole('region', { name: 'Findings' })
  expect(await violations(window)).toEqual([])
  await window.keyboard.press('r')
  const reason = page.inspector.getByRole('textbox', { name: 'Why is it dismissed?' })
  await expect(reason).toBeFocused()
  await expect(reason).toBeInViewport()
  await expect(list).toBeHidden()
  expect(await violations(window)).toEqual([])
  await window.keyboard.type('The caller holds the lock.')
  await window.keyboard.press('Enter')
  await expect(page.findings).toBeFocused()
  await expect(page.inspector).toBeHidden()
  await window.keyboard.press('Escape')
  const source = page.source.getByRole('textbox', { name: /Source, read only/ })
  await expect(source).toBeFocused()
  await expect(list).toBeHidden()
  // The finding is named and judged under its source alone.
  const line = window.getByRole('region', { name: 'Selected finding' })
  await expect(line.getByRole('button', { name: /^Dismiss/ })).toBeInViewport()
  expect(await violations(window)).toEqual([])
  await window.keyboard.press('F6')
  await expect(page.inspector.getByRole('tab', { name: 'Decide' })).toBeInViewport()
  await expect(page.inspector.getByRole('button').first()).toBeFocused()
  await window.keyboard.press('Escape')
  await expect(page.findings).toBeFocused()
  await window.keyboard.press('Enter')
  await expect(source).toBeFocused()
  await window.keyboard.press('Control+b')
  await expect(page.findings).toBeFocused()
})
