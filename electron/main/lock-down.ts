// What no page of ours ever needs is refused: navigation, new windows, webviews, downloads,
// permissions, screen capture.
import type { App, Session, WebContents } from 'electron'

/** Applies to every page of the application, whoever makes it. */
export function lockDownPages(app: App): void {
  app.on('web-contents-created', (_, contents) => lockDownPage(contents))
}

function lockDownPage(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-frame-navigate', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Refuses permissions, devices and downloads, but for writing text to the clipboard. */
export function lockDownSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => {
    decide(permission === 'clipboard-sanitized-write')
  })
  session.setPermissionCheckHandler(
    (_contents, permission) => permission === 'clipboard-sanitized-write',
  )
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler(null)
  session.setSpellCheckerEnabled(false)
  session.on('will-download', (event) => event.preventDefault())
}
