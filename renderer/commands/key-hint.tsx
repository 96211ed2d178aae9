import { useKeyOf } from './bound-commands.ts'

interface Props {
  readonly command: string
}

/** The key of a command as it is bound now; nothing when it has none. */
export function KeyHint({ command }: Props) {
  const keys = useKeyOf(command)
  return keys === '' ? null : <kbd>{keys}</kbd>
}
