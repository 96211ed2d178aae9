import { type ReactNode, useEffect, useState } from 'react'
import { showFailure } from '../bridge/notices.ts'
import { askHost } from '../bridge/shell.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { openReview } from './open-review.ts'

interface Props {
  readonly children: ReactNode
}

/** The whole window takes a dropped folder and opens it as a review. */
export function DropZone({ children }: Props) {
  const workbench = useWorkbench()
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const onOver = (event: DragEvent) => {
      event.preventDefault()
      setOver(carriesFiles(event))
    }
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) {
        setOver(false)
      }
    }
    const onDrop = async (event: DragEvent) => {
      event.preventDefault()
      setOver(false)
      const file = event.dataTransfer?.files[0]
      if (!file) {
        return
      }
      try {
        const path = window.lectern.pathOf(file)
        const { reviewId } = await askHost('host.openDropped', { path })
        await openReview(workbench, reviewId)
      } catch (error) {
        showFailure(error)
      }
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [workbench])
  return (
    <>
      {children}
      {isOver && <div className="drop-veil">Drop the folder to review it</div>}
    </>
  )
}
