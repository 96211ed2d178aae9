import { useEffect, useRef } from 'react'
import type { WalkthroughStep } from '../../electron/api/walkthrough.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { setView } from '../state/view.ts'
import { SeverityMark } from '../ui/severity-mark.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { changeWalkthrough } from './present.ts'

interface Props {
  readonly reviewId: number
  readonly steps: readonly WalkthroughStep[]
  /** The step that is looked at, from 0. */
  readonly at: number
  readonly isEditable: boolean
  readonly onPresent: () => void
}

const DRAG_TYPE = 'application/x-lectern-step'

/** The steps: arrows choose, Alt with arrows moves, Delete removes, dragging does too. */
export function StepList({ reviewId, steps, at, isEditable, onPresent }: Props) {
  const workbench = useWorkbench()
  const list = useRef<HTMLDivElement>(null)
  const current = Math.min(at, steps.length - 1)
  useEffect(() => {
    list.current?.children[current]?.scrollIntoView({ block: 'nearest' })
  }, [current])

  function move(stepId: number, to: number) {
    const place = Math.min(Math.max(to, 0), steps.length - 1)
    setView({ walkthroughAt: place })
    void changeWalkthrough(workbench, reviewId, { kind: 'move', stepId, to: place })
  }
  function onKeyDown(event: React.KeyboardEvent) {
    const step = steps[current]
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (step === undefined || event.ctrlKey || event.metaKey || event.shiftKey) {
      return
    }
    if (by !== undefined && event.altKey) {
      if (isEditable) {
        move(step.id, current + by)
      }
    } else if (by !== undefined) {
      setView({ walkthroughAt: Math.min(Math.max(current + by, 0), steps.length - 1) })
    } else if (event.key === 'Home' || event.key === 'End') {
      setView({ walkthroughAt: event.key === 'Home' ? 0 : steps.length - 1 })
    } else if (event.key === 'Delete' && isEditable) {
      void changeWalkthrough(workbench, reviewId, { kind: 'remove', stepId: step.id })
    } else if (event.key === 'Enter') {
      onPresent()
    } else {
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={list}
      className="step-list"
      role="listbox"
      aria-label="Steps"
      aria-activedescendant={`walkthrough-step-${steps[current]?.id}`}
      tabIndex={0}
      onKeyDownCapture={onKeyDown}
    >
      {steps.map((step, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys
        <div
          key={step.id}
          id={`walkthrough-step-${step.id}`}
          className="step-item"
          role="option"
          tabIndex={-1}
          aria-selected={index === current}
          draggable={isEditable}
          onClick={() => {
            setView({ walkthroughAt: index })
            list.current?.focus()
          }}
          onDragStart={(event) => {
            event.dataTransfer.setData(DRAG_TYPE, String(step.id))
            event.dataTransfer.effectAllowed = 'move'
          }}
          onDragOver={(event) => {
            if (event.dataTransfer.types.includes(DRAG_TYPE)) {
              event.preventDefault()
            }
          }}
          onDrop={(event) => {
            event.preventDefault()
            const dragged = Number(event.dataTransfer.getData(DRAG_TYPE))
            if (steps.some(({ id }) => id === dragged)) {
              move(dragged, index)
            }
          }}
        >
          <span className="step-number">{index + 1}</span>
          {step.severity !== null && <SeverityMark severity={step.severity} />}
          <span className="step-words">
            <span className="step-name">{showHidden(step.title)}</span>
            <span className="muted small">
              {showHidden(step.path)}:{step.startLine}
              {step.reason !== '' && ` · ${showHidden(step.reason)}`}
            </span>
          </span>
        </div>
      ))}
    </div>
  )
}
