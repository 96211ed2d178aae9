// Prints pages of a packet: in windows that nobody sees, without script, without network, in a
// session of their own that keeps nothing.
import { BrowserWindow, type Session, session } from 'electron'
import type { PageToPrint } from '../api/control.ts'
import { lockDownSession } from './lock-down.ts'

/** Inches: room for the lines above and below. */
const MARGINS = { top: 0.75, bottom: 0.8, left: 0.63, right: 0.63 }

/** Rejects when the signal is aborted: the page is then given up at once. */
export type PrintPage = (page: PageToPrint, signal: AbortSignal) => Promise<Uint8Array>

/**
 * A printer that can be given several pages at once; it is set up with the first one. Its windows
 * serve one page after the other, because each costs a process, and go with the last page.
 */
export function createPrinter(): PrintPage {
  const waiting = new Map<string, string>()
  const idle: BrowserWindow[] = []
  let own: Session | undefined
  let [last, printing] = [0, 0]
  return async (page, signal) => {
    own ??= printSession(waiting)
    last += 1
    printing += 1
    const address = `packet://page/${last}`
    waiting.set(address, page.html)
    const window = idle.pop() ?? hiddenWindow(own)
    try {
      const pdf = await untilAborted(printed(window, address, page), signal)
      idle.push(window)
      return pdf
    } catch (error) {
      window.destroy()
      throw error
    } finally {
      waiting.delete(address)
      printing -= 1
      if (printing === 0) for (const one of idle.splice(0)) one.destroy()
    }
  }
}

async function printed(
  window: BrowserWindow,
  address: string,
  page: PageToPrint,
): Promise<Uint8Array> {
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
}

/** What the work gives, unless the signal comes first: the work's end is then of no interest. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('The printing was stopped.'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
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
