import type { ReviewHeader } from '../../electron/api/domain.ts'
import { useCommand } from '../bridge/queries.ts'
import { setView } from '../state/view.ts'
import { ChoiceMenu } from '../ui/menu.tsx'
import { showHidden } from '../ui/visible-text.ts'

interface Props {
  readonly header: ReviewHeader
}

/** Who decides now: the name under each decision. With several reviewers a press changes over. */
export function ReviewerMenu({ header: { reviewer, reviewers, readOnly } }: Props) {
  const save = useCommand('settings.save')
  const shown = showHidden(reviewer) || 'No name'
  if (readOnly) {
    return <span className="status-reviewer">{shown}</span>
  }
  if (reviewers.length < 2) {
    return (
      <button
        type="button"
        className="status-reviewer"
        title="Your name, as decisions and packet have it"
        onClick={() => setView({ overlay: 'settings' })}
      >
        {shown}
      </button>
    )
  }
  return (
    <ChoiceMenu
      label={`At the keyboard: ${shown}`}
      choices={reviewers.map((name) => ({ value: name, label: showHidden(name) }))}
      chosen={reviewer}
      onChoose={(name) => void save({ change: { reviewer: name } })}
    >
      <span className="status-reviewer">{shown}</span>
    </ChoiceMenu>
  )
}
