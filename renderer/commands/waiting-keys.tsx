// What was pressed of a longer key, and which keys may follow: seen while they are waited for.
import { create } from 'zustand'
import { useBoundCommands } from './bound-commands.ts'
import { isEnabled } from './command.ts'
import { KeyCaps } from './key-caps.tsx'

interface Waiting {
  readonly strokes: readonly string[]
}

const useWaiting = create<Waiting>(() => ({ strokes: [] }))

export function showWaiting(strokes: readonly string[]) {
  if (strokes.length > 0 || useWaiting.getState().strokes.length > 0) {
    useWaiting.setState({ strokes })
  }
}

/** The keys that may come next, with what they do; nothing while none is waited for. */
export function WaitingKeys() {
  const strokes = useWaiting((waiting) => waiting.strokes)
  const all = useBoundCommands((commands) => commands.all)
  if (strokes.length === 0) return null
  const begun = `${strokes.join(' ')} `
  const next = all.filter(isEnabled).flatMap(({ title, keys }) => {
    const key = keys.find((one) => one.startsWith(begun))
    return key === undefined ? [] : [{ key: key.slice(begun.length), title }]
  })
  return (
    <span className="waiting-keys" role="status">
      <KeyCaps keys={[...strokes]} />
      {next.map(({ key, title }) => (
        <span key={key} className="key-caps">
          <KeyCaps keys={[key]} /> {title.replace(/^.*: /u, '')}
        </span>
      ))}
    </span>
  )
}
