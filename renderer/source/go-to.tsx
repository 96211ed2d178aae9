import { useMemo, useState } from 'react'
import { type FoundPlace, findPlaces, type GoToPlace } from '../../electron/api/places.ts'
import { useApi } from '../bridge/queries.ts'
import { setView, showFile } from '../state/view.ts'
import { CutPath } from '../ui/cut-path.tsx'
import { Icon } from '../ui/icon.tsx'
import { Picker } from '../ui/picker.tsx'
import { showHidden } from '../ui/visible-text.ts'
import './go-to.css'

interface Props {
  readonly reviewId: number
}

const NO_SYMBOLS: readonly GoToPlace[] = []

/** Files and symbols of the review by a few letters; `:120` names a line. */
export function GoTo({ reviewId }: Props) {
  const { data: ledger } = useApi('analysis.ledger', { reviewId })
  const places = useMemo(
    () =>
      (ledger ?? [])
        .filter(({ state }) => state !== 'skipped')
        .map(({ path }): GoToPlace => ({ kind: 'file', path, name: path })),
    [ledger],
  )
  const [text, setText] = useState('')
  const { data: symbols = NO_SYMBOLS } = useApi(
    'analysis.symbols',
    { reviewId, text },
    { enabled: text !== '', keepPrevious: true },
  )
  const close = () => setView({ overlay: undefined })
  return (
    <Picker
      title="Go to a file or symbol"
      label="File or symbol"
      placeholder="Letters of a path or a name, :120 for a line"
      empty={ledger ? 'No file and no symbol has these letters.' : 'Reading the files.'}
      find={(wanted) =>
        findPlaces<GoToPlace>(wanted === '' ? places : [...places, ...symbols], wanted).map(
          (found) => ({
            key: keyOf(found),
            content: <Row found={found} />,
          }),
        )
      }
      onText={setText}
      onClose={close}
      onChoose={(key) => {
        close()
        const [path = '', line = ''] = key.split('\n')
        showFile(path, line === '' ? undefined : Number(line))
        setView({ awaited: 'source' })
      }}
    />
  )
}

function keyOf({ place, line }: Found): string {
  return `${place.path}\n${line ?? ''}\n${place.name}`
}
type Found = FoundPlace<GoToPlace>

function Row({ found: { place, line } }: { readonly found: Found }) {
  if (place.kind === 'file') {
    return (
      <>
        <Icon name="file-code" />
        <CutPath path={place.path} {...(line === undefined ? {} : { line })} />
      </>
    )
  }
  return (
    <>
      <Icon name={place.kind === 'class' ? 'symbol-class' : 'symbol-method'} />
      <code className="go-to-symbol">{showHidden(place.name)}</code>
      <span className="go-to-place muted small">
        <CutPath path={place.path} {...(line === undefined ? {} : { line })} />
      </span>
    </>
  )
}
