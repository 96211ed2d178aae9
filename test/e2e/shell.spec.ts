// The shell around the window: what keeps a hostile repository away from the machine.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../support/workbench.ts'

test('the window runs in the operating system sandbox, without Node', async ({
  launch,
  folder,
}) => {
  const { app, window } = await launch({ dataDir: join(folder, 'data') })
  const { pid } = app.process()
  expect(pid).toBeDefined()
  const renderers = descendants(pid ?? 0).filter((id) => isRenderer(id))
  expect(renderers.length).toBeGreaterThan(0)
  for (const id of renderers) {
    const status = readFileSync(`/proc/${id}/status`, 'utf8')
    expect(status).toMatch(/^Seccomp:\t2$/m)
    expect(status).toMatch(/^NoNewPrivs:\t1$/m)
  }
  expect(await window.evaluate(() => [typeof globalThis.process, 'require' in globalThis])).toEqual(
    ['undefined', false],
  )
})

/** Process ids below one, at any depth. Linux only: reads /proc. */
function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((id) => id > 0 && parentOf(id) === pid)
  return children.flatMap((id) => [id, ...descendants(id)])
}

function parentOf(id: number): number | undefined {
  const parent = readProcess(id, 'status').match(/^PPid:\t(\d+)$/m)?.[1]
  return parent === undefined ? undefined : Number(parent)
}

function isRenderer(id: number): boolean {
  // Chromium rewrites its command line, with blanks or zeros between the arguments.
  return /--type=renderer\b/.test(readProcess(id, 'cmdline'))
}

/** A process may end between two looks; it then says nothing. */
function readProcess(id: number, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8')
  } catch {
    return ''
  }
}
