import type { ReactNode } from 'react'
import type { FindingDetail } from '../../electron/api/domain.ts'
import { useApi } from '../bridge/queries.ts'
import { useBoundCommands } from '../commands/bound-commands.ts'
import { isForbidden } from '../commands/command.ts'
import { showLocation } from '../state/view.ts'
import { Markdown } from '../ui/markdown.tsx'
import { showHidden } from '../ui/visible-text.ts'
import { EvidenceSteps } from './evidence-steps.tsx'
import './why-tab.css'

interface Props {
  readonly finding: FindingDetail
  /** What the rule asks of the reviewer: it belongs to another feature. */
  readonly questions: ReactNode
}

/** What is wrong here, the steps that lead to it, and what the rule says in general. */
export function WhyTab({ finding, questions }: Props) {
  const { data: rule } = useApi('rules.info', { ruleId: finding.ruleId })
  return (
    <>
      <div className="section">
        <Markdown text={finding.message} />
        <p className="muted small">
          Confidence {finding.confidence}
          {finding.symbol && (
            <>
              {' in '}
              <code className="selectable">{showHidden(finding.symbol)}</code>
            </>
          )}
        </p>
        {finding.manual && <Written by={finding.manual.writtenBy} />}
        {finding.isGone && (
          <p className="callout">The last analysis no longer reports this finding.</p>
        )}
      </div>
      {finding.evidence.length > 0 && (
        <section className="section">
          <h3>Evidence</h3>
          <EvidenceSteps finding={finding} />
        </section>
      )}
      {questions}
      {finding.related.length > 0 && (
        <section className="section">
          <h3>Related places</h3>
          <ul className="path-steps">
            {finding.related.map((location) => (
              <li
                key={`${location.path}:${location.range.startLine}:${location.range.startColumn}`}
              >
                <button type="button" className="path-step" onClick={() => showLocation(location)}>
                  <span className="path-step-text">{showHidden(location.path)}</span>
                  <span className="path-step-line">{location.range.startLine}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {rule && (
        <>
          <section className="section">
            <h3>Why it matters</h3>
            <Markdown text={rule.consequence} />
            <Markdown text={rule.why} />
          </section>
          <section className="section">
            <h3>How to mend it</h3>
            <Markdown text={rule.fix} />
            <p className="muted small">
              Usually {rule.effortHours.low} to {rule.effortHours.high} hours.
            </p>
          </section>
          <section className="section">
            <h3>Example</h3>
            <figure className="example" data-kind="before">
              <figcaption>Before</figcaption>
              <pre className="selectable">{rule.before.trimEnd()}</pre>
            </figure>
            <figure className="example" data-kind="after">
              <figcaption>After</figcaption>
              <pre className="selectable">{rule.after.trimEnd()}</pre>
            </figure>
          </section>
          {rule.exemptions.length > 0 && (
            <section className="section">
              <h3>Not reported</h3>
              <Markdown text={rule.exemptions.map((line) => `- ${line}`).join('\n')} />
            </section>
          )}
          {rule.limits.length > 0 && (
            <section className="section">
              <h3>What the rule cannot see</h3>
              <Markdown text={rule.limits.map((line) => `- ${line}`).join('\n')} />
            </section>
          )}
          <p className="muted small selectable">
            <code>{rule.id}</code>
            {rule.cwe.length > 0 && `, ${rule.cwe.map((id) => `CWE-${id}`).join(', ')}`}
            {rule.equivalents.length > 0 && `, also ${rule.equivalents.join(', ')}`}
          </p>
        </>
      )}
    </>
  )
}

function Written({ by }: { readonly by: string }) {
  const rewrite = useBoundCommands(({ all }) => all.find(({ id }) => id === 'finding.rewrite'))
  return (
    <p className="muted small">
      Written by {showHidden(by)}.{' '}
      {rewrite && !isForbidden(rewrite) && (
        <button type="button" className="link-button" onClick={() => rewrite.run()}>
          Change the words
        </button>
      )}
    </p>
  )
}
