// What happened to the folder since it was analysed, and what that does to the marks.
import type { Drift, MovedFinding, MovedThread } from '../../api/drift.ts'
import { readGitFacts } from '../../repository/git-facts.ts'
import { isRootPresent } from '../../repository/root.ts'
import type { StoredFinding } from '../../store/findings.ts'
import type { ThreadPlace } from '../../store/threads.ts'
import { ruleTitle } from '../rule-set.ts'
import type { Session } from '../session.ts'
import { type Carried, planCarry } from './carry-plan.ts'

/** Reads what differs from what the marks stand in; nothing does where nothing was analysed. */
export async function readDrift(session: Session): Promise<Drift> {
  const { store } = session
  const { rootPath, branch, commit } = store.review.read()
  const analysed = { ...(branch && { branch }), ...(commit && { commit }) }
  const run = store.runs.latest()
  if (run === undefined || run.state === 'running' || !isRootPresent(rootPath)) {
    return { analysed, now: analysed, files: [], findings: [], threads: [], isCarried: false }
  }
  const { branch: branchNow, commit: commitNow } = readGitFacts(rootPath)
  const plan = await planCarry(session)
  const texts = new Map(
    store.threads.all().map(({ id, comments }) => [id, comments[0]?.text ?? '']),
  )
  return {
    analysed,
    now: { ...(branchNow && { branch: branchNow }), ...(commitNow && { commit: commitNow }) },
    files: plan.files.map(({ path, state, now }) => ({
      path,
      state,
      ...(now && now.path !== path && { newPath: now.path }),
    })),
    findings: plan.findings.map(movedFinding).toSorted(byPlace),
    threads: plan.threads.map((one) => movedThread(one, texts.get(one.mark.id) ?? '')),
    isCarried: store.carriedFiles.inForce().length > 0,
  }
}

function movedFinding(carried: Carried<StoredFinding>): MovedFinding {
  const { id, number, ownTitle, ruleId, location } = carried.mark
  return {
    findingId: id,
    number,
    title: ownTitle ?? ruleTitle(ruleId),
    ...movedFrom(carried, location.path, location.range.startLine),
  }
}

function movedThread(carried: Carried<ThreadPlace>, text: string): MovedThread {
  const { id, path, startLine } = carried.mark
  return { threadId: id, text, ...movedFrom(carried, path, startLine) }
}

function movedFrom({ base, place, file }: Carried<unknown>, path: string, line: number) {
  const state = stateOf(base.path, place.state, file?.path)
  return {
    path,
    line,
    state,
    ...(state === 'gone' ? {} : { newLine: place.range.startLine }),
    ...(file && file.path !== path && { newPath: file.path }),
  }
}

/** The same lines of a file with another name are another place. */
export function stateOf(
  basePath: string,
  state: Carried<unknown>['place']['state'],
  newPath: string | undefined,
): Carried<unknown>['place']['state'] {
  return state === 'exact' && newPath !== basePath ? 'moved' : state
}

function byPlace(a: MovedFinding, b: MovedFinding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1
  return a.line - b.line || a.number - b.number
}
