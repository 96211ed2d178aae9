// `npm run screenshots`: pictures of the real window on real code, light and dark, wide and narrow,
// into out/screenshots, and the picture of the README. The Python is what comes with node-gyp. With
// names of sets (`npm run screenshots -- merge openings`) only these are taken anew.
//
// Runs twice: first as the person, then by itself on a virtual display (build/display.ts).
import { copyFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { aBranch } from '../test/support/git-branch.ts'
import { packetPage } from '../test/support/packet-page.ts'
import { reviewPage } from '../test/support/review-page.ts'
import { expect, launchLectern } from '../test/support/workbench.ts'
import { runOnDisplay } from './display.ts'
import { takeComparison } from './pictures/compare.ts'
import { takeDrawer } from './pictures/drawer.ts'
import { takeMerge } from './pictures/merge.ts'
import { takeOpenings } from './pictures/openings.ts'
import { takeOutsideStates } from './pictures/outside.ts'
import { takePackets } from './pictures/packets.ts'
import {
  CONTRASTS,
  chooseTheme,
  dataThemeOf,
  resize,
  type Take,
  THEMES,
  type Theme,
} from './pictures/picture-window.ts'
import { takeSayings } from './pictures/sayings.ts'
import { takeSetup } from './pictures/setup.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const PYTHON = join(root, 'node_modules/node-gyp/gyp')
/** Shows a finding whose code is worth a picture. */
const FINDING = 'mac_tool.py sev:medium'
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const
const README_PICTURE = 'review-light-1440x900.png'

const output = process.env.LECTERN_OUTPUT
const SETS: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  review: takePictures,
  outside: inThemes(takeOutsideStates),
  sayings: inThemes(takeSayings),
  merge: inThemes(takeMerge),
  openings: inThemes(takeOpenings),
  setup: inThemes(takeSetup),
  drawer: inThemes(takeDrawer),
  compare: inThemes(takeComparison),
  packets: inThemes(takePackets),
  git: takeHistory,
}
const chosen = argv.slice(2)
const unknown = chosen.find((name) => SETS[name] === undefined)
if (unknown !== undefined) {
  console.error(`There is no set ${unknown}. Sets: ${Object.keys(SETS).join(', ')}.`)
  process.exitCode = 2
} else if (output === undefined) {
  process.exitCode = await runOnDisplay({
    script: 'build/screenshots.ts',
    args: chosen,
    collect: keepPictures,
  })
} else {
  let status = 0
  for (const [name, take] of Object.entries(SETS)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue
    // One set that cannot be taken keeps none of the others from being looked at.
    await take(output).catch((error: unknown) => {
      console.error(`The set ${name} stopped:`, error)
      status = 1
    })
  }
  // The windows of a set that stopped would keep this process from its end.
  process.exit(status)
}

function inThemes(take: (folder: string, theme: Theme) => Promise<void>) {
  return async (folder: string) => {
    for (const theme of THEMES) await take(folder, theme)
  }
}

function keepPictures(from: string): void {
  const pictures = join(from, 'pictures')
  const to = join(root, 'out/screenshots')
  if (chosen.length === 0) rmSync(to, { recursive: true, force: true })
  if (existsSync(pictures)) cpSync(pictures, to, { recursive: true })
  if (existsSync(join(pictures, README_PICTURE))) {
    mkdirSync(join(root, 'build/readme'), { recursive: true })
    copyFileSync(join(pictures, README_PICTURE), join(root, 'build/readme/window.png'))
  }
  console.log(to)
}

