// From a change between two runs to what it is about.
import { focusPaneNamed } from '../commands/panes.ts'
import { listedRow } from '../state/listed.ts'
import { selectFinding, setView, showFile } from '../state/view.ts'
import type { ChangeItem } from './changes.ts'

/** Goes to the finding or the file in the source, where it still stands; else to the texts. */
export function openChange({ finding, file }: ChangeItem) {
  const place = finding?.isListed ? (finding.b ?? finding.a) : undefined
  if (finding && place) {
    const { path, startLine, endLine } = place
    const range = { startLine, startColumn: 1, endLine, endColumn: 1 }
    selectFinding(
      listedRow(finding.findingId) ?? { id: finding.findingId, location: { path, range } },
    )
    setView({ place: 'findings', stage: 'source', awaited: 'source' })
  } else if (file && file.kind !== 'gone') {
    showFile(file.path)
    setView({ awaited: 'source' })
  } else {
    focusPaneNamed('texts')
  }
}
