// The only view of a parsed file that the analyzer has: five integers per node, in pre-order.
// Rules and facts address a node by its index; nothing outside analyzer/syntax sees a parser.
import { F_FUNCTION, K_ERROR } from './kinds.ts'

/** Integers per node in the flat array. */
export const STRIDE = 5
/** Flag bits of a node. */
export const NAMED = 1
export const MISSING = 2

const KIND_BITS = 12
const FIELD_BITS = 8
const KIND_MASK = (1 << KIND_BITS) - 1
const FIELD_MASK = (1 << FIELD_BITS) - 1

/** A node: its index in the tree, 0 is the module. -1 stands for "no node". */
export type Node = number
export const NO_NODE = -1

/** Packs the first integer of a node. */
export function packHead(kind: number, field: number, flags: number): number {
  return kind | (field << KIND_BITS) | (flags << (KIND_BITS + FIELD_BITS))
}

/** A place in a file as it is on disk: lines 1-based, columns 1-based in UTF-16 code units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** One argument of a call, a class header or a decorator. */
export interface CallArgument {
  /** The whole argument; what an unpacked mapping gives stands where the mapping is written. */
  readonly node: Node
  /** The expression that is passed; for `*args` and `**kwargs` the expression behind the stars. */
  readonly value: Node
  /** The keyword, undefined for positional arguments; `**` for unpacked mappings. */
  readonly name: string | undefined
  /** True for `*args`, and for `**kwargs` where what it gives cannot be read. */
  readonly isUnpacked: boolean
}

/**
 * A file as a flat array. Offsets are UTF-16 indices into `source`. Children of a node follow it
 * directly; `endOfSubtree` is the index of the first node behind it that is not a descendant.
 */
export class SyntaxTree {
  readonly source: string
  /** head (kind, field, flags), start, end, parent, endOfSubtree for each node. */
  readonly nodes: Int32Array
  readonly count: number
  #lineStarts: Int32Array | undefined
  /** By call the expression that its callee stands for. */
  readonly #callees = new Map<Node, Node>()
  /** By expression the first call that calls it by another name. */
  readonly #calls = new Map<Node, Node>()
  /** By identifier the name that it stands for. */
  readonly #names = new Map<Node, string>()
  readonly #unspoken = new Set<Node>()
  /** By the name in a condition. */
  readonly #tests = new Map<Node, Node>()
  readonly #testedBy = new Map<Node, Node>()
  /** By the `**` in a call. */
  readonly #options = new Map<Node, readonly CallArgument[]>()
  /** The keys of `#names` in the order of the file, made when asked for. */
  #named: Int32Array | undefined

  constructor(source: string, nodes: Int32Array) {
    this.source = source
    this.nodes = nodes
    this.count = nodes.length / STRIDE
  }

  kind(node: Node): number {
    return (this.nodes[node * STRIDE] as number) & KIND_MASK
  }

  /** The field under which the parent holds the node, 0 if none. */
  fieldOf(node: Node): number {
    return ((this.nodes[node * STRIDE] as number) >>> KIND_BITS) & FIELD_MASK
  }

  isNamed(node: Node): boolean {
    return (((this.nodes[node * STRIDE] as number) >>> (KIND_BITS + FIELD_BITS)) & NAMED) !== 0
  }

  /** True for a token that the parser had to invent to go on. */
  isMissing(node: Node): boolean {
    return (((this.nodes[node * STRIDE] as number) >>> (KIND_BITS + FIELD_BITS)) & MISSING) !== 0
  }

  isError(node: Node): boolean {
    return this.kind(node) === K_ERROR
  }

  start(node: Node): number {
    return this.nodes[node * STRIDE + 1] as number
  }

  end(node: Node): number {
    return this.nodes[node * STRIDE + 2] as number
  }

  /** The parent, NO_NODE for the module. */
  parent(node: Node): Node {
    return this.nodes[node * STRIDE + 3] as number
  }

  /** Index of the first node behind the subtree of `node`. */
  endOfSubtree(node: Node): number {
    return this.nodes[node * STRIDE + 4] as number
  }

  text(node: Node): string {
    return this.source.slice(this.start(node), this.end(node))
  }

  /** First child, named or not; NO_NODE for a leaf. */
  firstChild(node: Node): Node {
    return node + 1 < this.endOfSubtree(node) ? node + 1 : NO_NODE
  }

  /** Next sibling, named or not; NO_NODE at the end. */
  nextSibling(node: Node): Node {
    const parent = this.parent(node)
    const next = this.endOfSubtree(node)
    return parent !== NO_NODE && next < this.endOfSubtree(parent) ? next : NO_NODE
  }

  /** The first child held under `field`, NO_NODE if there is none. */
  child(node: Node, field: number): Node {
    const end = this.endOfSubtree(node)
    for (let child = node + 1; child < end; child = this.endOfSubtree(child)) {
      if (this.fieldOf(child) === field) return child
    }
    return NO_NODE
  }

  /**
   * The expression that a `call` calls: as written, or what `tellCallee` was told of it, and then it
   * stands before the call. Whoever edits the source takes the child.
   */
  callee(call: Node): Node {
    return this.#callees.get(call) ?? this.child(call, F_FUNCTION)
  }

