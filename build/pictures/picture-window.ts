// What every picture needs: a window of a certain size in certain colours.
import type { ElectronApplication, Page } from '@playwright/test'
import { expect } from '../../test/support/workbench.ts'

export const THEMES = ['Light', 'Dark'] as const
export type Theme = (typeof THEMES)[number]
export const CONTRASTS = ['High contrast, light', 'High contrast, dark'] as const

/** Takes a picture under this name. */
export type Take = (name: string) => Promise<unknown>

export function dataThemeOf(name: string): string {
  return name.toLowerCase().replace('high contrast, ', 'contrast-')
}

export async function chooseTheme(
  window: Page,
  name: Theme | (typeof CONTRASTS)[number],
): Promise<void> {
  await window.getByRole('button', { name: 'Theme' }).click()
  await window.getByRole('menuitemradio', { name, exact: true }).click()
  await expect(window.locator('html')).toHaveAttribute('data-theme', dataThemeOf(name))
}

/** Gives the page, without frame and menu, exactly this size. */
export async function resize(
  app: ElectronApplication,
  size: { readonly width: number; readonly height: number },
): Promise<void> {
  const window = await app.browserWindow(await app.firstWindow())
  await window.evaluate((window, { width, height }) => window.setContentSize(width, height), size)
}
