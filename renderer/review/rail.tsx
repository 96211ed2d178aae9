import { type Place, setView, useView } from '../state/view.ts'
import { Icon } from '../ui/icon.tsx'
import './rail.css'

const PLACES: readonly { place: Place; label: string; icon: string }[] = [
  { place: 'findings', label: 'Findings', icon: 'list-unordered' },
  { place: 'coverage', label: 'Coverage', icon: 'checklist' },
  { place: 'walkthrough', label: 'Walkthrough', icon: 'comment-discussion' },
  { place: 'checklists', label: 'Checklists', icon: 'check-all' },
  { place: 'plan', label: 'Plan', icon: 'project' },
  { place: 'packet', label: 'Packet', icon: 'book' },
  { place: 'runs', label: 'Runs', icon: 'history' },
]

/** The places of a review, one job each. */
export function Rail() {
  const current = useView((view) => view.place)
  return (
    <nav className="rail" data-pane="rail" aria-label="Places">
      {PLACES.map(({ place, label, icon }) => (
        <button
          key={place}
          type="button"
          className="rail-item"
          aria-current={place === current ? 'page' : undefined}
          onClick={() => setView({ place })}
        >
          <Icon name={icon} />
          {label}
        </button>
      ))}
    </nav>
  )
}
