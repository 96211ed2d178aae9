// What follows from the plan: what can run at the same time, commits, phases, hours.
import type { Plan } from '../../electron/api/plan.ts'
import { hoursWord } from './hours.ts'

interface Props {
  readonly plan: Plan
}

export function SchedulePanel({ plan }: Props) {
  const { effort } = plan
  return (
    <>
      <section className="section" aria-label="Gates">
        <h3>Gates</h3>
        {plan.gates.map(({ gate, passed, reasons }) => (
          <p key={gate}>
            <span className="gate-word" data-passed={passed}>
              Before {gate}: {passed ? 'PASS' : 'FAIL'}
            </span>{' '}
            <span className="muted">{reasons.join('; ')}</span>
          </p>
        ))}
      </section>
      <section className="section" aria-label="Order">
        <h3>What can run at the same time</h3>
        <ul className="plan-lanes">
          {plan.sequences.map((ids) => (
            <li key={ids.join(' ')}>{ids.join(' then ')}</li>
          ))}
          {plan.afterwards.length > 0 && <li>Afterwards: {plan.afterwards.join(', ')}</li>}
        </ul>
        {plan.parallelisation.map((sentence) => (
          <p key={sentence} className="muted">
            {sentence}
          </p>
        ))}
      </section>
      <section className="section" aria-label="Hours">
        <h3>Hours</h3>
        <table className="plan-table">
          <tbody>
            {plan.phases.map(({ name, findings, hours }, at) => (
              <tr key={name}>
                <td>{`Phase ${at + 1}: ${name}`}</td>
                <td>{findings}</td>
                <td>{hoursWord(hours)}</td>
              </tr>
            ))}
            <tr>
              <td>New tests</td>
              <td />
              <td>{hoursWord(effort.tests)}</td>
            </tr>
            <tr>
              <td>Review of the blockers</td>
              <td />
              <td>{hoursWord(effort.review)}</td>
            </tr>
            <tr className="plan-total">
              <td>Total</td>
              <td />
              <td>{hoursWord(effort.total)}</td>
            </tr>
          </tbody>
        </table>
      </section>
      <section className="section" aria-label="Commits">
        <h3>Commits</h3>
        <ol className="plan-commits">
          {plan.commits.map(({ number, message, findings, files, isSeparate, hours }) => (
            <li key={number}>
              <span className="selectable">{message}</span>
              <span className="muted small">
                {findings} {findings === 1 ? 'finding' : 'findings'} in {files}{' '}
                {files === 1 ? 'file' : 'files'}, {hoursWord(hours)}
                {isSeparate ? ', on its own' : ''}
              </span>
            </li>
          ))}
        </ol>
      </section>
    </>
  )
}
