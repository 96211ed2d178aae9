import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { measureResolution } from './resolution.ts'

const library = execFileSync('python3', ['-c', 'import os; print(os.path.dirname(os.__file__))'], {
  encoding: 'utf8',
}).trim()

// Packages that every interpreter has; `node test/analyzer/project/resolution.ts` takes any other.
describe('the index against importlib and live objects', () => {
  it.each(['asyncio', 'email', 'xml'])('resolves 95 %% of %s', { timeout: 60_000 }, (name) => {
    const { imports, calls } = measureResolution(library, name)
    const counts = Object.values(calls)
    const all = counts.reduce((sum, one) => sum + one.all, 0)
    const found = counts.reduce((sum, one) => sum + one.found, 0)
    const wrong = counts.reduce((sum, one) => sum + one.wrong, 0)
    expect(imports.found / imports.all).toBeGreaterThanOrEqual(0.95)
    expect(found / all).toBeGreaterThanOrEqual(0.95)
    expect(wrong / all).toBeLessThan(0.01)
    expect(all).toBeGreaterThan(200)
  })
})
