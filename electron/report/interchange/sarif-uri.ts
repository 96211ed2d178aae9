// Addresses in a log: relative, absolute, encoded, below a base that another one may stand below.
import { type IsFile, pathBelow } from './foreign-path.ts'
import type { SarifLocation, SarifRun } from './sarif-schema.ts'

export interface Places {
  /** Path below the root of where a result is; '' where no file is named. */
  readonly pathOf: (location: SarifLocation | undefined) => string
}

/** The addresses of one run. Nothing is opened or fetched because of one. */
export function placesOf(run: SarifRun, root: string, isFile: IsFile | undefined): Places {
  const bases = new Map(Object.entries(run.originalUriBaseIds ?? {}))
  const known = new Map<string, string>()

  /** What stands before addresses of a base, '' for a base that is not told or goes in a circle. */
  function baseText(id: string | undefined, seen: readonly string[] = []): string {
    const base = id === undefined || seen.includes(id) ? undefined : bases.get(id)
    if (base === undefined || id === undefined) return ''
    const own = localPath(base.uri ?? '')
    const whole = isAbsolute(own) ? own : joined(baseText(base.uriBaseId, [...seen, id]), own)
    return whole
  }

  function resolved(uri: string, baseId: string | undefined): string {
    const own = localPath(uri)
    if (own === '') return ''
    if (isAbsolute(own)) return pathBelow(own, root, isFile)
    const whole = joined(baseText(baseId), own)
    // The base is a folder of another machine: the root of the review stands in its place.
    const isHere = !isAbsolute(whole) || whole.startsWith(`${root}/`)
    return pathBelow(isHere ? whole : own, root, isFile)
  }

  return {
    pathOf(location) {
      const at = location?.physicalLocation?.artifactLocation
      const artifact = run.artifacts?.[at?.index ?? -1]?.location
      const { uri, uriBaseId } = at?.uri === undefined ? (artifact ?? {}) : at
      if (uri === undefined) return ''
      const key = `${uriBaseId ?? ''}\0${uri}`
      const before = known.get(key)
      if (before !== undefined) return before
      const path = resolved(uri, uriBaseId)
      known.set(key, path)
      return path
    },
  }
}

/** The path of a `file:` address, other ones as they are; what is encoded is decoded. */
function localPath(uri: string): string {
  return decoded(uri.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/i, ''))
}

function isAbsolute(path: string): boolean {
  return /^(?:[\\/]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(path)
}

function joined(base: string, path: string): string {
  return base === '' || base.endsWith('/') ? `${base}${path}` : `${base}/${path}`
}

function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri)
  } catch {
    // A per cent sign that encodes nothing.
    return uri
  }
}
