import { showFailure } from './notices.ts'
import { countSave } from './saves.ts'

/** Writes and gives whether it was stored; a failure is shown. */
export async function stored(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await countSave(write)
    return true
  } catch (error) {
    showFailure(error)
    return false
  }
}
