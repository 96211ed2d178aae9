// What a rule sees of the file it is run on, and how it reports.

import type { FileFacts } from '../facts/file-facts.ts'
import { type MakeShared, makeShared } from '../facts/on-demand.ts'
import { FileFlow } from '../flow/file-flow.ts'
import { FileAnalysis } from '../flow/function-analysis.ts'
import type { Location as SharedLocation } from '../flow/locations.ts'
import type {
  Confidence,
  EvidenceStep,
  Finding,
  FixGrade,
  Location,
  Range,
  RuleFix,
  Severity,
} from '../model.ts'
import type { Value } from '../project/values.ts'
import type { Rule } from '../rules/define.ts'
import { type CellSpan, cellOfLine } from '../syntax/notebook.ts'
import type { Node, SyntaxTree } from '../syntax/tree.ts'
import { FileTypes } from '../types/file-types.ts'
import type { CostMeter } from './costs.ts'
import { type Damage, isDamaged } from './damage.ts'
import { anchorOf, nodeAt, rangeOf, type ShownText, type Span, snippetOf, spanOf } from './place.ts'
import type { Project } from './project.ts'
import { weighedByRole } from './role-severity.ts'
import type { FileRole } from './roles.ts'
import { DEFAULT_THRESHOLDS, type Thresholds } from './thresholds.ts'

/** A step of evidence at a node of this file, or at a place elsewhere. */
export type StepDraft =
  | { readonly kind: EvidenceStep['kind']; readonly node: Node; readonly message: string }
  | EvidenceStep

/** A change of this file's text; UTF-16 indices, end exclusive. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly newText: string
}

export interface FixDraft {
  readonly title: string
  readonly grade: FixGrade
  readonly edits: readonly TextEdit[]
}

export interface Report {
  /** What is marked; of a compound statement the header only. */
  readonly node: Node
  /** When given, the region runs from the start of `node` to the end of this one. */
  readonly through?: Node
  /** What is wrong here, in one or two sentences, with the names of this place. */
  readonly message: string
  readonly confidence?: Confidence
  readonly severity?: Severity
  readonly evidence?: readonly StepDraft[]
  readonly related?: readonly (Node | Location)[]
  readonly fixes?: readonly FixDraft[]
}

/** The context in which a rule runs. */
export interface Checker {
  readonly path: string
  readonly role: FileRole
  readonly tree: SyntaxTree
  readonly facts: FileFacts
  readonly project: Project
  /** What an expression means, through imports, annotations, constructors and attributes. */
  valueOf(expression: Node): Value | undefined
  /** Control flow, def-use and dominance of the functions of this file, made when asked for. */
  readonly flow: FileFlow
  /**
   * Types, accesses of locations, held locks, real suspensions and value flow of the functions of
   * this file: `analysis.around(node)`. Made when asked for.
   */
  readonly analysis: FileAnalysis
  /** The variable, attribute or item that an expression names, local aliases seen through. */
  locationOf(expression: Node): SharedLocation | undefined
  /** Numbers that the project may set. */
  readonly thresholds: Thresholds
  report(report: Report): void
  /** The place of a node of this file, for evidence and related places. */
  locate(node: Node): Location
  /** Computes a value once for each file and key; rules that share a key share the value. */
  once<T>(key: object, make: (checker: Checker) => T): T
}

export interface CheckedFile {
  readonly facts: FileFacts
  readonly role: FileRole
  readonly damage: Damage
  readonly shown: ShownText
  /** The code cells of a notebook. */
  readonly cells: readonly CellSpan[]
  /** True when what was parsed is the file as it is on disk, so that edits can be applied to it. */
  readonly isAsOnDisk: boolean
}

/** A finding that still lacks its number among equals. */
export type FindingDraft = Omit<Finding, 'fingerprint'>

/** The checker of one file; the dispatcher says which rule speaks. */
export class FileChecker implements Checker {
  readonly path: string
  readonly role: FileRole
  readonly tree: SyntaxTree
  readonly facts: FileFacts
  readonly project: Project
  readonly flow: FileFlow
  readonly thresholds: Thresholds
  readonly drafts: FindingDraft[] = []
  readonly #file: CheckedFile
  readonly #severities: ReadonlyMap<string, Severity>
  readonly #shared = new Map<object, unknown>()
  readonly #values = new Map<Node, Value | undefined>()
  readonly #meter: CostMeter | undefined
  readonly #makeShared: MakeShared
  #analysis: FileAnalysis | undefined
  #rule: Rule | undefined

