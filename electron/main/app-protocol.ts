// app://ui/: the bundled files of the window and nothing else. The map is filled once at start, so
// no path of a request ever reaches the disk.
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { protocol } from 'electron'
import { CONTENT_SECURITY_POLICY } from './content-policy.ts'

export const APP_ORIGIN = 'app://ui'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Must run before the application is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Serves the files below `folder`. */
export function serveApp(folder: string): void {
  const files = listFiles(folder)
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const file =
      url.origin === APP_ORIGIN || url.host === 'ui' ? files.get(url.pathname) : undefined
    if (file === undefined || request.method !== 'GET') {
      return new Response('', { status: 404, headers: PROTECTION })
    }
    return new Response(await readFile(file.path), {
      headers: { ...PROTECTION, 'content-type': file.type },
    })
  })
}

/**
 * Has Node load what answers are made of, which it does with the first of them only. While the
 * page's process starts there is time for it.
 */
export function prepareAnswers(): void {
  new Headers(PROTECTION)
}

const PROTECTION = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

interface ServedFile {
  readonly path: string
  readonly type: string
}

function listFiles(folder: string): ReadonlyMap<string, ServedFile> {
  const files = new Map<string, ServedFile>()
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const type = TYPES[extname(name)]
    if (type === undefined) continue
    const file = { path: join(folder, name), type }
    files.set(`/${name.replaceAll('\\', '/')}`, file)
    if (name === 'index.html') files.set('/', file)
  }
  return files
}
