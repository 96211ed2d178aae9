// What the eye is on: selection, open file, filter, open overlay. Commands read and write it
// outside of React; what shall survive a restart is saved by `keep-view.ts`.
import { create } from 'zustand'
import type { Range, Severity } from '../../analyzer/model.ts'
import type { DecisionChange, TypedText, ViewState } from '../../electron/api/domain.ts'

export type GroupBy = NonNullable<ViewState['groupBy']>
export type SortBy = NonNullable<ViewState['sortBy']>
export type Place = NonNullable<ViewState['place']>
export type Scope = NonNullable<ViewState['scope']>
export type StageMode = NonNullable<ViewState['stage']>
export const QUEUES = ['all', 'undecided', 'blockers', 'reply', 'mine', 'drifted', 'gone'] as const
export type Queue = (typeof QUEUES)[number]
export type PlanView = 'streams' | 'items' | 'people'
export const INSPECTOR_TABS = ['why', 'decide', 'fix', 'talk', 'history'] as const
export type InspectorTab = (typeof INSPECTOR_TABS)[number]
export const DRAWER_TABS = ['steps', 'log', 'problems', 'tests'] as const
export type DrawerTab = (typeof DRAWER_TABS)[number]
/** What stands beside the stage of a narrow window, or over it. */
export type Panel = 'list' | 'inspector'
export type Overlay =
  | 'palette'
  | 'goTo'
  | 'keys'
  | 'accessibility'
  | 'settings'
  | 'bulk'
  | 'export'
  | 'finding'
  | 'strength'
  | 'history'
  | 'checkpoint'
  | 'drift'
  | 'scope'
  | 'changes'
  | 'paths'
  | 'commits'
  | 'merge'
  | 'recovery'
  | 'conduct'
  | undefined

/** A place that the source shall show; a new object asks again for the same place. */
export interface Target {
  readonly path: string
  /** Brought into the middle of the source. */
  readonly range?: Range
  /** The range is selected, too. */
  readonly selects?: boolean
  /** Put at the top of the source instead, when a view is restored. */
  readonly topLine?: number
}

/** What is selected in the source; the line of the cursor when nothing is. */
export interface Region {
  readonly path: string
  readonly range: Range
  /** Qualified name of the class or function around it, '' for the module. */
  readonly symbol: string
}

/** A judgement that waits for its reason. */
export type Pending =
  | { readonly kind: 'severity'; readonly findingId: number; readonly severity: Severity }
  | { readonly kind: 'dismiss'; readonly findingId: number; readonly thenNext: boolean }

/** One field of many findings. */
export type Bulk = {
  readonly [Field in 'verdict' | 'severity' | 'priority' | 'gate' | 'status']?: NonNullable<
    DecisionChange[Field]
  >
}

/** What is searched, and the place that the search was begun from. */
export interface Search extends NonNullable<ViewState['search']> {
  readonly from: Place
}

/** Two runs beside one another, and the place that the comparison was begun from. */
export interface Compared {
  readonly a: number | undefined
  readonly b: number | undefined
  readonly from: Place
}

