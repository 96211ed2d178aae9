// A document of the packet as its reader will see it.
import { useMemo, useState } from 'react'
import { useApi } from '../bridge/queries.ts'
import { Button } from '../ui/button.tsx'
import { Markdown } from '../ui/markdown.tsx'
import { usePacketView } from './packet-view.ts'

interface Props {
  readonly reviewId: number
}

/** Longest text that is shown at once, in UTF-16 units; the rest comes on demand. */
const ROOM = 60_000

export function DocumentView({ reviewId }: Props) {
  const document = usePacketView((view) => view.document)
  const { data } = useApi('packet.document', { reviewId, document }, { keepPrevious: true })
  const previewed = usePacketView((view) => view.previewed)
  const isPreviewed = previewed?.document === document
  const { data: preview } = useApi(
    'templates.preview',
    { reviewId, document, text: previewed?.text ?? '' },
    { enabled: isPreviewed, keepPrevious: true },
  )
  const [whole, setWhole] = useState<string>()
  const text = (isPreviewed ? preview?.markdown : undefined) ?? data?.text ?? ''
  const shown = useMemo(() => (whole === document ? text : head(text)), [whole, document, text])
  if (data === undefined) return <section className="packet-preview" aria-label="Document" />
  return (
    <section className="packet-preview" data-pane="stage" aria-label="Document">
      <header className="packet-preview-head">
        <h2>{data.title}</h2>
        <span className="muted small">
          {data.fileName}
          {isPreviewed && ', by the template beside it'}
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard */}
      <div className="packet-preview-scroll" tabIndex={0} role="document" aria-label={data.title}>
        <Markdown text={shown} />
        {shown.length < text.length && (
          <div className="packet-more">
            <Button onPress={() => setWhole(document)}>Show the rest</Button>
          </div>
        )}
      </div>
    </section>
  )
}

/** Cut before a heading, so that no block is torn. */
function head(text: string): string {
  if (text.length <= ROOM) return text
  const cut = text.lastIndexOf('\n#', ROOM)
  return text.slice(0, cut > 0 ? cut : ROOM)
}
