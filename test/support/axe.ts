// What axe finds wrong on a page.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

/** One line for each rule that is broken, with the places. */
export async function violations(window: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page: window }).setLegacyMode().analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' | ')}`)
}
