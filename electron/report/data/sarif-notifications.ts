// What the run could not do, for SARIF: files left out or read in part, rules that failed.
import type { Notification } from 'sarif'
import { ISSUE_NAMES } from '../../api/issue-names.ts'
import type { ReviewSnapshot } from '../../api/snapshot.ts'
import { runWord } from '../standing.ts'
import { type ArtifactIndex, artifactLocation } from './sarif-places.ts'

export function sarifNotifications(
  snapshot: ReviewSnapshot,
  artifacts: ArtifactIndex,
  ruleIndex: ReadonlyMap<string | undefined, number>,
): Notification[] {
  const files = snapshot.files
    .filter((file) => file.state !== 'analysed')
    .map((file): Notification => {
      const issue = file.issue === undefined ? '' : `: ${ISSUE_NAMES[file.issue]}`
      const detail = file.detail === undefined || file.detail === '' ? '' : ` (${file.detail})`
      const state = file.state === 'partial' ? 'Analysed in part' : 'Not analysed'
      return {
        level: isByChoice(file.issue) ? 'note' : 'warning',
        message: { text: `${state}${issue}${detail}.` },
        locations: [
          { physicalLocation: { artifactLocation: artifactLocation(file.path, artifacts) } },
        ],
        properties: {
          state: file.state,
          ...(file.issue === undefined ? {} : { issue: file.issue }),
        },
      }
    })
  const failures = snapshot.run.ruleFailures.map((failure): Notification => {
    const index = ruleIndex.get(failure.ruleId)
    return {
      level: 'error',
      message: { text: `The rule ${failure.ruleId} failed on this file: ${failure.message}` },
      ...(index === undefined ? {} : { associatedRule: { id: failure.ruleId, index } }),
      locations: [
        { physicalLocation: { artifactLocation: artifactLocation(failure.path, artifacts) } },
      ],
    }
  })
  const state: Notification[] =
    snapshot.run.state === 'finished'
      ? []
      : [{ level: 'error', message: { text: `The analysis is ${runWord(snapshot)}.` } }]
  return [...state, ...failures, ...files]
}

/** Left out on purpose, so nothing to worry about. */
function isByChoice(issue: string | undefined): boolean {
  return issue === 'ignored-by-git' || issue === 'excluded-folder' || issue === 'symbolic-link'
}
