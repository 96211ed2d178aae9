// The window and, while something is presented, the speaker's: their options and their places.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { app, BrowserWindow, nativeTheme, type Rectangle, type WebPreferences } from 'electron'
import { z } from 'zod'
import { APP_ORIGIN } from './app-protocol.ts'

const PlaceSchema = z.object({
  corner: z.object({ x: z.int(), y: z.int() }).optional(),
  width: z.int().min(600).max(20_000),
  height: z.int().min(400).max(20_000),
  isMaximized: z.boolean(),
})
type Place = z.infer<typeof PlaceSchema>

const DEFAULT_PLACE: Place = { width: 1440, height: 900, isMaximized: false }
/** Surfaces of the two themes, so that nothing flashes before the first frame. */
const SURFACE = { light: '#ffffff', dark: '#16181d' }

export interface WindowFolders {
  /** Folder with preload.cjs. */
  readonly program: string
  /** Folder in which the window's place is remembered. */
  readonly data: string
}

/** Opens the window and loads the page. */
export function openWindow(folders: WindowFolders): BrowserWindow {
  const placeFile = join(folders.data, 'window.json')
  const { isMaximized, corner, width, height } = readPlace(placeFile)
  const window = new BrowserWindow({
    ...corner,
    width,
    height,
    minWidth: 640,
    minHeight: 480,
    show: false,
    title: 'Lectern',
    backgroundColor: nativeTheme.shouldUseDarkColors ? SURFACE.dark : SURFACE.light,
    webPreferences: pagePreferences(folders),
  })
  if (isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => writePlace(placeFile, window.getNormalBounds(), window.isMaximized()))
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}

/** Opens the window of whoever speaks: notes, the next step and the clock of a review. */
export function openSpeakerWindow(folders: WindowFolders, reviewId: number): BrowserWindow {
  const window = new BrowserWindow({
    width: 760,
    height: 640,
    minWidth: 480,
    minHeight: 400,
    title: 'Lectern: speaker',
    backgroundColor: nativeTheme.shouldUseDarkColors ? SURFACE.dark : SURFACE.light,
    webPreferences: pagePreferences(folders),
  })
  void window.loadURL(`${APP_ORIGIN}/?speaker=${reviewId}`)
  return window
}

function pagePreferences(folders: WindowFolders): WebPreferences {
  return {
    preload: join(folders.program, 'preload.cjs'),
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    // The second start is as fast as all later ones: without it V8 keeps what it compiled only then.
    v8CacheOptions: 'bypassHeatCheck',
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    plugins: false,
    safeDialogs: true,
    disableBlinkFeatures: 'Auxclick',
    devTools: !app.isPackaged,
    autoplayPolicy: 'user-gesture-required',
  }
}

/** Garbage in the file means the default place: the window must always open. */
function readPlace(file: string): Place {
  try {
    return PlaceSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      console.error('The place of the window could not be read:', error)
    }
    return DEFAULT_PLACE
  }
}

function writePlace(file: string, bounds: Rectangle, isMaximized: boolean): void {
  const { x, y, width, height } = bounds
  const place: Place = { corner: { x, y }, width, height, isMaximized }
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(place))
    renameSync(`${file}.new`, file)
  } catch (error) {
    console.error('The place of the window could not be remembered:', error)
  }
}
