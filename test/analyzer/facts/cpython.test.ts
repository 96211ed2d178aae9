import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { compareWithCPython, pythonFiles } from './cpython.ts'

// A sample of the interpreter's own library; `node test/analyzer/facts/cpython.ts <folder>` takes
// every file of a folder.
const STEP = 23

const library = execFileSync('python3', ['-c', 'import os; print(os.path.dirname(os.__file__))'], {
  encoding: 'utf8',
}).trim()

/** What the grammar reads otherwise than CPython: `type(x).y = z` is an alias to it. */
const KNOWN =
  /unittest\/mock\.py|testmock|test_urllib|test_contextlib|test_compile|test_grammar|test_print|libregrtest/

describe('names, calls and scopes', () => {
  it('stand where CPython sees them, file by file', { timeout: 120_000 }, () => {
    const own = pythonFiles(library).filter((path) => !path.includes('site-packages'))
    const sample = own.filter((path, at) => at % STEP === 0 && !KNOWN.test(path))
    const { lost, differences, files, names } = compareWithCPython(sample)
    expect(lost).toEqual([])
    expect(differences).toEqual([])
    expect(files).toBe(sample.length)
    expect(names).toBeGreaterThan(1000)
  })
})
