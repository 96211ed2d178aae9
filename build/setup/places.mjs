// Where set-up reads and writes. Nothing here creates a folder.
import { homedir, platform } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository, absolute. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** Node 24 of the devDependency `node`; every tool and script after `npm ci` runs on it. */
export const NODE = join(ROOT, 'node_modules', '.bin', platform() === 'win32' ? 'node.exe' : 'node')

/** True when this process may install system packages and may become another user. */
export const IS_ROOT = process.getuid?.() === 0

/**
 * The folder that all clones of one user share: Electron's fallback runtime and native modules.
 * Root uses the system's cache folder, because its home is closed to the unprivileged user that
 * the end-to-end tests run as.
 */
export function cacheFolder() {
  if (process.env.XDG_CACHE_HOME) {
    return join(process.env.XDG_CACHE_HOME, 'lectern')
  }
  if (platform() === 'darwin') {
    return join(homedir(), 'Library', 'Caches', 'lectern')
  }
  if (platform() === 'win32') {
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'lectern', 'cache')
  }
  return IS_ROOT ? '/var/cache/lectern' : join(homedir(), '.cache', 'lectern')
}
