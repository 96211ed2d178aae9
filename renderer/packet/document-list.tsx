// The twelve documents with what is missing in each, and the way to the next missing text.
import type { PacketState } from '../../electron/api/packet.ts'
import { Button } from '../ui/button.tsx'
import { Progress } from '../ui/progress.tsx'
import { setPacketView, showInPacket, textKey, usePacketView } from './packet-view.ts'

interface Props {
  readonly state: PacketState
}

export function DocumentList({ state }: Props) {
  const current = usePacketView((view) => view.document)
  return (
    <nav className="packet-list" data-pane="list" aria-label="Documents">
      <header className="packet-summary">
        <h2>
          Packet {state.percent} % written, {counted(state.missing, 'field')} missing
        </h2>
        <p className="muted small">
          {state.verdict}, {counted(state.drafts, 'draft')} to confirm
        </p>
        <Progress label="Written" max={100} value={state.percent} />
        <div className="packet-jumps">
          <Button
            icon="arrow-right"
            isDisabled={state.missing === 0}
            onPress={() => jump(state, 'missing')}
          >
            Next missing
          </Button>
          <Button kind="quiet" isDisabled={state.drafts === 0} onPress={() => jump(state, 'draft')}>
            Next draft
          </Button>
        </div>
      </header>
      <ul>
        {state.documents.map(({ id, title, missing, drafts, fields }) => (
          <li key={id}>
            <button
              type="button"
              className="packet-document"
              aria-current={id === current ? 'page' : undefined}
              onClick={() => setPacketView({ document: id })}
            >
              <Ring done={fields - missing} total={fields} />
              <span className="packet-document-title" title={title}>
                {title}
              </span>
              <span className="packet-document-counts">
                {[
                  missing > 0 ? `${missing} missing` : '',
                  drafts > 0 ? counted(drafts, 'draft') : '',
                ]
                  .filter((part) => part !== '')
                  .join(', ')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Opens the next text of this state after the one that has the focus. */
function jump({ fields, hasReviewer }: PacketState, wanted: 'missing' | 'draft') {
  if (!hasReviewer && wanted === 'missing') {
    showInPacket({ panel: 'texts', awaited: 'reviewer' })
  }
  const focused = document.activeElement?.closest('[data-text]')?.getAttribute('data-text')
  const own = fields.filter(({ state }) => state === wanted)
  const after = own.findIndex((field) => textKey(field) === focused) + 1
  const next = own[after] ?? own[0]
  const [page] = next?.documents ?? []
  if (next === undefined || page === undefined) return
  const { document: current } = usePacketView.getState()
  showInPacket({
    document: next.documents.includes(current) ? current : page,
    panel: 'texts',
    awaited: textKey(next),
  })
}

interface RingProps {
  readonly done: number
  readonly total: number
}

const RADIUS = 6
const AROUND = 2 * Math.PI * RADIUS

/** How much of a document's texts are there. */
function Ring({ done, total }: RingProps) {
  const share = total === 0 ? 1 : done / total
  return (
    <svg className="packet-ring" viewBox="0 0 16 16" aria-hidden="true" data-whole={share === 1}>
      <circle cx="8" cy="8" r={RADIUS} className="packet-ring-track" />
      <circle
        cx="8"
        cy="8"
        r={RADIUS}
        className="packet-ring-done"
        strokeDasharray={`${share * AROUND} ${AROUND}`}
      />
    </svg>
  )
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
