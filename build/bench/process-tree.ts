// What a program and all that it started use. Linux only: reads /proc.
import { readdirSync, readFileSync } from 'node:fs'

/** Clock ticks of the kernel in a second, as /proc counts them. */
const TICKS = 100
const SAMPLE_MILLISECONDS = 50

/** Resident memory of a process and all its descendants, bytes. */
export function treeMemory(pid: number): number {
  return processTree(pid).reduce((sum, one) => sum + residentBytes(one), 0)
}

export interface CpuMeter {
  /** User and system time since the meter was made, seconds; ends the meter. */
  stop(): number
}

/**
 * Measures a running process and all its descendants, also those that come and go meanwhile: of one
 * that ends, what it used after the last look 50 ms before is not counted.
 */
export function cpuMeter(pid: number): CpuMeter {
  const first = new Map<number, number>()
  const last = new Map<number, number>()
  const look = (): void => {
    for (const one of processTree(pid)) {
      const ticks = ticksOf(one)
      if (ticks === undefined) continue
      if (!first.has(one)) first.set(one, last.size === 0 ? ticks : 0)
    }
    for (const one of first.keys()) last.set(one, Math.max(last.get(one) ?? 0, ticksOf(one) ?? 0))
  }
  look()
  const timer = setInterval(look, SAMPLE_MILLISECONDS)
  return {
    stop() {
      clearInterval(timer)
      look()
      const ticks = [...last].map(([one, end]) => end - (first.get(one) ?? 0))
      return ticks.reduce((sum, one) => sum + one, 0) / TICKS
    },
  }
}

/** The process first. Any thread may have started a child. */
function processTree(pid: number): readonly number[] {
  const found: number[] = []
  const open = [pid]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    found.push(one)
    for (const thread of threadsOf(one)) {
      const children = readProc(`/proc/${one}/task/${thread}/children`)
      open.push(...children.split(' ').filter(Boolean).map(Number))
    }
  }
  return found
}

function threadsOf(pid: number): readonly string[] {
  return whileThere(() => readdirSync(`/proc/${pid}/task`)) ?? []
}

/** User and system time of the process itself; undefined when it is gone. */
function ticksOf(pid: number): number | undefined {
  const stat = readProc(`/proc/${pid}/stat`)
  if (stat === '') return undefined
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

function residentBytes(pid: number): number {
  const status = readProc(`/proc/${pid}/status`)
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
}

function readProc(path: string): string {
  return whileThere(() => readFileSync(path, 'utf8')) ?? ''
}

/** A process may end between two looks; it then counts as nothing. */
function whileThere<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw error
  }
}