  constructor(
    file: CheckedFile,
    project: Project,
    severities: ReadonlyMap<string, Severity>,
    thresholds: Partial<Thresholds> = {},
    meter?: CostMeter,
  ) {
    this.#meter = meter
    this.#makeShared = meter === undefined ? makeShared : (make) => meter.share(make)
    this.thresholds = { ...DEFAULT_THRESHOLDS, ...thresholds }
    this.path = file.facts.path
    this.role = file.role
    this.tree = file.facts.tree
    this.facts = file.facts
    this.flow = new FileFlow(file.facts, this.#makeShared)
    this.project = project
    this.#file = file
    this.#severities = severities
  }

  valueOf(expression: Node): Value | undefined {
    // What is remembered here was read for the same report.
    const known = this.#values.get(expression)
    if (known !== undefined || this.#values.has(expression)) return known
    const resolve = () => this.project.index.resolveExpression(this.facts, expression)
    // Nearly every rule about calls asks for the same ones: the first of them did not cause it.
    const value = this.#meter === undefined ? resolve() : this.#meter.share(resolve)
    this.#values.set(expression, value)
    return value
  }

  locationOf(expression: Node): SharedLocation | undefined {
    return this.analysis.around(expression).locationOf(expression)
  }

  get analysis(): FileAnalysis {
    this.#analysis ??= new FileAnalysis(
      this.flow,
      new FileTypes(this.facts, this.flow, this.project.index, this.#makeShared),
      this.#makeShared,
    )
    return this.#analysis
  }

  /** Names the rule to which the next reports belong. */
  speakFor(rule: Rule): void {
    this.#rule = rule
  }

  report(report: Report): void {
    const span = spanOf(this.tree, report.node)
    const end = report.through === undefined ? span.end : spanOf(this.tree, report.through).end
    this.reportSpan({ start: span.start, end }, report.node, report)
  }

  /** Reports a region; `node` is what the anchor leads to. */
  reportSpan(span: Span, node: Node, report: Omit<Report, 'node' | 'through'>): void {
    const rule = this.#rule
    if (rule === undefined) throw new Error('A report outside of a rule.')
    if (isDamaged(this.#file.damage, span)) return
    const range = rangeOf(this.tree, span)
    this.drafts.push({
      ruleId: rule.info.id,
      severity:
        this.#severities.get(rule.info.id) ??
        weighedByRole(report.severity ?? rule.info.severity, rule.info, this.role, this.path),
      confidence: report.confidence ?? rule.definition.confidence ?? 'high',
      message: report.message,
      location: this.#locationOf(range),
      anchor: anchorOf(this.tree, this.#file.shown, node, range),
      snippet: snippetOf(this.#file.shown, range),
      evidence: (report.evidence ?? []).map((step) => this.#step(step)),
      related: (report.related ?? []).map((place) =>
        typeof place === 'number' ? this.locate(place) : place,
      ),
      fixes: this.#file.isAsOnDisk ? (report.fixes ?? []).map((fix) => this.#fix(fix)) : [],
    })
  }

  /** The smallest node that covers a region of this file. */
  nodeAt(span: Span): Node {
    return nodeAt(this.tree, span)
  }

  locate(node: Node): Location {
    return this.#locationOf(rangeOf(this.tree, spanOf(this.tree, node)))
  }

  once<T>(key: object, make: (checker: Checker) => T): T {
    if (this.#shared.has(key)) this.#meter?.asked(key)
    else {
      const find = () => make(this)
      this.#shared.set(key, this.#meter === undefined ? find() : this.#meter.once(key, find))
    }
    // The value under a key is only ever what `make` for that key returned.
    return this.#shared.get(key) as T
  }

  #locationOf(range: Range): Location {
    const cell = cellOfLine(this.#file.cells, range.startLine)
    return cell === undefined ? { path: this.path, range } : { path: this.path, range, cell }
  }

  #step(step: StepDraft): EvidenceStep {
    if (!('node' in step)) return step
    return { kind: step.kind, location: this.locate(step.node), message: step.message }
  }

  #fix(fix: FixDraft): RuleFix {
    return {
      title: fix.title,
      grade: fix.grade,
      edits: joinEdits(fix.edits).map(({ start, end, newText }) => ({
        path: this.path,
        range: rangeOf(this.tree, { start, end }),
        newText,
      })),
    }
  }
}

/** In source order; an insertion where another edit starts is taken into that edit. */
function joinEdits(edits: readonly TextEdit[]): TextEdit[] {
  const joined: TextEdit[] = []
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const last = joined.at(-1)
    if (last === undefined || last.start !== edit.start || last.end !== last.start) {
      joined.push(edit)
      continue
    }
    const newText = last.newText + edit.newText
    joined[joined.length - 1] = { start: edit.start, end: edit.end, newText }
  }
  return joined
}
