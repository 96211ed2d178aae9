// What a path says about a file.

/** True for files of a test suite. */
export function isTestPath(path: string): boolean {
  return /(?:^|\/)(?:tests?|testing)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$/i.test(path)
}

/** Folder of a path, '' for the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** The shortest ends of paths that still tell them apart: `tickets.py`, `api/__init__.py`. */
export function shortNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const owners = new Map<string, Set<string>>()
  for (const path of paths) {
    for (const end of endsOf(path)) {
      const own = owners.get(end) ?? new Set<string>()
      owners.set(end, own.add(path))
    }
  }
  for (const path of paths) {
    names.set(path, endsOf(path).find((end) => owners.get(end)?.size === 1) ?? path)
  }
  return names
}

function endsOf(path: string): string[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(parts.length - 1 - index).join('/'))
}
