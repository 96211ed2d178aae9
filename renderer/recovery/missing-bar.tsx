import type { ReviewHeader } from '../../electron/api/domain.ts'
import { showFailure } from '../bridge/notices.ts'
import { askHost } from '../bridge/shell.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'
import '../ui/strip.css'

interface Props {
  readonly header: ReviewHeader
}

/** Tells that the folder of the review is not where it was, and lets the person show it. */
export function MissingBar({ header }: Props) {
  const locate = () => {
    askHost('host.locateFolder', { reviewId: header.id }).catch(showFailure)
  }
  return (
    <section className="strip" aria-label="Missing folder">
      <Icon name="warning" />
      <span className="strip-text" role="status" title={header.rootPath}>
        The folder {showHidden(header.rootPath)} is not there any more. What was analysed can still
        be read.
      </span>
      {!header.readOnly && <Button onPress={locate}>Locate folder…</Button>}
    </section>
  )
}
