// Where Lectern keeps its data, the same for the window and the command line.
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { Root } from '../repository/root.ts'
import { sha256Of } from './sha256.ts'

/** The default folder of this user; `environment` is the process's. */
export function defaultDataFolder(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string {
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Lectern')
  if (platform === 'win32') {
    return join(environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Lectern')
  }
  const base = environment.XDG_DATA_HOME
  const folder = base !== undefined && isAbsolute(base) ? base : join(homedir(), '.local', 'share')
  return join(folder, 'lectern')
}

/**
 * Where results are kept that can be had again at any time: the user's cache folder, or a folder
 * below a data folder of one's own, which then holds everything.
 */
export function cacheFolderOf(
  dataFolder: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string {
  if (dataFolder !== defaultDataFolder(environment, platform)) return join(dataFolder, 'cache')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Lectern')
  if (platform === 'win32') {
    return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Lectern', 'Cache')
  }
  const base = environment.XDG_CACHE_HOME
  const folder = base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache')
  return join(folder, 'lectern')
}

export function appDatabaseFile(dataFolder: string): string {
  return join(dataFolder, 'lectern.sqlite')
}

/** One database for each real path: renaming a folder starts a new review. */
export function reviewDatabaseFile(dataFolder: string, { path, onlyPath, name }: Root): string {
  const hash = sha256Of(`${path}\0${onlyPath}`).slice(0, 16)
  return join(dataFolder, 'reviews', `${plainName(name)}-${hash}.sqlite`)
}

/** Where packets go that nobody chose a folder for. */
export function defaultPacketFolder(dataFolder: string, name: string, asOf: string): string {
  return join(dataFolder, 'packets', `${plainName(name)}-${asOf.replaceAll(/[:.]/g, '-')}`)
}

/** A name that every file system takes. */
function plainName(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '')
  return plain.slice(0, 60) || 'review'
}
