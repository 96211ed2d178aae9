// A part of the plan on which other parts can be dropped.
import { type ReactNode, useState } from 'react'
import { DRAG_TYPE, type Dragged, draggedOf } from './moves.ts'

interface Props {
  readonly className: string
  readonly label: string
  readonly children: ReactNode
  readonly onDropped: (dragged: Dragged) => void
}

export function DropTarget({ className, label, children, onDropped }: Props) {
  const [isOver, setOver] = useState(false)
  return (
    <section
      className={className}
      aria-label={label}
      data-over={isOver}
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(DRAG_TYPE)) {
          event.preventDefault()
          event.stopPropagation()
          setOver(true)
        }
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        event.stopPropagation()
        setOver(false)
        const dragged = draggedOf(event.dataTransfer.getData(DRAG_TYPE))
        if (dragged) onDropped(dragged)
      }}
    >
      {children}
    </section>
  )
}

/** Properties of an element that can be dragged. */
export function draggable(text: string, isEnabled: boolean) {
  return {
    draggable: isEnabled,
    onDragStart: (event: React.DragEvent) => {
      event.stopPropagation()
      event.dataTransfer.setData(DRAG_TYPE, text)
      event.dataTransfer.effectAllowed = 'move'
    },
  }
}

/** Calls back for Alt with an arrow up or down. */
export function onAltArrow(shift: (by: -1 | 1) => void) {
  return (event: React.KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    event.stopPropagation()
    shift(event.key === 'ArrowUp' ? -1 : 1)
  }
}
