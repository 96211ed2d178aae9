import { Fragment, memo, type ReactNode, useDeferredValue } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import type { AnchorNote } from '../../electron/api/anchors.ts'
import type { FindingDetail } from '../../electron/api/domain.ts'
import { useApi } from '../bridge/queries.ts'
import { INSPECTOR_TABS, type InspectorTab, setView, showLocation, useView } from '../state/view.ts'
import { CutPath } from '../ui/cut-path.tsx'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { DecideTab } from './decide-tab.tsx'
import { FixTab } from './fix-tab.tsx'
import { HistoryTab } from './history-tab.tsx'
import './inspector.css'
import { WhyTab } from './why-tab.tsx'

const TAB_NAMES: Readonly<Record<InspectorTab, string>> = {
  why: 'Why',
  decide: 'Decide',
  fix: 'Fix',
  talk: 'Talk',
  history: 'History',
}

interface Props {
  readonly reviewId: number
  /** Questions about a finding, its files and the talk: they belong to other features. */
  readonly questions: (finding: { readonly id: number }) => ReactNode
  readonly attachments: (finding: { readonly id: number }) => ReactNode
  /** The hours that mending it takes, and the tests that go with it. */
  readonly effort: (finding: { readonly id: number }) => ReactNode
  readonly tests: (finding: { readonly id: number }) => ReactNode
  readonly talk: (finding?: { readonly id: number; readonly number: number }) => ReactNode
  /** How sure the place of a finding is that followed the code. */
  readonly ghost: (finding: FindingDetail, note: AnchorNote) => ReactNode
}

/** All about the selected finding, in the order of a reviewer's thought. */
export function Inspector(props: Props) {
  const { reviewId, talk } = props
  const findingId = useDeferredValue(useView((view) => view.selectedId))
  const { data: known } = useApi(
    'findings.detail',
    { reviewId, findingId: findingId ?? 1 },
    { enabled: findingId !== undefined, keepPrevious: true },
  )
  const finding = useInOwnTurn(known)
  if (findingId === undefined || !finding) {
    return findingId === undefined && <div className="tab-panel">{talk()}</div>
  }
  return <AboutFinding {...props} finding={finding} />
}

interface AboutProps extends Props {
  readonly finding: FindingDetail
}

const AboutFinding = memo(function AboutFinding({
  reviewId,
  finding,
  questions,
  attachments,
  effort,
  tests,
  talk,
  ghost,
}: AboutProps) {
  const tab = useView((view) => view.tab)
  const { location } = finding
  return (
    <>
      <header className="inspector-head">
        <SeverityMark severity={finding.severity} original={finding.originalSeverity} />
        <div className="inspector-title">
          <h2 className="selectable">
            <span className="muted">#{finding.number}</span> {showHidden(finding.title)}
          </h2>
          <button
            type="button"
            className="inspector-place"
            onClick={() => showLocation(location)}
            title={`${location.path}:${location.range.startLine}`}
          >
            <CutPath path={location.path} line={location.range.startLine} />
          </button>
        </div>
      </header>
      {finding.anchor && !finding.isGone && ghost(finding, finding.anchor)}
      <Tabs
        className="tabs"
        selectedKey={tab}
        onSelectionChange={(key) => {
          const chosen = INSPECTOR_TABS.find((name) => name === key)
          if (chosen) {
            setView({ tab: chosen })
          }
        }}
      >
        <TabList className="tab-list" aria-label="Finding">
          {INSPECTOR_TABS.map((name) => (
            <Tab key={name} id={name} className="tab">
              {TAB_NAMES[name]}
              {name === 'fix' && finding.fixCount > 0 && (
                <span className="muted">{finding.fixCount}</span>
              )}
            </Tab>
          ))}
        </TabList>
        <TabPanel id="why" className="tab-panel">
          <WhyTab finding={finding} questions={questions(finding)} />
        </TabPanel>
        <TabPanel id="decide" className="tab-panel">
          {/* One key for both: siblings of the same key are kept when the finding changes. */}
          <Fragment key={finding.id}>
            <DecideTab reviewId={reviewId} finding={finding} />
            {effort(finding)}
            {attachments(finding)}
          </Fragment>
        </TabPanel>
        <TabPanel id="fix" className="tab-panel">
          <FixTab key={finding.id} reviewId={reviewId} finding={finding} />
          {tests(finding)}
        </TabPanel>
        <TabPanel id="talk" className="tab-panel">
          {talk(finding)}
        </TabPanel>
        <TabPanel id="history" className="tab-panel">
          <HistoryTab finding={finding} />
        </TabPanel>
      </Tabs>
    </>
  )
})

/**
 * Another finding is drawn after what shows its source; a change of the one that is shown comes at
 * once, so that no field falls back to what stood there before.
 */
function useInOwnTurn(known: FindingDetail | undefined): FindingDetail | undefined {
  const later = useDeferredValue(known)
  return known?.id === later?.id ? known : later
}
