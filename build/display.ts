// Runs a program that shows windows: on a virtual display, in a temporary home, and never as root,
// because Chromium's sandbox cannot work for root. Root's run drops to the system's `nobody`; no
// account is created.
import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

interface User {
  readonly uid: number
  readonly gid: number
}

export interface DisplayRun {
  /** Relative to the root of the repository; run by Node 24. */
  readonly script: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Runs at the same time as others that have other numbers: each gets a display of its own. */
  readonly place?: number
  /** Looks at what the program left in `LECTERN_OUTPUT`, before it is removed. */
  readonly collect: (output: string) => void
}

/** Runs a script to its end and returns its exit status. */
export async function runOnDisplay(run: DisplayRun): Promise<number> {
  const { script, args, env, place = 0, collect } = run
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined
  const home = mkdtempSync(join(tmpdir(), 'lectern-run-'))
  const stage = mkdtempSync(join(tmpdir(), 'lectern-stage-'))
  try {
    const output = join(home, 'output')
    for (const folder of [home, output, join(home, 'tmp')]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if (user !== undefined) {
        chownSync(folder, user.uid, user.gid)
      }
    }
    const here = user === undefined ? root : readableCopy(root, user, stage)
    const electron = process.env.LECTERN_ELECTRON
    const executable =
      electron !== undefined && user !== undefined
        ? join(readableCopy(dirname(electron), user, stage), basename(electron))
        : electron
    const status = await start(
      [join(here, 'node_modules/.bin/node'), join(here, script), ...args],
      {
        cwd: here,
        ...user,
        env: {
          ...ownEnvironment(here),
          ...env,
          HOME: home,
          TMPDIR: join(home, 'tmp'),
          LECTERN_OUTPUT: output,
          ...(executable === undefined ? {} : { LECTERN_ELECTRON: executable }),
        },
        place,
      },
    )
    collect(output)
    return status
  } finally {
    rmSync(home, { recursive: true, force: true })
    rmSync(stage, { recursive: true, force: true })
  }
}

/** Our environment without what points at the person's own session, home or display. */
function ownEnvironment(here: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(XDG_|DBUS_|WAYLAND_|SUDO_|USER$|LOGNAME$|MAIL$|XAUTHORITY$)/.test(name),
  )
  const path = [join(here, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  return { ...Object.fromEntries(kept), PATH: path }
}

interface StartOptions extends Partial<User> {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly place: number
}

/** Displays from here on are looked for: two that start at once must not take the same. */
const FIRST_DISPLAY = 99
const DISPLAYS_EACH = 100

function start(command: readonly string[], { place, ...options }: StartOptions): Promise<number> {
  const screen = '-screen 0 1920x1200x24 -nolisten tcp'
  const [program = '', ...args] =
    process.platform === 'linux'
      ? [
          'xvfb-run',
          '--auto-servernum',
          `--server-num=${FIRST_DISPLAY + place * DISPLAYS_EACH}`,
          `--server-args=${screen}`,
          ...command,
        ]
      : command
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('error', reject)
    child.on('close', (status) => resolve(status ?? 1))
  })
}

function unprivilegedUser(): User {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  if (uid === undefined || gid === undefined) {
    throw new Error('This system has no user `nobody`. Run the command as an ordinary user.')
  }
  return { uid: Number(uid), gid: Number(gid) }
}

/**
 * The folder itself where the user can read it, else a copy that the user can: hard links where
 * the file system allows them, so that it costs seconds and no space.
 */
function readableCopy(folder: string, user: User, stage: string): string {
  if (canRead(folder, user)) {
    return folder
  }
  chmodSync(stage, 0o755)
  const copy = join(stage, basename(folder))
  link(folder, copy)
  if (!canRead(copy, user)) {
    rmSync(copy, { recursive: true, force: true })
    cpSync(folder, copy, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !isLeftOut(relative(folder, path)),
    })
    spawnSync('chmod', ['-R', 'a+rX', copy])
  }
  return copy
}

function link(folder: string, copy: string): void {
  mkdirSync(copy, { mode: 0o755 })
  chmodSync(copy, 0o755)
  const names = readdirSync(folder).filter((name) => !isLeftOut(name))
  spawnSync('cp', ['-al', '--', ...names.map((name) => join(folder, name)), copy])
}

function isLeftOut(path: string): boolean {
  return ['.git', '.cache', 'test-results'].includes(path)
}

/** Whether a user can list a folder and read what lies in it. */
function canRead(folder: string, { uid, gid }: User): boolean {
  const samples = [
    folder,
    ...['package.json', 'version', 'node_modules', 'dist'].map((name) => join(folder, name)),
  ]
  return samples
    .filter((path) => existsSync(path))
    .every((path) => spawnSync('test', ['-r', path], { uid, gid, cwd: '/' }).status === 0)
}
