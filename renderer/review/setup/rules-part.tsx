import type { Setup } from '../../../electron/api/setup.ts'
import { Choice } from '../../ui/choice.tsx'

type ProfileName = Setup['profile']

interface Props {
  readonly setup: Setup
  readonly profile: ProfileName
  readonly onChange: (profile: ProfileName) => void
}

const NAMES: Readonly<Record<ProfileName, readonly [name: string, meaning: string]>> = {
  default: ['Usual', 'what a careful reviewer would stop at'],
  picky: ['Picky', 'also habits and style that cost later'],
  concurrency: ['Concurrency', 'races, transactions, locks and blocking calls alone'],
  security: ['Security', 'what lets somebody in or leaks alone'],
  tests: ['Tests', 'what makes tests pass without proving anything alone'],
}

/** By which rules the code is looked at. */
export function RulesPart({ setup, profile, onChange }: Props) {
  const rules = setup.profiles.find((one) => one.profile === profile)?.rules ?? 0
  return (
    <div className="setup-part">
      <span id="setup-rules">Rules</span>
      <div className="setup-stack">
        <Choice
          labelledBy="setup-rules"
          value={profile}
          choices={setup.profiles.map(({ profile: value }) => ({
            value,
            label: NAMES[value][0],
            name: NAMES[value][0],
          }))}
          onChange={onChange}
        />
        <p className="muted small" role="status">
          {rules.toLocaleString('en')} rules: {NAMES[profile][1]}.
        </p>
      </div>
    </div>
  )
}
