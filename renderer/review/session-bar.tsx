import { type ReactNode, useRef } from 'react'
import { SEVERITIES } from '../../analyzer/model.ts'
import type { ReviewHeader } from '../../electron/api/domain.ts'
import { runCommand, useKeyOf } from '../commands/bound-commands.ts'
import { setView } from '../state/view.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { NUMBER } from '../ui/number.ts'
import { SEVERITY_NAMES, SeverityMark } from '../ui/severity-mark.tsx'
import { useRoom } from '../ui/use-room.ts'
import { showHidden } from '../ui/visible-text.ts'
import './session-bar.css'
import { closeReview } from './open-review.ts'
import { ThemeMenu } from './theme-menu.tsx'

interface Props {
  readonly header: ReviewHeader
  /** What of the review is looked at. */
  readonly scope: ReactNode
  /** How much of the code was read. */
  readonly coverage: ReactNode
}

const GATE_NAMES = { merge: 'Merge', production: 'Production', later: 'Later' }
/** What the bar gives up where it is too narrow: first what other places say as well. */
const GIVEN_UP = ['undecided', 'counts', 'files', 'coverage', 'names', 'git', 'gates']

/** One line about the review as a whole: what is open, how it stands, what was read. */
export function SessionBar({ header, scope, coverage }: Props) {
  const { files } = header
  const bar = useRef<HTMLElement>(null)
  useRoom(bar, GIVEN_UP)
  const settingsKey = useKeyOf('window.settings')
  const searchKey = useKeyOf('search.open')
  return (
    <header ref={bar} className="session-bar" data-pane="session">
      <IconButton icon="arrow-left" label="All reviews" onPress={closeReview} />
      <h1 className="session-name" title={header.rootPath}>
        {showHidden(header.name)}
      </h1>
      {header.branch || header.commit ? (
        <span className="session-git" title={header.commit}>
          <Icon name="git-branch" />
          <span className="code session-commit">
            {header.branch === undefined ? 'detached ' : showHidden(header.branch)}
            {header.commit ? `@${header.commit.slice(0, 7)}` : ', no commit yet'}
          </span>
        </span>
      ) : (
        <span className="session-git" title="The analysed texts are kept in the review.">
          <span className="session-commit">no commit</span>
        </span>
      )}
      {scope}
      <ul className="gates" aria-label="Gates">
        {header.gates.map(({ gate, passed, open, reasons }) => (
          <li key={gate}>
            <button
              type="button"
              className="gate"
              data-passed={passed}
              title={reasons.join('\n')}
              aria-description={reasons.join('; ')}
              onClick={() => setView({ place: 'plan' })}
            >
              <Icon name={passed ? 'pass' : 'error'} />
              {GATE_NAMES[gate]}:{' '}
              {passed ? 'PASS' : open > 0 ? `FAIL ${NUMBER.format(open)}` : 'FAIL'}
            </button>
          </li>
        ))}
      </ul>
      <span className="session-space" />
      <ul className="session-counts" aria-label="Findings by severity">
        {SEVERITIES.map((severity) => (
          <li key={severity} title={SEVERITY_NAMES[severity]}>
            <SeverityMark severity={severity} />
            {NUMBER.format(header.counts[severity] ?? 0)}
          </li>
        ))}
      </ul>
      <span className="session-undecided">{NUMBER.format(header.undecided)} undecided</span>
      <button
        type="button"
        className="session-files"
        title={`${files.analysed} analysed, ${files.partial} in part, ${files.skipped} left out`}
        onClick={() => setView({ place: 'runs' })}
      >
        {NUMBER.format(files.analysed)} of {NUMBER.format(files.found)}{' '}
        {files.found === 1 ? 'file' : 'files'}
        {files.partial > 0 && (
          <span className="session-partial">
            <Icon name="warning" />
            {NUMBER.format(files.partial)} in part
          </span>
        )}
      </button>
      {coverage}
      <IconButton
        icon="search"
        label="Search"
        keys={searchKey}
        onPress={() => runCommand('search.open')}
      />
      <ThemeMenu />
      <IconButton
        icon="settings-gear"
        label="Settings"
        keys={settingsKey}
        onPress={() => setView({ overlay: 'settings' })}
      />
      <Button kind="primary" onPress={() => setView({ overlay: 'export' })}>
        Export
      </Button>
    </header>
  )
}
