// The Packet place: the documents, one of them as it will be read, and the texts that it waits for.
import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import type { PacketState } from '../../electron/api/packet.ts'
import { useApi } from '../bridge/queries.ts'
import { NARROW_PANES, NarrowPanes } from '../narrow-panes.tsx'
import { useMedia } from '../ui/use-media.ts'
import { DocumentList } from './document-list.tsx'
import { DocumentView } from './document-view.tsx'
import { ExportsPanel } from './exports-panel.tsx'
import { FindingPanel } from './finding-panel.tsx'
import './packet.css'
import { PACKET_PANELS, type PacketPanel, setPacketView, usePacketView } from './packet-view.ts'
import { PreflightPanel } from './preflight-panel.tsx'
import { ScorePanel } from './score-panel.tsx'
import { TemplatePanel } from './template-panel.tsx'
import { TextEditor } from './text-editor.tsx'

interface Props {
  readonly header: ReviewHeader
}

const PANEL_NAMES: Readonly<Record<PacketPanel, string>> = {
  texts: 'Texts',
  finding: 'Finding',
  template: 'Template',
  strengths: 'Strengths',
  preflight: 'Preflight',
  exports: 'Exports',
  score: 'Score',
}

export function PacketPlace({ header, strengths }: Props & { readonly strengths: ReactNode }) {
  const { data: state } = useApi('packet.state', { reviewId: header.id }, { keepPrevious: true })
  const panel = usePacketView((view) => view.panel)
  const isNarrow = useMedia(NARROW_PANES)
  if (state === undefined) return null
  const list = <DocumentList state={state} />
  const document = <DocumentView reviewId={header.id} />
  const write = (
    <aside className="inspector packet-panel" data-pane="inspector" aria-label="Texts">
      <Tabs
        className="tabs"
        selectedKey={panel}
        onSelectionChange={(key) => {
          const chosen = PACKET_PANELS.find((name) => name === key)
          if (chosen) setPacketView({ panel: chosen })
        }}
      >
        <TabList className="tab-list" aria-label="Write">
          {PACKET_PANELS.map((name) => (
            <Tab key={name} id={name} className="tab">
              {PANEL_NAMES[name]}
            </Tab>
          ))}
        </TabList>
        <TabPanel id="texts" className="tab-panel">
          <TextPanel header={header} state={state} />
        </TabPanel>
        <TabPanel id="finding" className="tab-panel">
          <FindingPanel header={header} />
        </TabPanel>
        <TabPanel id="template" className="tab-panel">
          <TemplatePanel header={header} />
        </TabPanel>
        <TabPanel id="strengths" className="tab-panel">
          {strengths}
        </TabPanel>
        <TabPanel id="preflight" className="tab-panel">
          <PreflightPanel header={header} state={state} />
        </TabPanel>
        <TabPanel id="exports" className="tab-panel">
          <ExportsPanel header={header} />
        </TabPanel>
        <TabPanel id="score" className="tab-panel">
          <ScorePanel header={header} />
        </TabPanel>
      </Tabs>
    </aside>
  )
  if (isNarrow) {
    return (
      <NarrowPanes
        list={{ name: 'Documents', content: list }}
        stage={document}
        inspector={{ name: 'Write', content: write }}
      />
    )
  }
  return (
    <div className="packet-place">
      {list}
      {document}
      {write}
    </div>
  )
}

interface TextPanelProps extends Props {
  readonly state: PacketState
}

/** The texts of the open document, missing ones first where they stand in it. */
function TextPanel({ header, state }: TextPanelProps) {
  const document = usePacketView((view) => view.document)
  const fields = state.fields.filter(({ documents }) => documents.includes(document))
  return (
    <>
      {!state.hasReviewer && (
        <p className="text-state" data-state="missing">
          The reviewer's name is missing. Set it in the settings.
        </p>
      )}
      {fields.length === 0 && (
        <p className="muted">Everything in this document is computed; nothing has to be written.</p>
      )}
      {fields.length > 0 && (
        <p className="muted small">
          A text can name a finding, [[HIGH-2]] or [[#12]], and a figure, {'{{count.blockers}}'},{' '}
          {'{{effort.total}}'}: they are filled in from the data.
        </p>
      )}
      {fields.map((field) => (
        <TextEditor
          key={`${field.findingId ?? 0} ${field.field}`}
          reviewId={header.id}
          field={field}
          isReadOnly={header.readOnly}
        />
      ))}
    </>
  )
}
