import type { FindingDetail } from '../../electron/api/domain.ts'
import { setView, showLocation, useView } from '../state/view.ts'
import { MarkdownLine } from '../ui/markdown.tsx'
import { splitPath } from '../ui/paths.ts'
import { showHidden } from '../ui/visible-text.ts'
import './why-tab.css'

interface Props {
  readonly finding: Pick<FindingDetail, 'evidence' | 'location'>
  /** There is room for the kind of a step and its whole path. */
  readonly isWide?: boolean
}

const WITH_SOURCE: ReadonlySet<string> = new Set(['findings', 'coverage', 'search'])

/** Where no source is on the screen, the place that has it. */
function showSource() {
  if (!WITH_SOURCE.has(useView.getState().place)) setView({ place: 'findings' })
}

/** The steps that lead to a finding, in their order; each shows its place. */
export function EvidenceSteps({ finding, isWide = false }: Props) {
  const shownStep = useView((view) => view.step)
  return (
    <ol className="path-steps">
      {finding.evidence.map((step, index) => {
        const { path, range } = step.location
        const file = isWide ? path : splitPath(path).name
        const isHere = path === finding.location.path && !isWide
        return (
          // Steps are fixed in number and order for a finding.
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in the order is the identity
          <li key={index}>
            <button
              type="button"
              className="path-step"
              aria-current={index === shownStep ? 'step' : undefined}
              onClick={() => {
                showSource()
                showLocation(step.location, index)
              }}
            >
              <span className="path-step-number">{index + 1}</span>
              {isWide && <span className="path-step-kind">{step.kind}</span>}
              <span className="path-step-text">
                <MarkdownLine text={step.message} />
              </span>
              <span className="path-step-line">
                {showHidden(isHere ? `${range.startLine}` : `${file}:${range.startLine}`)}
              </span>
            </button>
          </li>
        )
      })}
    </ol>
  )
}
