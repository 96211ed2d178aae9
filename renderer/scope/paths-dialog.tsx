import { useState } from 'react'
import { pathsIn } from '../bridge/path-scope.ts'
import { useApi } from '../bridge/queries.ts'
import { chooseScope } from '../bridge/scope.ts'
import { setView, useView } from '../state/view.ts'
import { Dialog } from '../ui/dialog.tsx'
import { DialogForm } from '../ui/dialog-form.tsx'
import { PathsField } from '../ui/paths-field.tsx'

/** Chooses the folders and files whose findings are listed. */
export function PathsDialog({ reviewId }: { readonly reviewId: number }) {
  const scope = useView((view) => view.scope)
  const [text, setText] = useState(scope && 'paths' in scope ? scope.paths.join('\n') : '')
  const { data: ledger } = useApi('analysis.ledger', { reviewId })
  const close = () => setView({ overlay: undefined })
  const paths = pathsIn(text)
  return (
    <Dialog title="Folders and files that are listed" onClose={close}>
      <DialogForm
        save="List only these"
        leave="Cancel"
        isWhole={paths.length > 0}
        onClose={close}
        onSave={() => {
          chooseScope({ paths: [...paths] })
          return Promise.resolve(true)
        }}
      >
        <PathsField
          text={text}
          sources={ledger?.filter(({ state }) => state !== 'skipped').map(({ path }) => path)}
          isFirst
          onChange={setText}
        />
      </DialogForm>
    </Dialog>
  )
}
