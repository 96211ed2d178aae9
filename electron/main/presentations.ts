// The two windows of a presentation: the one that everybody sees fills its screen, the speaker's
// stands on another one where there is another.
import { type BrowserWindow, screen } from 'electron'
import type { HostHandlers } from './host-calls.ts'
import { openSpeakerWindow, type WindowFolders } from './window.ts'

export function presentations(
  folders: WindowFolders,
  presented: () => BrowserWindow | undefined,
): { readonly present: HostHandlers['host.present']; readonly end: () => void } {
  let speaker: BrowserWindow | undefined

  function end(): void {
    if (speaker !== undefined && !speaker.isDestroyed()) speaker.close()
    speaker = undefined
  }
  return {
    present: ({ reviewId, isOn, hasSpeaker }) => {
      const window = presented()
      if (window === undefined || window.isDestroyed()) return { ok: true }
      if (!isOn || !hasSpeaker) end()
      else if (speaker === undefined || speaker.isDestroyed()) {
        speaker = openSpeakerWindow(folders, reviewId)
        moveAway(speaker, window)
      } else speaker.focus()
      window.setFullScreen(isOn)
      return { ok: true }
    },
    end,
  }
}

/** To a screen that the presented window is not on. */
function moveAway(speaker: BrowserWindow, window: BrowserWindow): void {
  const here = screen.getDisplayMatching(window.getBounds())
  const other = screen.getAllDisplays().find(({ id }) => id !== here.id)
  if (other === undefined) return
  const { x, y } = other.workArea
  speaker.setPosition(x + 40, y + 40)
}
