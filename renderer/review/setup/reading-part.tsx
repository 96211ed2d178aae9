import { counted } from '../../../electron/api/counted.ts'
import type { ErrorData } from '../../../electron/api/errors.ts'
import { ISSUE_NAMES } from '../../../electron/api/issue-names.ts'
import type { ReadingPreview } from '../../../electron/api/setup.ts'
import { CutPath } from '../../ui/cut-path.tsx'
import { sizeOf } from '../../ui/size-words.ts'
import { showHidden } from '../../ui/visible-text.ts'
import { ErrorText } from '../error-text.tsx'

interface Props {
  /** Undefined until the folder was looked through. */
  readonly preview: ReadingPreview | undefined
  readonly error: ErrorData | undefined
}

const NUMBER = new Intl.NumberFormat('en')

/** What would be read, and what would be left out with its reason. */
export function ReadingPart({ preview, error }: Props) {
  return (
    <div className="setup-part">
      <span id="setup-reading">Is read</span>
      <section className="setup-stack" aria-labelledby="setup-reading">
        {error && (
          <p className="muted" role="status">
            {showHidden(`${error.message} ${error.nextStep}`)}
          </p>
        )}
        {preview && !hasSources(preview) && (
          <ErrorText
            error={{
              code: 'no-python',
              message: `There is no Python among the ${counted(preview.files, 'file')} of this folder.`,
              nextStep: 'Choose the folder that holds the sources.',
            }}
          />
        )}
        {!error && (preview === undefined || hasSources(preview)) && (
          <p role="status" className="setup-numbers">
            {preview ? wordsOf(preview) : 'Looking through the folder'}
          </p>
        )}
        {preview?.left.map(({ issue, count, entries }) => (
          <details key={issue} className="setup-left">
            <summary>
              {NUMBER.format(count)} {ISSUE_NAMES[issue]}
            </summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled with keys too */}
            <ul tabIndex={0} aria-label={`Left out: ${ISSUE_NAMES[issue]}`}>
              {entries.map(({ path, detail }) => (
                <li key={path} title={showHidden(detail)}>
                  <CutPath path={path} />
                </li>
              ))}
              {count > entries.length && (
                <li className="muted">And {NUMBER.format(count - entries.length)} more.</li>
              )}
            </ul>
          </details>
        ))}
      </section>
    </div>
  )
}

function hasSources({ python, notebooks }: ReadingPreview): boolean {
  return python + notebooks > 0
}

function wordsOf({ files, python, notebooks, bytes, isComplete }: ReadingPreview): string {
  const kinds = [
    `${NUMBER.format(python)} Python`,
    ...(notebooks > 0 ? [counted(notebooks, 'notebook')] : []),
  ]
  const least = isComplete ? '' : 'At least '
  return `${least}${counted(files, 'file')}: ${kinds.join(', ')}${bytes > 0 ? `, ${sizeOf(bytes)}` : ''}.`
}
