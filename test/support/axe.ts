// What axe finds wrong on a page.
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** One line for each rule that is broken, with the places; in one part of the page if it is named. */
export async function violations(window: Page, within?: string): Promise<readonly string[]> {
  const builder = new AxeBuilder({ page: window })
  return analyze(within === undefined ? builder : builder.include(within))
}

async function analyze(builder: AxeBuilder): Promise<readonly string[]> {
  const { violations: found } = await builder.setLegacyMode().analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' | ')}`)
}

const THEMES = [
  { name: 'dark', colorScheme: 'dark', contrast: 'no-preference' },
  { name: 'contrast-light', colorScheme: 'light', contrast: 'more' },
  { name: 'contrast-dark', colorScheme: 'dark', contrast: 'more' },
  { name: 'light', colorScheme: 'light', contrast: 'no-preference' },
] as const

/**
 * Broken rules of what a window shows now, in each of its four themes. The window has to follow the
 * system's theme. Themes differ in colours alone: what has to do with them is looked at in each,
 * everything else in the light one, which is shown afterwards too.
 */
export async function violationsInThemes(window: Page): Promise<readonly string[]> {
  const found: string[] = []
  for (const { name, ...media } of THEMES) {
    // A colour on its way to another is neither.
    await window.emulateMedia({ ...media, reducedMotion: 'reduce' })
    await expect(window.locator('html')).toHaveAttribute('data-theme', name)
    const builder = new AxeBuilder({ page: window })
    const broken = await analyze(
      name === 'light' ? builder : builder.withRules(['color-contrast', 'link-in-text-block']),
    )
    found.push(...broken.map((line) => `${name}: ${line}`))
  }
  return found
}
