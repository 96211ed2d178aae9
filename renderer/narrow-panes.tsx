// A window too narrow for panes beside one another: the stage, and at most one panel with it.
import type { ReactNode } from 'react'
import { focusPaneNamed } from './commands/panes.ts'
import './narrow-panes.css'
import { type Panel, setView, useView } from './state/view.ts'

/** Where the stage would get too small between two panels, or above one. */
export const NARROW_PANES = '(max-width: 999px), (max-width: 1180px) and (max-height: 559px)'

interface PanelProps {
  /** What its button says. */
  readonly name: string
  readonly content: ReactNode
}

interface Props {
  readonly list: PanelProps
  readonly stage: ReactNode
  readonly inspector: PanelProps
}

/**
 * List and inspector come forward one at a time: beside the stage where it keeps enough room, over
 * it elsewhere. What is put away stays as it is, so that keys still go through it.
 */
export function NarrowPanes({ list, stage, inspector }: Props) {
  return (
    <div className="narrow">
      <div className="narrow-row">
        <PanelButton panel="list" name={list.name} />
        <SidePanel panel="list">{list.content}</SidePanel>
        <div className="narrow-stage">{stage}</div>
        <SidePanel panel="inspector">{inspector.content}</SidePanel>
        <PanelButton panel="inspector" name={inspector.name} />
      </div>
    </div>
  )
}

interface SideProps {
  readonly panel: Panel
  readonly children: ReactNode
}

function SidePanel({ panel, children }: SideProps) {
  const isOpen = useView((view) => view.panel === panel)
  return (
    <div className="narrow-panel" id={`panel-${panel}`} data-panel={panel} data-open={isOpen}>
      {children}
    </div>
  )
}

interface ButtonProps {
  readonly panel: Panel
  readonly name: string
}

function PanelButton({ panel, name }: ButtonProps) {
  const isOpen = useView((view) => view.panel === panel)
  return (
    <button
      type="button"
      className="narrow-button"
      data-panel-button={panel}
      aria-expanded={isOpen}
      aria-controls={`panel-${panel}`}
      onClick={() => (isOpen ? setView({ panel: undefined }) : focusPaneNamed(panel))}
    >
      {name}
    </button>
  )
}