  /** A call of a local name is a call of `callee`: `add = items.append` and then `add(1)`. */
  tellCallee(call: Node, callee: Node): void {
    this.#callees.set(call, callee)
    if (!this.#calls.has(callee)) this.#calls.set(callee, call)
  }

  /** The (first) `call` that calls an expression, NO_NODE where it is not called; see `callee`. */
  calledBy(expression: Node): Node {
    if (this.fieldOf(expression) === F_FUNCTION) return this.parent(expression)
    return this.#calls.get(expression) ?? NO_NODE
  }

  /** The test that a name in a condition stands for (`tellTest`); every other expression as it is. */
  test(expression: Node): Node {
    return this.#tests.get(expression) ?? expression
  }

  /** A name in a condition stands for a test, which is written before it. */
  tellTest(name: Node, test: Node): void {
    this.#tests.set(name, test)
    if (!this.#testedBy.has(test)) this.#testedBy.set(test, name)
  }

  /** The (first) name in a condition that stands for a test, NO_NODE for other expressions. */
  testedBy(test: Node): Node {
    return this.#testedBy.get(test) ?? NO_NODE
  }

  /** What `**options` of a call gives, as far as `tellOptions` was told; else undefined. */
  optionsOf(splat: Node): readonly CallArgument[] | undefined {
    return this.#options.get(splat)
  }

  /** All that an unpacked mapping gives is known. */
  tellOptions(splat: Node, options: readonly CallArgument[]): void {
    this.#options.set(splat, options)
  }

  /** The name that an identifier stands for: its text, or what `tellName` was told of it. */
  nameOf(identifier: Node): string {
    return this.#names.get(identifier) ?? this.text(identifier)
  }

  /** What an identifier means is called otherwise where it comes from. */
  tellName(identifier: Node, name: string): void {
    this.#names.set(identifier, name)
    this.#named = undefined
  }

  /** A comment or a docstring: what stands around it is recognised without it. */
  tellUnspoken(node: Node): void {
    this.#unspoken.add(node)
    this.tellName(node, '')
  }

  /**
   * The text of a node with the names that its parts stand for (`nameOf`) and without comments and
   * docstrings, the node itself aside: to be recognised by, not to be shown or edited.
   */
  spelled(node: Node): string {
    if (this.#names.size === 0 || this.#unspoken.has(node)) return this.text(node)
    this.#named ??= Int32Array.from(this.#names.keys()).sort()
    const end = this.endOfSubtree(node)
    let low = 0
    let high = this.#named.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#named[middle] as Node) < node) low = middle + 1
      else high = middle
    }
    let text = ''
    let from = this.start(node)
    for (let at = this.#named[low]; at !== undefined && at < end; at = this.#named[++low]) {
      text += this.source.slice(from, this.start(at)) + this.nameOf(at)
      from = this.end(at)
    }
    return text + this.source.slice(from, this.end(node))
  }

  /** All children held under `field`. */
  childrenOf(node: Node, field: number): Node[] {
    const found: Node[] = []
    const end = this.endOfSubtree(node)
    for (let child = node + 1; child < end; child = this.endOfSubtree(child)) {
      if (this.fieldOf(child) === field) found.push(child)
    }
    return found
  }

  /** The first child of `kind`, NO_NODE if there is none. */
  childOfKind(node: Node, kind: number): Node {
    const end = this.endOfSubtree(node)
    for (let child = node + 1; child < end; child = this.endOfSubtree(child)) {
      if (this.kind(child) === kind) return child
    }
    return NO_NODE
  }

  hasChildOfKind(node: Node, kind: number): boolean {
    return this.childOfKind(node, kind) !== NO_NODE
  }

  /** Named children, comments included. */
  namedChildren(node: Node): Node[] {
    const found: Node[] = []
    const end = this.endOfSubtree(node)
    for (let child = node + 1; child < end; child = this.endOfSubtree(child)) {
      if (this.isNamed(child)) found.push(child)
    }
    return found
  }

  /** The nearest ancestor of one of `kinds`, NO_NODE if there is none. */
  ancestor(node: Node, ...kinds: readonly number[]): Node {
    for (let at = this.parent(node); at !== NO_NODE; at = this.parent(at)) {
      if (kinds.includes(this.kind(at))) return at
    }
    return NO_NODE
  }

  contains(outer: Node, inner: Node): boolean {
    return inner >= outer && inner < this.endOfSubtree(outer)
  }

  /** Index of the first character of each line; line breaks are \n, \r\n and a lone \r. */
  get lineStarts(): Int32Array {
    this.#lineStarts ??= findLineStarts(this.source)
    return this.#lineStarts
  }

  /** Number of lines; a trailing line break does not open a further line. */
  get lineCount(): number {
    const starts = this.lineStarts
    const last = starts[starts.length - 1] as number
    return last === this.source.length && starts.length > 1 ? starts.length - 1 : starts.length
  }

  /** Line (1-based) and column (1-based, UTF-16) of an index into `source`. */
  position(index: number): Position {
    const starts = this.lineStarts
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= index) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: index - (starts[low] as number) + 1 }
  }

  /** Line (1-based) on which the node starts. */
  line(node: Node): number {
    return this.position(this.start(node)).line
  }
}

function findLineStarts(source: string): Int32Array {
  const starts = [0]
  if (!source.includes('\r')) {
    for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) {
      starts.push(at + 1)
    }
    return Int32Array.from(starts)
  }
  for (let index = 0; index < source.length; index += 1) {
    const code = source.charCodeAt(index)
    if (code === 10) starts.push(index + 1)
    else if (code === 13) {
      if (source.charCodeAt(index + 1) === 10) index += 1
      starts.push(index + 1)
    }
  }
  return Int32Array.from(starts)
}
