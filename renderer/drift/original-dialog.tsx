import type { MarkId } from '../../electron/api/drift.ts'
import { describeError } from '../bridge/notices.ts'
import { useApi } from '../bridge/queries.ts'
import { CutPath } from '../ui/cut-path.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ScrolledText } from '../ui/scrolled-text.tsx'
import { showHidden } from '../ui/visible-text.ts'
import './drift.css'

interface Props {
  readonly reviewId: number
  readonly mark: MarkId
  readonly onClose: () => void
}

/** The code that a mark stood in before it followed, with some lines around it. */
export function OriginalDialog({ reviewId, mark, onClose }: Props) {
  const { data, error } = useApi('drift.original', { reviewId, mark })
  return (
    <Dialog title="The code as it was" width="wide" onClose={onClose}>
      <section className="dialog-content" aria-label="Original code">
        {error && <p role="alert">{describeError(error).message}</p>}
        {data && (
          <>
            <p className="muted">
              <CutPath path={data.path} line={data.startLine} />
              {data.commit !== '' && <code className="selectable">{data.commit.slice(0, 12)}</code>}
            </p>
            <ScrolledText className="original">
              {data.lines.map((text, index) => {
                const line = data.firstLine + index
                const isOwn = line >= data.startLine && line <= data.endLine
                return (
                  <span key={line} className="original-line" data-own={isOwn || undefined}>
                    <span className="original-number" aria-hidden="true">
                      {line}
                    </span>
                    {showHidden(text)}
                    {'\n'}
                  </span>
                )
              })}
            </ScrolledText>
          </>
        )}
      </section>
    </Dialog>
  )
}
