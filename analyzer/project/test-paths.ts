// Which files hold tests, by where they stand and what they are called.

/** True for `test_x.py`, `x_test.py`, `tests.py`, `conftest.py` and everything in a `tests` folder. */
export function isTestPath(path: string): boolean {
  const parts = path.split('/')
  const file = parts.pop() ?? ''
  if (/^(?:test_.*|.*_tests?|tests?|conftest)\.(?:py|pyw|pyi)$/.test(file)) return true
  return parts.some((part) => part === 'tests' || part === 'test' || part === 'testing')
}