async function takePictures(folder: string): Promise<void> {
  const { app, window } = await launchLectern({ dataDir: join(folder, 'data'), args: [PYTHON] })
  const page = reviewPage(window)
  const take = (name: string) => window.screenshot({ path: join(folder, 'pictures', name) })
  await page.waitForAnalysis()
  await chooseFinding(window)
  await page.tag('build, ask the owner')
  for (const size of SIZES) {
    await resize(app, size)
    for (const theme of THEMES) {
      const ending = `${theme.toLowerCase()}-${size.width}x${size.height}.png`
      await chooseTheme(window, theme)
      await page.openTab('Why')
      await expect.poll(page.topLine).toBeGreaterThan(1)
      await take(`review-${ending}`)
      await page.openTab('Decide')
      await take(`decide-${ending}`)
      await window.keyboard.press('Control+e')
      await expect(window.getByRole('dialog')).toBeVisible()
      await take(`export-${ending}`)
      await window.keyboard.press('Escape')
      await expect(window.getByRole('dialog')).toHaveCount(0)
      await packetPage(window).open()
      await expect(packetPage(window).document).toContainText('Final verdict')
      await take(`packet-${ending}`)
      await window.keyboard.press('Control+5')
      await expect(window.getByRole('region', { name: 'Plan', exact: true })).toBeVisible()
      await take(`plan-${ending}`)
      await window.keyboard.press('Control+4')
      await expect(window.getByRole('region', { name: 'Checklists' })).toBeVisible()
      await take(`checklists-${ending}`)
      await takeWalkthrough(window, ending, take)
      // Without a window manager nothing gives the window its size back.
      await resize(app, size)
      await window.keyboard.press('Control+7')
      await expect(window.getByRole('region', { name: 'Runs' })).toBeVisible()
      await take(`runs-${ending}`)
      await window.keyboard.press('Control+1')
      await window.keyboard.press('Control+Shift+F')
      await window.keyboard.type('subprocess -call path:gyp')
      await expect(window.getByRole('search').getByRole('status')).toContainText('lines in')
      await window.keyboard.press('Enter')
      await take(`search-${ending}`)
      await window.keyboard.press('Control+1')
      await takeDialogs(window, ending, take)
      await takeClock(window, ending, take)
      await takeStates(window, ending, take)
    }
  }
  await resize(app, SIZES[0])
  for (const theme of CONTRASTS) {
    await chooseTheme(window, theme)
    await page.openTab('Decide')
    await take(`decide-${dataThemeOf(theme)}.png`)
  }
  await chooseTheme(window, 'Light')
  await window.emulateMedia({ forcedColors: 'active' })
  await take('decide-forced-colors.png')
  await window.emulateMedia({ forcedColors: 'none' })
  await window.getByRole('button', { name: 'All reviews' }).click()
  await expect(window.getByText('Recent reviews')).toBeVisible()
  await take('start-light.png')
  await app.close()
}

/** What changed against a branch and who wrote the lines, and what a folder without Git says. */
async function takeHistory(folder: string): Promise<void> {
  const { app, window } = await launchLectern({
    dataDir: join(folder, 'git-data'),
    args: [aBranch(folder)],
  })
  const page = reviewPage(window)
  const take = (name: string) => window.screenshot({ path: join(folder, 'pictures', name) })
  await page.waitForAnalysis()
  for (const theme of THEMES) {
    await chooseTheme(window, theme)
    const ending = `${theme.toLowerCase()}.png`
    await window.getByRole('button', { name: /^Scope: / }).click()
    await expect(window.getByRole('option').first()).toBeVisible()
    await take(`scope-${ending}`)
    await window.keyboard.type('main')
    await window.keyboard.press('Enter')
    const files = window.getByRole('button', { name: '1 changed file' })
    await files.click()
    await expect(window.getByRole('dialog')).toBeVisible()
    await take(`changed-files-${ending}`)
    await window.keyboard.press('Escape')
    await page
      .row(/third|app\.py/)
      .first()
      .click()
    await page.findings.focus()
    await window.keyboard.press('b')
    await expect(window.locator('.blame-column')).toContainText('Ann')
    await take(`blame-${ending}`)
    await window.keyboard.press('b')
    await window.getByRole('button', { name: /^Scope: / }).click()
    await window.keyboard.press('Enter')
    await expect(window.getByRole('region', { name: 'Scope' })).toHaveCount(0)
  }
  await app.close()
}

