import { useWorkbench } from '../bridge/workbench.tsx'
import { KeyHint } from '../commands/key-hint.tsx'
import { useView } from '../state/view.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { judgeVerdict } from './judge.ts'
import { clearMarks } from './marks.ts'

const NUMBER = new Intl.NumberFormat('en')

/** What can be done with the marked findings; nothing while fewer than two are marked. */
export function BulkBar() {
  const workbench = useWorkbench()
  const count = useView((view) => view.marked.size)
  if (count < 2) {
    return null
  }
  return (
    <section className="bulk-bar" aria-label="Marked findings">
      <span role="status">{NUMBER.format(count)} marked</span>
      <Button onPress={() => judgeVerdict(workbench, 'confirmed')}>
        Confirm <KeyHint command="finding.confirm" />
      </Button>
      <Button onPress={() => judgeVerdict(workbench, 'dismissed')}>
        Dismiss <KeyHint command="finding.dismiss" />
      </Button>
      <IconButton icon="close" label="Mark none" keys="Esc" onPress={clearMarks} />
    </section>
  )
}
