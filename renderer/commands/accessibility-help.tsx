import type { ReactNode } from 'react'
import { setView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { KeyHint } from './key-hint.tsx'
import './palette.css'

interface Props {
  readonly hasSingleKeys: boolean
}

/** How the window is used with a screen reader or without a mouse, with the keys in force. */
export function AccessibilityHelp({ hasSingleKeys }: Props) {
  return (
    <Dialog
      title="Screen readers and keyboard"
      width="wide"
      onClose={() => setView({ overlay: undefined })}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with keys too */}
      <section className="dialog-content help-text" aria-label="How it is used" tabIndex={0}>
        <dl>
          <Entry name="Panes">
            <KeyHint command="window.nextPane" /> and <KeyHint command="window.previousPane" /> go
            through the bar, the places, the list, the source and the inspector. In a narrow window
            the list and the inspector come forward when they are reached; Escape puts them away.
          </Entry>
          <Entry name="Findings">
            The list is a tree. Arrows move in it and tell each row with its severity, number,
            title, marks and place. <KeyHint command="finding.open" /> goes to the source,{' '}
            <KeyHint command="finding.backToList" /> comes back.
          </Entry>
          <Entry name="Deciding">
            <KeyHint command="finding.confirm" /> confirms, <KeyHint command="finding.dismiss" />{' '}
            dismisses after asking for the reason; both go on to the next row.{' '}
            <KeyHint command="history.undo" /> takes back.
          </Entry>
          <Entry name="Source">
            The text is read-only and has a cursor. <KeyHint command="source.nextFinding" /> goes to
            the next finding of the file, <KeyHint command="evidence.next" /> to the next step of
            the evidence, which is also a list in the inspector and in the drawer (
            <KeyHint command="window.drawer" />
            ).
          </Entry>
          <Entry name="Fix">
            <KeyHint command="fix.nextDifference" /> lists the differences line by line, to be read
            aloud; Escape leaves the list. Ctrl+M lets Tab move the focus instead of indenting.
          </Entry>
          <Entry name="Single keys">
            They are {hasSingleKeys ? 'on' : 'off'}. Switched off in the settings, letters and
            arrows decide nothing; every command stands in <KeyHint command="window.palette" />.
          </Entry>
        </dl>
      </section>
      <footer className="dialog-foot">
        <Button onPress={() => setView({ overlay: 'keys' })}>All keys</Button>
        <Button onPress={() => setView({ overlay: 'settings' })}>Settings</Button>
      </footer>
    </Dialog>
  )
}

interface EntryProps {
  readonly name: string
  readonly children: ReactNode
}

function Entry({ name, children }: EntryProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
