// The Packet place as a person uses it.
import { expect, type Locator, type Page } from '@playwright/test'

export interface PacketPage {
  readonly summary: Locator
  readonly document: Locator
  readonly panel: Locator
  open(): Promise<void>
  /** Shows a document of the packet. */
  choose(title: string): Promise<void>
  textOf(label: string | RegExp): Locator
  /** Until the status bar says that nothing is on its way. */
  waitUntilSaved(): Promise<void>
}

export function packetPage(window: Page): PacketPage {
  const list = window.getByRole('navigation', { name: 'Documents' })
  const panel = window.getByRole('complementary', { name: 'Texts' })
  return {
    summary: list.getByRole('heading'),
    document: window.getByRole('region', { name: 'Document' }),
    panel,
    async open() {
      await window.keyboard.press('Control+6')
      await expect(list).toBeVisible()
    },
    choose: (title) => list.getByRole('button', { name: title }).click(),
    textOf: (label) => panel.getByRole('textbox', { name: label }),
    async waitUntilSaved() {
      await expect(panel.getByText('Not saved yet')).toHaveCount(0)
      await expect(window.getByRole('contentinfo')).toContainText(/All changes saved \d/)
    },
  }
}
