// The window as a person uses it: places by role and name, actions as verbs.
import { expect, type Locator, type Page } from '@playwright/test'
import { choose } from './choose.ts'

export interface ReviewPage {
  readonly findings: Locator
  readonly filter: Locator
  /** How many rows the filter shows, of how many. */
  readonly count: Locator
  readonly source: Locator
  readonly inspector: Locator
  readonly status: Locator
  /** The row of the finding that is the centre now. */
  readonly selected: Locator
  /** Starts a review that was never analysed with what is proposed: Enter. */
  begin(): Promise<void>
  /** Starts the review first if it is new. */
  waitForAnalysis(): Promise<void>
  /** Runs a command from the palette by words of its title; wait for what it does before more keys. */
  run(words: string): Promise<void>
  /** Types into the picker that is open and takes the row that comes first. */
  pick(words: string): Promise<void>
  row(name: string | RegExp): Locator
  openTab(name: 'Why' | 'Decide' | 'Fix' | 'Talk' | 'History'): Promise<void>
  chooseVerdict(name: 'Undecided' | 'Confirmed' | 'Dismissed'): Promise<void>
  changeSeverity(name: string, reason: string): Promise<void>
  writeNote(text: string): Promise<void>
  /** Adds tags, with commas between them, to the selected finding. */
  tag(words: string): Promise<void>
  /** Types at the start of the fix's region; makes the fix if there is none. */
  writeFix(text: string): Promise<void>
  /** Exports into the default folder and gives the path that is shown. */
  exportPacket(options?: { readonly pdf: boolean }): Promise<string>
  /** Until the status bar says that nothing is on its way. */
  waitUntilSaved(): Promise<void>
  /** The first line that the source has drawn; 0 before it has drawn any. */
  topLine(): Promise<number>
  /** Numbers of the first rows from top to bottom, e.g. `#12`. */
  rowNumbers(): Promise<readonly string[]>
}

export function reviewPage(window: Page): ReviewPage {
  const inspector = window.getByRole('complementary', { name: 'Inspector' })
  const findings = window.getByRole('tree', { name: 'Findings' })
  const status = window.getByRole('contentinfo')
  const start = window.getByRole('button', { name: 'Start the review' })
  const begin = async () => {
    await expect(start).toBeFocused()
    await window.keyboard.press('Enter')
  }
  const commands = window.getByRole('combobox', { name: 'Command', exact: true })
  const pick = async (words: string) => {
    // Keys pressed before the field has the focus would go to the list behind it.
    const picker = window.getByRole('dialog')
    await expect(picker.getByRole('combobox')).toBeFocused()
    await window.keyboard.insertText(words)
    await expect(picker.getByRole('option', { selected: true })).toContainText(words, {
      ignoreCase: true,
    })
    await window.keyboard.press('Enter')
  }
  const openTab = (name: string) => inspector.getByRole('tab', { name }).click()

  return {
    findings,
    filter: window.getByRole('textbox', { name: 'Filter findings' }),
    count: window.getByRole('search').getByRole('status'),
    source: window.getByRole('region', { name: 'Source' }),
    inspector,
    status,
    selected: findings.getByRole('treeitem', { selected: true }),
    begin,
    async waitForAnalysis() {
      await expect(start.or(status)).toBeVisible()
      if (await start.isVisible()) await begin()
      await expect(status).toContainText('Analysis finished', { timeout: 90_000 })
    },
    pick,
    async run(words) {
      await window.keyboard.press('F1')
      await expect(commands).toBeFocused()
      await pick(words)
      await expect(commands).toHaveCount(0)
    },
    row: (name) => findings.getByRole('treeitem', { name }),
    openTab,
    async chooseVerdict(name) {
      await openTab('Decide')
      await choose(inspector.getByRole('radio', { name }))
    },
    async changeSeverity(name, reason) {
      await openTab('Decide')
      await choose(inspector.getByRole('radio', { name }))
      await inspector.getByRole('textbox', { name: /^Why / }).fill(reason)
      await inspector.getByRole('button', { name: 'Change severity' }).click()
    },
    async writeNote(text) {
      await openTab('Decide')
      await inspector.getByRole('textbox', { name: 'Note' }).fill(text)
    },
    async tag(words) {
      await findings.focus()
      await window.keyboard.press('T')
      const field = inspector.getByRole('combobox', { name: 'Tags' })
      await expect(field).toBeFocused()
      await window.keyboard.insertText(words)
      await window.keyboard.press('Enter')
      await expect(field).toHaveValue('')
    },
    async writeFix(text) {
      await findings.focus()
      await window.keyboard.press('e')
      const after = window.getByRole('textbox', { name: 'After' })
      await expect(after).toBeFocused()
      await window.keyboard.insertText(text)
    },
    async exportPacket({ pdf } = { pdf: false }) {
      await window.keyboard.press('Control+e')
      const dialog = window.getByRole('dialog')
      await dialog.getByRole('checkbox', { name: 'Also as PDF' }).setChecked(pdf)
      await dialog.getByRole('button', { name: 'Export' }).click()
      const path = dialog.getByRole('status', { name: 'Path of the packet' })
      await expect(path).toBeVisible({ timeout: 120_000 })
      const folder = await path.innerText()
      await dialog.getByRole('button', { name: 'Done' }).click()
      return folder
    },
    async waitUntilSaved() {
      await expect(status).toContainText(/All changes saved \d/)
      await expect(inspector.getByText('Not saved yet')).toHaveCount(0)
    },
    async topLine() {
      const numbers = await window.locator('.source-editor .line-numbers').allInnerTexts()
      return numbers.length === 0 ? 0 : Math.min(...numbers.map(Number))
    },
    async rowNumbers() {
      const names = await findings.getByRole('treeitem').allInnerTexts()
      return names.flatMap((name) => /#\d+/.exec(name)?.[0] ?? [])
    },
  }
}
