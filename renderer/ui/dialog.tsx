import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import './dialog.css'
import { IconButton } from './button.tsx'

interface Props {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  readonly width?: 'narrow' | 'wide'
}

/** A modal dialog: focus stays inside and goes back where it was, Escape closes. */
export function Dialog({ title, onClose, children, width = 'narrow' }: Props) {
  return (
    <ModalOverlay
      className="dialog-scrim"
      isOpen
      isDismissable
      onOpenChange={(isOpen) => isOpen || onClose()}
    >
      <Modal className={`dialog dialog-${width}`}>
        <AriaDialog className="dialog-body">
          <header className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <IconButton icon="close" label="Close" keys="Esc" onPress={onClose} />
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
