// Paths that a person chose in a dialog of the shell: the window knows them by their ids alone.

export interface GrantedPaths {
  /** Remembers an absolute path and gives the id under which it may be used. */
  readonly grant: (path: string) => number
  readonly pathOf: (id: number) => string | undefined
}

export function grantedPaths(): GrantedPaths {
  const paths = new Map<number, string>()
  return {
    grant(path) {
      const id = paths.size + 1
      paths.set(id, path)
      return id
    },
    pathOf: (id) => paths.get(id),
  }
}
