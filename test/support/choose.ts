import { expect, type Locator } from '@playwright/test'

/**
 * Chooses one of a radio group. The button itself is out of sight, so that what is drawn around it is
 * clicked, once it stands still. What is stored first is checked later than any click waits for.
 */
export async function choose(radio: Locator): Promise<void> {
  await radio.locator('xpath=ancestor::label').click()
  await expect(radio).toBeChecked()
}
