// The application's own database: recents and settings.
import { renameSync } from 'node:fs'
import { userInfo } from 'node:os'
import { AppError } from '../api/errors.ts'
import { openAppStore } from '../store/app-store.ts'
import { appDatabaseFile } from './data-folder.ts'

/** Recents and settings are no reason not to start: a damaged file is put aside and kept. */
export function openApplication(
  given: Omit<Parameters<typeof openAppStore>[1], 'defaultReviewer'>,
  dataFolder: string,
) {
  const options = { ...given, defaultReviewer: userName() }
  const file = appDatabaseFile(dataFolder)
  try {
    return openAppStore(file, options)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'database-damaged') throw error
    const time = options.now().toISOString().replaceAll(/[:.]/g, '-')
    renameSync(file, `${file}.corrupt-${time}`)
    return openAppStore(file, options)
  }
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A user id without an entry in the system's list of users.
    return 'reviewer'
  }
}
