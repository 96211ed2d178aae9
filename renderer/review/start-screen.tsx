import { useEffect, useState } from 'react'
import type { RecentReview } from '../../electron/api/domain.ts'
import type { ErrorData } from '../../electron/api/errors.ts'
import { describeError } from '../bridge/notices.ts'
import { keyOf, useApi } from '../bridge/queries.ts'
import { askHost } from '../bridge/shell.ts'
import { useWorkbench } from '../bridge/workbench.tsx'
import { runCommand } from '../commands/bound-commands.ts'
import { KeyHint } from '../commands/key-hint.tsx'
import { useView } from '../state/view.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { CutPath } from '../ui/cut-path.tsx'
import { splitPath } from '../ui/paths.ts'
import { showHidden } from '../ui/visible-text.ts'
import { BackupsDialog } from './backups-dialog.tsx'
import { ErrorText } from './error-text.tsx'
import { openReview } from './open-review.ts'
import './start-screen.css'
import { dayOf } from '../ui/time-words.ts'

interface Props {
  /** Why the review named on the command line could not be opened. */
  readonly error: ErrorData | undefined
}

/** Where a review begins: a folder, or one of the last ones. */
export function StartScreen({ error: firstError }: Props) {
  const workbench = useWorkbench()
  const [error, setError] = useState(firstError)
  const { data: recents } = useApi('reviews.recents', {})
  useEffect(() => {
    // Where the eye was moves without a word of it.
    void workbench.cache.invalidateQueries({ queryKey: keyOf('reviews.recents', {}) })
  }, [workbench])
  /** The review whose earlier copies are shown, and the one that could not be opened. */
  const [restored, setRestored] = useState<RecentReview>()
  const [refused, setRefused] = useState<RecentReview>()
  const open = async (
    find: () => Promise<{ reviewId: number | null }>,
    recent?: RecentReview,
    beginsAtOnce = false,
  ) => {
    setError(undefined)
    setRefused(recent)
    try {
      const { reviewId } = await find()
      if (reviewId !== null) {
        await openReview(workbench, reviewId, { beginsAtOnce })
      }
    } catch (failure) {
      const described = describeError(failure)
      setError(described)
      if (RESTORABLE.has(described.code)) {
        setRestored(recent)
      }
    }
  }

  const openKnown = (recent: RecentReview, isReadOnly = false) =>
    open(
      () => workbench.api.call('reviews.openRecent', { recentId: recent.recentId, isReadOnly }),
      recent,
    )

  const importInto = async (recent: RecentReview) => {
    await openKnown(recent)
    if (useView.getState().reviewId !== undefined) runCommand('packet.import')
  }

  return (
    <main className="start">
      <div className="start-column">
        <h1>Lectern</h1>
        <p className="start-sentence">
          Open a Python code base to review it: everything stays on this machine.
        </p>
        <div className="start-actions">
          <Button
            kind="primary"
            icon="folder-opened"
            autoFocus
            onPress={() => void open(() => askHost('host.openFolder', {}))}
          >
            Open folder
          </Button>
          <Button
            icon="book"
            onPress={() => void open(() => askHost('host.openFolder', { what: 'packet' }))}
          >
            Open packet
          </Button>
          {recents?.length === 0 && (
            <Button
              onPress={() =>
                void open(() => workbench.api.call('reviews.openSample', {}), undefined, true)
              }
            >
              Try the sample
            </Button>
          )}
          <span className="muted">or drop a folder anywhere on this window</span>
        </div>
        {error && <ErrorText error={error} />}
        {error?.code === 'database-busy' && refused && (
          <div className="start-actions">
            <Button onPress={() => void openKnown(refused)}>Try again</Button>
            <Button onPress={() => void openKnown(refused, true)}>Open it for reading</Button>
          </div>
        )}
        {recents && recents.length > 0 && (
          <section className="recents" aria-labelledby="recents-title">
            <h2 id="recents-title">Recent reviews</h2>
            <ul>
              {recents.map((recent) => (
                <Recent
                  key={recent.recentId}
                  recent={recent}
                  onOpen={() => void openKnown(recent)}
                  onImport={() => void importInto(recent)}
                  onShowBackups={() => setRestored(recent)}
                  onForget={() =>
                    void workbench.api.call('reviews.forgetRecent', { recentId: recent.recentId })
                  }
                />
              ))}
            </ul>
          </section>
        )}
        <p className="muted small start-hint">
          A packet opens for reading. Logs and notes of other tools, and what was ticked or edited
          in a packet, are imported into their review. Without a window:{' '}
          <code className="selectable">npm run review -- path --out folder</code>. All keys:{' '}
          <KeyHint command="window.keys" />
        </p>
      </div>
      {restored && (
        <BackupsDialog
          recent={restored}
          onClose={() => setRestored(undefined)}
          onRestore={(name) => {
            setRestored(undefined)
            void open(() =>
              workbench.api.call('reviews.restore', { recentId: restored.recentId, name }),
            )
          }}
        />
      )}
    </main>
  )
}

/** What an earlier copy can help with: one made before a newer version changed the review, too. */
const RESTORABLE: ReadonlySet<string> = new Set(['database-damaged', 'database-newer'])
const TROUBLES = { damaged: 'Damaged', newer: 'Too new' } as const

interface RecentProps {
  readonly recent: RecentReview
  readonly onOpen: () => void
  readonly onForget: () => void
  readonly onImport: () => void
  readonly onShowBackups: () => void
}

const VERDICTS = { pass: 'Pass', fail: 'Fail', unknown: 'Not decided' }

function Recent({ recent, onOpen, onForget, onImport, onShowBackups }: RecentProps) {
  return (
    <li className="recent">
      <button type="button" className="recent-open" onClick={onOpen}>
        <span className="recent-name">{showHidden(recent.name)}</span>
        <span className="recent-git code">
          {recent.branch && `${showHidden(recent.branch)} `}
          {recent.commit?.slice(0, 7)}
        </span>
        {recent.trouble === null ? (
          <span className="recent-verdict" data-verdict={recent.verdict}>
            {VERDICTS[recent.verdict]}
          </span>
        ) : (
          <span className="recent-verdict" data-verdict="fail">
            {TROUBLES[recent.trouble]}
          </span>
        )}
        <span className="recent-number">
          {recent.coverage !== undefined && `${Math.floor(recent.coverage * 100)} % read`}
        </span>
        <span className="recent-number">{recent.open} open</span>
        <span className="recent-path">
          {recent.isPacket ? 'Packet ' : recent.isMissing ? 'Folder not found: ' : ''}
          <CutPath path={recent.isPacket ? splitPath(recent.rootPath).name : recent.rootPath} />
        </span>
        {recent.stoppedAt && (
          <span className="recent-stop">
            Continue at
            <CutPath path={recent.stoppedAt.path} line={recent.stoppedAt.line} />
          </span>
        )}
        <span className="recent-date">{dayOf(recent.openedAt)}</span>
      </button>
      {!recent.isPacket && recent.trouble === null && (
        <IconButton
          icon="cloud-download"
          label={`Import a file into ${recent.name}`}
          onPress={onImport}
        />
      )}
      <IconButton
        icon="history"
        label={`Earlier copies of ${recent.name}`}
        onPress={onShowBackups}
      />
      <IconButton icon="close" label={`Forget ${recent.name}`} onPress={onForget} />
    </li>
  )
}
