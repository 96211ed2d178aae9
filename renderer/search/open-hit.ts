// From a hit to its place.
import type { SearchHit } from '../../electron/api/search.ts'
import type { InspectorTab } from '../state/view.ts'
import { setView } from '../state/view.ts'

const TABS: Readonly<Partial<Record<NonNullable<SearchHit['written']>, InspectorTab>>> = {
  note: 'decide',
  reason: 'decide',
  fix: 'fix',
  comment: 'talk',
  work: 'decide',
  answer: 'why',
  evidence: 'decide',
}

/** Shows the place of a hit beside the results; the focus stays where it is. */
export function showHit(hit: SearchHit) {
  const { findingId, path, line, columns, written } = hit
  const [from, to] = columns === undefined ? [1, 1] : [columns.start, columns.end]
  const tab = findingId === undefined || written === undefined ? undefined : TABS[written]
  setView({
    stage: 'source',
    step: undefined,
    pending: undefined,
    ...(findingId === undefined ? {} : { selectedId: findingId, cursorGroup: undefined }),
    ...(tab === undefined ? {} : { tab }),
    ...(path === '' || line === 0
      ? {}
      : {
          target: {
            path,
            range: { startLine: line, startColumn: from, endLine: line, endColumn: to },
            selects: columns !== undefined,
          },
        }),
  })
}

/**
 * Goes to the place of a hit: where its text is written, else to its lines. `onWritten` opens a
 * text of the packet.
 */
export function openHit(hit: SearchHit, onWritten: (hit: SearchHit) => void) {
  showHit(hit)
  switch (hit.written) {
    case 'packet':
    case 'test':
    case 'strength':
      onWritten(hit)
      return
    case 'check':
      setView({ place: 'checklists' })
      return
    case 'plan':
      setView({ place: 'plan' })
      return
    case 'walkthrough':
      setView({ place: 'walkthrough' })
      return
    case 'note':
      setView({ awaited: 'note' })
      return
    default:
      if (hit.path !== '') setView({ awaited: 'source' })
  }
}