export interface View {
  readonly reviewId: number | undefined
  /** The open review cannot be changed. */
  readonly isReadOnly: boolean
  /** The review whose set-up is shown instead of it. */
  readonly setupId: number | undefined
  readonly place: Place
  readonly selectedId: number | undefined
  /** The group row that the cursor is on, if it is on one. */
  readonly cursorGroup: string | undefined
  /** The evidence step that is shown, 0-based. */
  readonly step: number | undefined
  readonly target: Target | undefined
  readonly region: Region | undefined
  readonly topLine: number
  readonly listScrollTop: number
  readonly groupBy: GroupBy
  readonly sortBy: SortBy
  readonly queue: Queue
  readonly filter: string
  /** Only what changed against a base is listed; the whole repository if it is not given. */
  readonly scope: Scope | undefined
  readonly collapsed: ReadonlySet<string>
  readonly stage: StageMode
  /** The runs that are compared, by their ids; the last two where they are not named. */
  readonly compared: Compared
  /** The fix that is open in the stage; the first one if it is not named. */
  readonly fixId: number | undefined
  readonly tab: InspectorTab
  /** The one panel that a narrow window shows with the stage; wide ones show both. */
  readonly panel: Panel | undefined
  /** Comments that were begun and not sent, by their fields: they outlive the window. */
  readonly composing: Readonly<Record<string, string>>
  /** Texts that are being typed right now, by their fields. */
  readonly typing: Readonly<Record<string, TypedText>>
  /** Texts that were being typed when Lectern was cut off. */
  readonly unsettled: Readonly<Record<string, TypedText>>
  /** What the drawer shows; it is closed without. */
  readonly drawer: DrawerTab | undefined
  /** True when it was asked for in this window: a narrow one shows it then alone. */
  readonly isDrawerAsked: boolean
  readonly search: Search
  readonly planView: PlanView
  /** The step of the walkthrough that is looked at, from 0. */
  readonly walkthroughAt: number
  readonly overlay: Overlay
  readonly pending: Pending | undefined
  /** Findings that are judged together; a single one is selected, not marked. */
  readonly marked: ReadonlySet<number>
  /** Where a range of marks starts. */
  readonly markAnchor: number | undefined
  /** The change of the marked findings that waits for a yes. */
  readonly bulk: Bulk | undefined
  /** Why the last finding was dismissed: often the next one is for the same reason. */
  readonly lastReason: string
  /** What takes the focus as soon as it is on the screen. */
  readonly awaited:
    | 'note'
    | 'tags'
    | 'import'
    | 'source'
    | 'comment'
    | 'line-comment'
    | 'search'
    | 'changes'
    | undefined
  /** The source shows who wrote its lines. */
  readonly showsBlame: boolean
  /** The thread that is scrolled to and takes the focus as soon as it is on the screen. */
  readonly awaitedThread: number | undefined
  /** The new test whose name takes the focus as soon as it is on the screen. */
  readonly awaitedTest: number | undefined
  /** The source shows no findings, only text. */
  readonly hidesMarks: boolean
  /** Both sides of a difference stand in one column. */
  readonly isFixInOneColumn: boolean
  /** Which difference in the stage is asked for, from the one that is shown. */
  readonly askedDifference: 1 | -1 | undefined
  /** Counts up when the list shall take in what was decided since it was last ordered. */
  readonly listRefreshes: number
}

const NO_MARKS: ReadonlySet<number> = new Set()

const NOTHING_OPEN: View = {
  reviewId: undefined,
  isReadOnly: false,
  setupId: undefined,
  place: 'findings',
  selectedId: undefined,
  cursorGroup: undefined,
  step: undefined,
  target: undefined,
  region: undefined,
  topLine: 1,
  listScrollTop: 0,
  groupBy: 'severity',
  sortBy: 'severity',
  queue: 'all',
  filter: '',
  scope: undefined,
  collapsed: new Set(),
  stage: 'source',
  compared: { a: undefined, b: undefined, from: 'findings' },
  fixId: undefined,
  tab: 'why',
  panel: 'list',
  composing: {},
  typing: {},
  unsettled: {},
  drawer: undefined,
  isDrawerAsked: false,
  search: { text: '', isRegex: false, isCaseSensitive: false, from: 'findings' },
  planView: 'streams',
  walkthroughAt: 0,
  overlay: undefined,
  pending: undefined,
  marked: NO_MARKS,
  markAnchor: undefined,
  bulk: undefined,
  lastReason: '',
  awaited: undefined,
  showsBlame: false,
  awaitedThread: undefined,
  awaitedTest: undefined,
  hidesMarks: false,
  isFixInOneColumn: false,
  askedDifference: undefined,
  listRefreshes: 0,
}

export const useView = create<View>(() => NOTHING_OPEN)

/** Changes the view. What it shows comes forward where only one panel is seen with the stage. */
export function setView(change: Partial<View>) {
  useView.setState({ ...broughtForward(change), ...change })
}

const IN_INSPECTOR: readonly View['awaited'][] = ['note', 'tags', 'comment', 'line-comment']

function broughtForward(change: Partial<View>): Pick<View, 'panel'> | undefined {
  const isStage = change.stage === 'fix' || change.stage === 'compare'
  if (change.awaited === 'source' || isStage) return { panel: undefined }
  if (change.tab !== undefined || change.pending || IN_INSPECTOR.includes(change.awaited)) {
    return { panel: 'inspector' }
  }
  return change.place === undefined ? undefined : { panel: 'list' }
}

/** Leaves the review for the start screen. */
export function hasReview(): boolean {
  return useView.getState().reviewId !== undefined
}

export function leaveReview() {
  useView.setState(NOTHING_OPEN)
}

