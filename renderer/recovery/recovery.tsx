import { setView, useView } from '../state/view.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import '../ui/strip.css'
import './recovery.css'
import { RecoveryDialog } from './recovery-dialog.tsx'

/** Tells that Lectern was cut off while somebody typed, until each text is restored or discarded. */
export function Recovery() {
  const unsettled = useView((view) => view.unsettled)
  const isOpen = useView((view) => view.overlay === 'recovery')
  const count = Object.keys(unsettled).length
  if (count === 0) {
    return null
  }
  return (
    <section className="strip" aria-label="Recovery">
      <Icon name="warning" />
      <span className="strip-text" role="status">
        Lectern ended without warning while {count === 1 ? 'a text was' : `${count} texts were`}{' '}
        being typed.
      </span>
      <Button onPress={() => setView({ overlay: 'recovery' })}>Look at it</Button>
      {isOpen && <RecoveryDialog unsettled={unsettled} />}
    </section>
  )
}