/** What opens over the review. */
async function takeDialogs(window: Page, ending: string, take: Take): Promise<void> {
  const dialogs = [
    { name: 'settings', key: 'Control+,' },
    { name: 'keys', key: '?' },
    { name: 'accessibility', key: 'Alt+F1' },
    { name: 'palette', key: 'F1' },
    { name: 'go-to', key: 'Control+p' },
    { name: 'history', key: 'Control+Shift+H' },
    { name: 'checkpoint', key: 'Control+s' },
  ]
  for (const { name, key } of dialogs) {
    await reviewPage(window).findings.focus()
    await window.keyboard.press(key)
    await expect(window.getByRole('dialog')).toBeVisible()
    await take(`${name}-${ending}`)
    await window.keyboard.press('Escape')
    await expect(window.getByRole('dialog')).toHaveCount(0)
  }
}

/** The log of the session clock, and its reminder in the status bar. */
async function takeClock(window: Page, ending: string, take: Take): Promise<void> {
  await window.keyboard.press('Control+,')
  await window.getByRole('textbox', { name: 'Suggest a break after, in minutes' }).fill('1')
  await window.keyboard.press('Escape')
  await window.getByRole('button', { name: /^Session clock/ }).click()
  await expect(window.getByRole('table', { name: 'Days' })).toBeVisible()
  await take(`conduct-${ending}`)
  await window.keyboard.press('Escape')
  await expect(window.getByText('at a stretch: a break helps')).toBeVisible({
    timeout: 70_000,
  })
  await take(`reminder-${ending}`)
}

/** The walkthrough of the severe findings, its presentation, and the merge assistant. */
async function takeWalkthrough(window: Page, ending: string, take: Take): Promise<void> {
  const byName = async (name: string) => {
    await window.keyboard.press('F1')
    await window.keyboard.type(name)
    await window.keyboard.press('Enter')
  }
  await window.keyboard.press('Control+1')
  await reviewPage(window).filter.fill('sev:high')
  await byName('walkthrough of the findings that are shown')
  const list = window.getByRole('listbox', { name: 'Steps' })
  await expect(list).toBeVisible()
  await take(`walkthrough-${ending}`)
  await list.focus()
  await window.keyboard.press('F5')
  await expect(window.locator('.presented-dim').first()).toBeVisible()
  await take(`presenter-${ending}`)
  await window.keyboard.press('Escape')
  await expect(list).toBeVisible()
  await byName('merge another')
  await expect(window.getByRole('dialog')).toBeVisible()
  await take(`merge-${ending}`)
  await window.keyboard.press('Escape')
  await window.keyboard.press('Control+1')
  await reviewPage(window).filter.fill('')
}

/** What the list shows when several findings are marked, when a queue is done, when all is hidden. */
async function takeStates(window: Page, ending: string, take: Take): Promise<void> {
  const page = reviewPage(window)
  await page.findings.focus()
  for (let count = 0; count < 3; count += 1) await window.keyboard.press('Shift+ArrowDown')
  await take(`marked-${ending}`)
  await window.keyboard.press('r')
  await expect(window.getByRole('dialog')).toBeVisible()
  await take(`bulk-${ending}`)
  await window.keyboard.press('Escape')
  await window.keyboard.press('Escape')
  await window.getByRole('button', { name: /^Blockers/ }).click()
  await expect(window.getByText('Blockers: none')).toBeVisible()
  await take(`queue-done-${ending}`)
  await window.getByRole('button', { name: /^All \d/ }).click()
  await page.filter.fill('nothing has this text')
  await expect(window.getByText('the filter hides all')).toBeVisible()
  await take(`filter-hides-all-${ending}`)
  await chooseFinding(window)
}

async function chooseFinding(window: Page): Promise<void> {
  const page = reviewPage(window)
  await page.filter.fill(FINDING)
  await page
    .row(/mac_tool/)
    .first()
    .click()
  await page.filter.fill('')
  await expect(page.selected).toContainText('mac_tool')
}