/** Shows what is chosen before a review is analysed, and nothing else of it. */
export function showSetup(setupId: number) {
  useView.setState({ ...NOTHING_OPEN, setupId })
}

/** Puts the eye back where it was when the review was last open. */
export function restoreView(reviewId: number, saved: ViewState, isReadOnly: boolean) {
  const tab = INSPECTOR_TABS.find((name) => name === saved.inspectorTab)
  useView.setState({
    ...NOTHING_OPEN,
    reviewId,
    isReadOnly,
    place: saved.place ?? 'findings',
    selectedId: saved.selectedFindingId,
    target: saved.openPath ? { path: saved.openPath, topLine: saved.topLine ?? 1 } : undefined,
    topLine: saved.topLine ?? 1,
    listScrollTop: saved.listScrollTop ?? 0,
    groupBy: saved.groupBy ?? 'severity',
    sortBy: saved.sortBy ?? 'severity',
    queue: QUEUES.find((name) => name === saved.queue) ?? 'all',
    filter: saved.filter ?? '',
    scope: saved.scope,
    showsBlame: saved.showsBlame ?? false,
    collapsed: new Set(saved.collapsedGroups),
    stage: saved.stage ?? 'source',
    tab: tab ?? 'why',
    composing: saved.composing ?? {},
    drawer: saved.drawer,
    unsettled: { ...saved.unsettled, ...saved.typing },
    overlay: isEmpty(saved.typing) ? undefined : 'recovery',
    search: { ...NOTHING_OPEN.search, ...saved.search },
  })
}

/** The part of the view that survives a restart. */
export function keptView(view: View): ViewState {
  return {
    place: view.place,
    ...(view.selectedId === undefined ? {} : { selectedFindingId: view.selectedId }),
    ...(view.target === undefined ? {} : { openPath: view.target.path }),
    topLine: view.topLine,
    listScrollTop: view.listScrollTop,
    groupBy: view.groupBy,
    sortBy: view.sortBy,
    queue: view.queue,
    filter: view.filter,
    ...(view.scope === undefined ? {} : { scope: view.scope }),
    showsBlame: view.showsBlame,
    collapsedGroups: [...view.collapsed],
    stage: view.stage,
    inspectorTab: view.tab,
    composing: view.composing,
    ...(view.drawer === undefined ? {} : { drawer: view.drawer }),
    typing: view.typing,
    unsettled: view.unsettled,
    search: withoutOrigin(view.search),
  }
}

function isEmpty(texts: ViewState['typing']): boolean {
  return Object.keys(texts ?? {}).length === 0
}

function withoutOrigin({ from: _, ...search }: Search): NonNullable<ViewState['search']> {
  return search
}

/** Keeps a comment that is being written; an empty one is forgotten. */
export function compose(field: string, text: string) {
  const { [field]: _, ...others } = useView.getState().composing
  useView.setState({ composing: text === '' ? others : { ...others, [field]: text } })
}

/** As much of a location as the source needs. */
interface Spot {
  readonly path: string
  readonly range: Range
}

interface Selectable {
  readonly id: number
  readonly location: Spot
}

/** Makes the finding the centre: its row, its lines and the inspector. */
export function selectFinding({ id, location }: Selectable) {
  const { selectedId, stage } = useView.getState()
  const isAnother = selectedId !== id
  useView.setState({
    selectedId: id,
    cursorGroup: undefined,
    step: undefined,
    pending: undefined,
    marked: NO_MARKS,
    markAnchor: undefined,
    stage: isAnother ? 'source' : stage,
    ...(isAnother ? { fixId: undefined } : {}),
    target: { path: location.path, range: location.range },
  })
}

/** Shows a place of the selected finding, for instance one step of its evidence. */
export function showLocation(location: Spot, step?: number) {
  useView.setState({
    step,
    stage: 'source',
    target: { path: location.path, range: location.range },
  })
}

/** Opens a file of the review, at a line of it where one is named. */
export function showFile(path: string, line?: number) {
  const range =
    line === undefined
      ? undefined
      : { startLine: line, startColumn: 1, endLine: line, endColumn: 1 }
  useView.setState({
    place: 'findings',
    stage: 'source',
    step: undefined,
    target: { path, ...(range ? { range } : { topLine: 1 }) },
  })
}

export function toggleGroup(key: string) {
  const { collapsed } = useView.getState()
  const next = new Set(collapsed)
  if (!next.delete(key)) {
    next.add(key)
  }
  useView.setState({ collapsed: next })
}
