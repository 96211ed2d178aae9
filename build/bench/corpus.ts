// Which real code the benchmarks read, and how a run is measured.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { treeMemory } from './process-tree.ts'

/** The folder of the machine's Python standard library; undefined where there is no Python. */
export function standardLibrary(): string | undefined {
  try {
    const folder = execFileSync(
      'python3',
      ['-c', 'import sysconfig; print(sysconfig.get_paths()["stdlib"])'],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    ).trim()
    return existsSync(folder) ? folder : undefined
  } catch (error) {
    console.error(`No python3 on this machine: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}

/** Python files below a folder, links not followed, caches and installed packages left out. */
export function pythonFiles(folder: string): string[] {
  const found: string[] = []
  const open = [folder]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const path = join(at, entry.name)
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) open.push(path)
      else if (entry.isFile() && /\.pyw?$/.test(entry.name)) found.push(path)
    }
  }
  return found.sort()
}

const LEFT_OUT: ReadonlySet<string> = new Set(['__pycache__', 'site-packages', 'dist-packages'])

export interface Measurement {
  /** Wall clock, milliseconds. */
  readonly wall: number
  /** User and system time of the process and all it started, milliseconds. */
  readonly cpu: number
  /** Highest resident memory of the whole process tree, bytes (sampled). */
  readonly peak: number
  readonly status: number | null
  readonly stdout: string
}

/** Runs a command to its end and measures it. Linux only: reads /proc. */
export async function measure(command: string, args: readonly string[]): Promise<Measurement> {
  const cpuBefore = childTicks()
  const start = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, child.pid === undefined ? 0 : treeMemory(child.pid))
  }, 20)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  clearInterval(timer)
  return {
    wall: performance.now() - start,
    cpu: (childTicks() - cpuBefore) * 10,
    peak,
    status,
    stdout: Buffer.concat(chunks).toString('utf8'),
  }
}

/** Clock ticks (10 ms) that finished children and their children have used. */
function childTicks(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[13]) + Number(fields[14])
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
