import type { ErrorData } from '../../electron/api/errors.ts'
import { Icon } from '../ui/icon.tsx'
import { showHidden } from '../ui/visible-text.ts'
import './error-text.css'

interface Props {
  readonly error: ErrorData
}

/** What happened and what to do next. */
export function ErrorText({ error }: Props) {
  return (
    <div className="error-text" role="alert">
      <Icon name="error" />
      <p className="selectable">
        {showHidden(error.message)} <span className="muted">{showHidden(error.nextStep)}</span>
      </p>
    </div>
  )
}
