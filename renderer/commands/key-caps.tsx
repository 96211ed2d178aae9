interface Props {
  readonly keys: readonly string[]
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
}

/** The keys of a command: alternatives beside one another, sequences as several caps. */
export function KeyCaps({ keys }: Props) {
  return (
    <span className="key-caps">
      {keys.map((stroke, index) => (
        <span key={stroke} className="key-caps">
          {index > 0 && 'or'}
          {stroke.split(' ').map((part) => (
            <kbd key={part} className="key-cap">
              {part.replace(/(?:Arrow\w+|Escape)$/u, (name) => NAMES[name] ?? name)}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  )
}
