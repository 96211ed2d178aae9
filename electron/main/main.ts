// The shell: starts the backend, opens the window, and does what only Electron can. No product
// logic, no parsing, no SQL.
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  app,
  BrowserWindow,
  clipboard,
  dialog,
  ipcMain,
  session,
  shell,
  type WebContents,
} from 'electron'
import { AppError } from '../api/errors.ts'
import { prepareAnswers, registerAppScheme, serveApp } from './app-protocol.ts'
import { ownArguments, readArguments } from './arguments.ts'
import { BackendProcess } from './backend-process.ts'
import { answerHostCalls, type HostHandlers, isOwnFrame } from './host-calls.ts'
import { lockDownPages, lockDownSession } from './lock-down.ts'
import { installMenu } from './menu.ts'
import { presentations } from './presentations.ts'
import { openWindow } from './window.ts'

/** How long the backend may take to finish its writes when the application quits. */
const CLOSE_MILLISECONDS = 10_000

const programFolder = import.meta.dirname
const appFolder = app.isPackaged ? undefined : app.getAppPath()
const given = readArguments(ownArguments(process.argv, appFolder), process.cwd())
if (given.dataFolder !== undefined) app.setPath('userData', join(given.dataFolder, 'electron'))
const dataFolder = given.dataFolder ?? app.getPath('userData')
mkdirSync(dataFolder, { recursive: true, mode: 0o700 })

app.enableSandbox()
app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
app.commandLine.appendSwitch('disable-background-networking')
app.commandLine.appendSwitch('disable-component-update')
registerAppScheme()
lockDownPages(app)

if (app.requestSingleInstanceLock({ path: given.path ?? '' })) {
  // A listener, not a top-level await: Electron becomes ready only after this module has run.
  app.once('ready', run)
} else {
  app.quit()
}

function run(): void {
  // First: its start takes longer than that of the page, which waits for its answers.
  const backend = new BackendProcess({
    programFolder,
    arguments: backendArguments(),
    onRestart: () => {
      for (const { webContents } of BrowserWindow.getAllWindows()) sendPort(webContents)
    },
  })
  lockDownSession(session.defaultSession)
  serveApp(join(programFolder, 'ui'))
  installMenu()

  let window: BrowserWindow | undefined
  const folders = { program: programFolder, data: dataFolder }
  const presentation = presentations(folders, () => window)
  const sendPort = (page: WebContents) => {
    if (!page.isDestroyed()) page.postMessage('port', null, [backend.openPort()])
  }

  ipcMain.on('request-port', (event) => {
    if (isOwnFrame(event)) sendPort(event.sender)
  })
  answerHostCalls(ipcMain, {
    ...hostHandlers(backend, () => window),
    'host.present': presentation.present,
  })

  window = openWindow(folders)
  setImmediate(prepareAnswers)
  window.webContents.on('render-process-gone', (_, { reason }) => {
    console.error(`The page of the window ended (${reason}); it is loaded again.`)
    window?.webContents.reload()
  })
  window.on('closed', () => {
    window = undefined
    presentation.end()
  })

  app.on('second-instance', (_event, argv, workingFolder) => {
    window?.show()
    window?.focus()
    const { path } = readArguments(ownArguments(argv, appFolder), workingFolder)
    if (path !== undefined) void openFromShell(backend, path)
  })
  app.on('window-all-closed', () => app.quit())
  let isClosed = false
  app.on('will-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    void backend.close(CLOSE_MILLISECONDS).then(() => {
      isClosed = true
      app.quit()
    })
  })
}

function backendArguments(): string[] {
  const binding = join(programFolder, 'better_sqlite3.node')
  return [
    '--data-dir',
    dataFolder,
    '--version',
    app.getVersion(),
    '--runtime',
    `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}, Node ${process.versions.node}`,
    ...(existsSync(binding) ? ['--sqlite-binding', binding] : []),
  ]
}

/** A path that came from a second start; the backend tells the window that the review changed. */
async function openFromShell(backend: BackendProcess, path: string): Promise<void> {
  try {
    await backend.ask({ ask: 'open-path', path, announce: true })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    dialog.showErrorBox(error.message, error.nextStep)
  }
}

