// Pictures of every page of a packet as readers see it, on phones, on screens and on paper, and a list
// of what is wider than the screen:  node build/packet-pictures.ts <packet> <new folder>
//
// Runs twice: first as the person, then by itself on a virtual display (build/display.ts).
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import { type ElectronApplication, _electron as electron, type Page } from '@playwright/test'
import { runOnDisplay } from './display.ts'
import { findRuntime } from './setup/runtime.mjs'

const WIDTHS = [390, 1280] as const
const SCHEMES = ['light', 'dark'] as const
/** Longer pages are cut: what comes later looks like what came before. */
const MAX_HEIGHT = 14_000
const EMPTY_WINDOW = `const { app, BrowserWindow } = require('electron')
app.commandLine.appendSwitch('hide-scrollbars')
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 900 }).loadURL('about:blank'))\n`

const output = process.env.LECTERN_OUTPUT
const [packet, pictures] = argv.slice(2)
if (packet === undefined || (output === undefined && pictures === undefined)) {
  console.error('node build/packet-pictures.ts <packet> <new folder>')
  process.exitCode = 2
} else if (output === undefined) {
  process.env.LECTERN_ELECTRON ??= findRuntime()?.executable
  process.exitCode = await runOnDisplay({
    script: 'build/packet-pictures.ts',
    args: [packet],
    collect: (from) => cpSync(join(from, 'pictures'), pictures ?? '', { recursive: true }),
  })
} else await takePictures(packet, output)

async function takePictures(packet: string, output: string): Promise<void> {
  const folder = join(output, 'pictures')
  mkdirSync(folder, { recursive: true })
  const main = join(output, 'main.cjs')
  writeFileSync(main, EMPTY_WINDOW)
  const app = await electron.launch({
    executablePath: process.env.LECTERN_ELECTRON ?? '',
    args: [main],
    chromiumSandbox: true,
  })
  const page = await app.firstWindow()
  for (const name of readdirSync(packet).filter((one) => one.endsWith('.html'))) {
    await page.goto(pathToFileURL(join(packet, name)).href)
    const start = join(folder, name.replace(/\.html$/, ''))
    for (const width of WIDTHS) {
      for (const colorScheme of SCHEMES) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        const height = Math.min(MAX_HEIGHT, await heightOf(page))
        await page.screenshot({
          path: `${start}-${width}-${colorScheme}.png`,
          fullPage: true,
          clip: { x: 0, y: 0, width, height },
        })
      }
      for (const one of await tooWide(page)) console.log(`${name} at ${width}: ${one}`)
    }
    await page.emulateMedia({ colorScheme: null })
    writeFileSync(`${start}.pdf`, await printed(app))
  }
  await app.close()
}

function heightOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollHeight)
}

/** Elements that reach beyond the screen and cannot be scrolled by themselves. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const limit = document.documentElement.clientWidth
    const isHeld = (one: Element) => one.closest('.table, .canvas, pre') !== null
    const wide = [...document.querySelectorAll('body *')].filter(
      (one) => one.getBoundingClientRect().right > limit + 1 && !isHeld(one),
    )
    return wide.slice(0, 5).map((one) => `${one.tagName} ${one.textContent?.slice(0, 60)}`)
  })
}

async function printed(app: ElectronApplication): Promise<Buffer> {
  const pdf = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const bytes = await window?.webContents.printToPDF({ pageSize: 'A4', printBackground: true })
    return bytes?.toString('base64') ?? ''
  })
  return Buffer.from(pdf, 'base64')
}
