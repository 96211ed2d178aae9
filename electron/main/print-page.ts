// Prints a page of a packet: in a window that nobody sees, without script, without network, in a
// session of its own that is gone afterwards.
import { BrowserWindow, session } from 'electron'
import type { PageToPrint } from '../api/control.ts'
import { lockDownSession } from './lock-down.ts'

const ADDRESS = 'packet://page/'
/** Inches: room for the lines above and below. */
const MARGINS = { top: 0.75, bottom: 0.8, left: 0.63, right: 0.63 }

/** The page as a tagged PDF with an outline. Rejects when Chromium cannot print it. */
export async function printPage(page: PageToPrint): Promise<Uint8Array> {
  const own = session.fromPartition('packet-print')
  lockDownSession(own)
  own.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: url !== ADDRESS }))
  own.protocol.handle(
    'packet',
    () =>
      new Response(page.html, {
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'x-content-type-options': 'nosniff',
        },
      }),
  )
  const window = new BrowserWindow({
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
  try {
    await window.loadURL(ADDRESS)
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
    window.destroy()
    own.protocol.unhandle('packet')
  }
}