function hostHandlers(
  backend: BackendProcess,
  currentWindow: () => BrowserWindow | undefined,
): Omit<HostHandlers, 'host.present'> {
  const chooseFolder = async (title: string, canCreate: boolean): Promise<string | undefined> => {
    const parent = currentWindow()
    const options = {
      title,
      properties: ['openDirectory' as const, ...(canCreate ? ['createDirectory' as const] : [])],
    }
    const { filePaths } =
      parent === undefined
        ? await dialog.showOpenDialog(options)
        : await dialog.showOpenDialog(parent, options)
    return filePaths[0]
  }
  const chooseFile = async (title: string): Promise<string | undefined> => {
    const parent = currentWindow()
    const options = { title, properties: ['openFile' as const] }
    const { filePaths } =
      parent === undefined
        ? await dialog.showOpenDialog(options)
        : await dialog.showOpenDialog(parent, options)
    return filePaths[0]
  }
  const chooseNewFile = async (title: string, name: string): Promise<string | undefined> => {
    const parent = currentWindow()
    const options = { title, defaultPath: join(app.getPath('documents'), name) }
    const { filePath, canceled } =
      parent === undefined
        ? await dialog.showSaveDialog(options)
        : await dialog.showSaveDialog(parent, options)
    return canceled ? undefined : filePath
  }
  // Named on the command line; opened when the window first asks.
  let initialPath = given.path

  return {
    'host.openFolder': async ({ what = 'code' }) => {
      const title = what === 'code' ? 'Open a folder to review' : 'Open the folder of a packet'
      const folder = await chooseFolder(title, false)
      if (folder === undefined) return { reviewId: null }
      const { reviewId } = await backend.ask({ ask: 'open-path', path: folder })
      return { reviewId }
    },
    'host.locateFolder': async ({ reviewId }) => {
      const folder = await chooseFolder('Choose the folder of the review', false)
      if (folder === undefined) return { isLocated: false }
      await backend.ask({ ask: 'locate', reviewId, folder })
      return { isLocated: true }
    },
    'host.openDropped': async ({ path }) => {
      const { reviewId } = await backend.ask({ ask: 'open-path', path })
      return { reviewId }
    },
    'host.initialReview': async () => {
      const path = initialPath
      initialPath = undefined
      if (path === undefined) return { reviewId: null, error: null }
      try {
        const { reviewId } = await backend.ask({ ask: 'open-path', path })
        return { reviewId, error: null }
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        return { reviewId: null, error: error.toData() }
      }
    },
    'host.chooseExportFolder': async () => {
      const folder = await chooseFolder('Choose a folder for the packet', true)
      if (folder === undefined) return { targetId: null, folder: '' }
      const { targetId } = await backend.ask({ ask: 'grant-target', folder })
      return { targetId, folder }
    },
    'host.importFile': async ({ reviewId }) => {
      const path = await chooseFile('Import a log, a report, a review or a file of a packet')
      if (path === undefined) return { result: null }
      const { result } = await backend.ask({ ask: 'import-file', reviewId, path })
      return { result }
    },
    'host.chooseReview': async () => {
      const path = await chooseFile("Choose the other reviewer's database (.sqlite)")
      if (path === undefined) return { sourceId: null }
      const { sourceId } = await backend.ask({ ask: 'grant-source', path })
      return { sourceId }
    },
    'host.chooseTour': async () => {
      const path = await chooseFile('Choose a CodeTour file (.tour)')
      if (path === undefined) return { sourceId: null }
      const { sourceId } = await backend.ask({ ask: 'grant-source', path })
      return { sourceId }
    },
    'host.saveWalkthrough': async ({ reviewId, format }) => {
      const path = await chooseNewFile('Save the walkthrough', `walkthrough.${format}`)
      if (path === undefined) return { path: '' }
      await backend.ask({ ask: 'write-walkthrough', reviewId, format, path })
      return { path }
    },
    'host.saveTable': async ({ reviewId, findingIds }) => {
      const path = await chooseNewFile('Save the findings as a table', 'findings.csv')
      if (path === undefined) return { path: '' }
      await backend.ask({ ask: 'write-table', reviewId, findingIds, path })
      return { path }
    },
    'host.saveAttachment': async ({ reviewId, attachmentId }) => {
      const { name } = await backend.ask({ ask: 'attachment-name', reviewId, attachmentId })
      const path = await chooseNewFile('Save the attached file', name)
      if (path === undefined) return { path: '' }
      await backend.ask({ ask: 'write-attachment', reviewId, attachmentId, path })
      return { path }
    },
    'host.copyText': ({ text }) => {
      clipboard.writeText(text)
      return { ok: true }
    },
    'host.showPacket': async ({ reviewId }) => {
      const { folder } = await backend.ask({ ask: 'packet-folder', reviewId })
      shell.showItemInFolder(folder)
      return { ok: true }
    },
  }
}
