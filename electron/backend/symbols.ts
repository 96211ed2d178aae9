// The functions and classes of a review, found by a few letters of their names.
import type { Output } from '../api/contract.ts'
import { findPlaces } from '../api/places.ts'
import type { Session } from './session.ts'

type SymbolPlace = Output<'analysis.symbols'>[number]

interface Kept {
  readonly runId: number
  readonly places: readonly SymbolPlace[]
}

/** A way to find symbols; those of a finished run are read once. */
export function symbolSearch(): (session: Session, text: string) => SymbolPlace[] {
  const kept = new WeakMap<Session, Kept>()

  function placesOf(session: Session): readonly SymbolPlace[] {
    const run = session.store.runs.latest()
    if (run === undefined) return []
    const known = kept.get(session)
    if (known?.runId === run.id) return known.places
    const places = [...session.store.runs.outlines(run.id)].flatMap(([path, symbols]) =>
      symbols.map(({ symbol, kind, startLine }): SymbolPlace => {
        return { kind, path, name: symbol, line: startLine }
      }),
    )
    // A run that goes on brings more of them.
    if (run.state !== 'running') kept.set(session, { runId: run.id, places })
    return places
  }

  return (session, text) => findPlaces(placesOf(session), text).map(({ place }) => place)
}
