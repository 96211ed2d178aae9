// The window closes only when what was typed is stored. Fields and views listen for `LEAVING` and
// send what they hold; the window goes when all of it is acknowledged.

import { AppError } from '../../electron/api/errors.ts'
import { useDrafts } from '../state/drafts.ts'
import type { Client } from './client.ts'
import { showFailure } from './notices.ts'

export const LEAVING = 'lectern-leaving'
/** Told before a text is stored: what is known of the typing is stored first, so it is never older. */
export const STORING = 'lectern-storing'

/** How long a store may take before the person is told instead. */
const PATIENCE_MS = 8_000

const CLOSE_AGAIN_MS = 250

function hasDrafts(): boolean {
  return Object.keys(useDrafts.getState().byField).length > 0
}

async function settle(api: Client): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  window.dispatchEvent(new Event(LEAVING))
  // A draft that is sent becomes a call a moment later, hence the turn of the event loop.
  do {
    await new Promise((resolve) => window.setTimeout(resolve))
    await Promise.race([
      api.whenIdle(),
      new Promise((resolve) => window.setTimeout(resolve, PATIENCE_MS)),
    ])
  } while (hasDrafts() && api.isBusy() && Date.now() < end)
}

/** Holds the window back until everything is stored; a second try closes it in any case. */
export function storeBeforeLeaving(api: Client) {
  let mayLeave = false
  window.addEventListener('beforeunload', (event) => {
    if (mayLeave) {
      return
    }
    event.preventDefault()
    mayLeave = true
    const leave = async () => {
      await settle(api)
      if (hasDrafts()) {
        showFailure(
          new AppError(
            'internal',
            'Some text could not be saved, so the window stays open.',
            'Copy the text to a safe place. Closing the window again discards it.',
          ),
        )
        return
      }
      // Asked while the refused attempt is still being wound up, the window stays: ask again.
      window.setInterval(() => window.close(), CLOSE_AGAIN_MS)
      window.close()
    }
    void leave()
  })
}
