// The command line of the window: a path to review and where the data lies.
import { resolve } from 'node:path'

export interface WindowArguments {
  /** Absolute path of the folder or file to open. */
  readonly path: string | undefined
  /** Absolute path of the data folder, where it was chosen. */
  readonly dataFolder: string | undefined
}

const DATA_FOLDER = '--data-dir'

/**
 * What follows the program on the command line. In development Electron is the program and the
 * application's folder stands among its arguments, behind switches of Chromium and of debuggers.
 */
export function ownArguments(argv: readonly string[], appFolder: string | undefined): string[] {
  const at = argv.findIndex(
    (argument) => appFolder !== undefined && resolve(argument) === appFolder,
  )
  return argv.slice(Math.max(at, 0) + 1)
}

/**
 * Reads what follows the program's own name. Chromium's switches and everything else that starts
 * with a dash are not ours and are passed over.
 */
export function readArguments(argv: readonly string[], workingFolder: string): WindowArguments {
  let path: string | undefined
  let dataFolder: string | undefined
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? ''
    if (argument === DATA_FOLDER) {
      index += 1
      dataFolder = argv[index]
    } else if (argument.startsWith(`${DATA_FOLDER}=`)) {
      dataFolder = argument.slice(DATA_FOLDER.length + 1)
    } else if (!argument.startsWith('-') && argument !== '') {
      path ??= argument
    }
  }
  return {
    path: path === undefined ? undefined : resolve(workingFolder, path),
    dataFolder: dataFolder === undefined ? undefined : resolve(workingFolder, dataFolder),
  }
}
