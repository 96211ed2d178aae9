// Places in SARIF: percent-encoded relative addresses below one named root, lines and UTF-16 columns
// from 1.
import type { ArtifactLocation, PhysicalLocation, Region } from 'sarif'
import type { Finding, Location, Range } from '../../../analyzer/model.ts'

/** Name of the root that all addresses are relative to. */
export const ROOT = 'SRCROOT'

/** Number of each file in the run's list of artifacts. */
export type ArtifactIndex = ReadonlyMap<string, number>

/** `src/a b.py` -> `src/a%20b.py`; names that are not valid Unicode keep their other characters. */
export function relativeUri(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/')
}

export function artifactLocation(path: string, artifacts: ArtifactIndex): ArtifactLocation {
  const index = artifacts.get(path)
  return { uri: relativeUri(path), uriBaseId: ROOT, ...(index === undefined ? {} : { index }) }
}

export function region(range: Range): Region {
  const { startLine, startColumn, endLine, endColumn } = range
  return { startLine, startColumn, endLine, endColumn }
}

export function physicalLocation(location: Location, artifacts: ArtifactIndex): PhysicalLocation {
  return {
    artifactLocation: artifactLocation(location.path, artifacts),
    region: region(location.range),
  }
}

/** The finding's own place, with its text and the lines around it as far as they are stored. */
export function findingLocation(finding: Finding, artifacts: ArtifactIndex): PhysicalLocation {
  const place = physicalLocation(finding.location, artifacts)
  const { range } = finding.location
  const lines = finding.snippet.split(/\r\n|\n|\r/)
  const isWhole = lines.length === range.endLine - range.startLine + 1
  if (!isWhole || finding.location.cell !== undefined) return place
  const { contextBefore, contextAfter } = finding.anchor
  const startLine = range.startLine - contextBefore.length
  const own = { ...region(range), snippet: { text: cut(lines, range) } }
  // A context that adds no line would not be larger than the region, which the standard forbids.
  if (contextBefore.length + contextAfter.length === 0 || startLine < 1) {
    return { ...place, region: own }
  }
  const all = [...contextBefore, ...lines, ...contextAfter]
  return {
    ...place,
    region: own,
    contextRegion: {
      startLine,
      endLine: range.endLine + contextAfter.length,
      snippet: { text: all.join('\n') },
    },
  }
}

/** The text of a range, from the whole lines that it touches. */
function cut(lines: readonly string[], range: Range): string {
  return lines
    .map((line, index) => {
      const end = index === lines.length - 1 ? range.endColumn - 1 : line.length
      return line.slice(index === 0 ? range.startColumn - 1 : 0, Math.max(0, end))
    })
    .join('\n')
}
