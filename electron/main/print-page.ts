// Prints pages of a packet: in windows that nobody sees, without script, without network, in a
// session of their own that keeps nothing.
import { BrowserWindow, type Session, session } from 'electron'
import type { PageToPrint } from '../api/control.ts'
import { lockDownSession } from './lock-down.ts'

/** Inches: room for the lines above and below. */
const MARGINS = { top: 0.75, bottom: 0.8, left: 0.63, right: 0.63 }

export type PrintPage = (page: PageToPrint) => Promise<Uint8Array>

/** A printer that can be given several pages at once; it is set up with the first one. */
export function createPrinter(): PrintPage {
  const waiting = new Map<string, string>()
  let own: Session | undefined
  let last = 0
  return async (page) => {
    own ??= printSession(waiting)
    last += 1
    const address = `packet://page/${last}`
    waiting.set(address, page.html)
    const window = hiddenWindow(own)
    try {
      await window.loadURL(address)
      return await window.webContents.printToPDF({
        pageSize: page.paper,
        printBackground: true,
        margins: MARGINS,
        displayHeaderFooter: true,
        headerTemplate: page.header,
        footerTemplate: page.footer,
        generateTaggedPDF: true,
        generateDocumentOutline: true,
      })
    } finally {
      waiting.delete(address)
      window.destroy()
    }
  }
}

/** Knows the pages that wait to be printed and no other address. */
function printSession(waiting: ReadonlyMap<string, string>): Session {
  const own = session.fromPartition('packet-print')
  lockDownSession(own)
  own.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !waiting.has(url) }))
  own.protocol.handle(
    'packet',
    ({ url }) =>
      new Response(waiting.get(url) ?? '', {
        status: waiting.has(url) ? 200 : 404,
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'x-content-type-options': 'nosniff',
        },
      }),
  )
  return own
}

function hiddenWindow(own: Session): BrowserWindow {
  return new BrowserWindow({
    show: false,
    webPreferences: {
      session: own,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      spellcheck: false,
      devTools: false,
    },
  })
}
