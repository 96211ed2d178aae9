// Gives identifiers their roles where the role depends on more than the parent's kind.
import * as k from '../syntax/kinds.ts'
import { NO_NODE, type Node, type SyntaxTree } from '../syntax/tree.ts'
import * as role from './roles.ts'

/** Writes roles (see `roles.ts`) of nodes that the pass has not reached yet. */
export class RoleMarks {
  readonly tree: SyntaxTree
  readonly roles: Uint8Array

  constructor(tree: SyntaxTree, roles: Uint8Array) {
    this.tree = tree
    this.roles = roles
  }

  set(node: Node, own: number): void {
    if (node !== NO_NODE) this.roles[node] = own
  }

  children(node: Node, own: number): void {
    const end = this.tree.endOfSubtree(node)
    for (let child = node + 1; child < end; child = this.tree.endOfSubtree(child)) {
      this.roles[child] = own
    }
  }

  asPattern(node: Node): void {
    const { tree } = this
    const target = tree.childOfKind(node, k.K_AS_PATTERN_TARGET)
    if (target !== NO_NODE) {
      const caught = tree.kind(tree.parent(node)) === k.K_EXCEPT_CLAUSE
      this.roles[target] = caught ? role.EXCEPT_TARGET : role.WITH_TARGET
      return
    }
    let last = NO_NODE
    const end = tree.endOfSubtree(node)
    for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
      if (tree.kind(child) === k.K_IDENTIFIER) last = child
    }
    if (tree.kind(tree.parent(node)) === k.K_CASE_PATTERN) this.set(last, role.MATCH_CAPTURE)
  }

  exceptClause(node: Node): void {
    const values = this.tree.childrenOf(node, k.F_VALUE)
    const second = values[1]
    if (values.length !== 2 || second === undefined) return
    const isVariable = /^[a-z_]/.test(this.tree.text(second))
    if (this.tree.kind(second) === k.K_IDENTIFIER && isVariable) {
      this.roles[second] = role.EXCEPT_TARGET
    }
  }

  importStatement(node: Node, binds: boolean): void {
    const { tree, roles } = this
    const end = tree.endOfSubtree(node)
    for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
      const kind = tree.kind(child)
      if (kind === k.K_ALIASED_IMPORT) {
        this.set(tree.child(child, k.F_NAME), role.NOT_A_VARIABLE)
        this.set(tree.child(child, k.F_ALIAS), role.IMPORT)
      } else if (kind === k.K_RELATIVE_IMPORT) {
        this.children(child, role.NOT_A_VARIABLE)
      } else if (kind === k.K_DOTTED_NAME) {
        const isName = binds || tree.fieldOf(child) === k.F_NAME
        roles[child] = isName ? role.IMPORT : role.NOT_A_VARIABLE
      }
    }
  }

  patternName(node: Node): void {
    const { tree, roles } = this
    const end = tree.endOfSubtree(node)
    let parts = 0
    for (let part = node + 1; part < end; part += 1) {
      if (tree.kind(part) !== k.K_IDENTIFIER) continue
      parts += 1
      if (parts > 1) roles[part] = role.NOT_A_VARIABLE
    }
    const parent = tree.parent(node)
    const isClass = tree.kind(parent) === k.K_CLASS_PATTERN && parent + 1 === node
    const isKey = tree.fieldOf(node) === k.F_KEY
    if (parts === 1 && !isClass && !isKey) roles[node + 1] = role.MATCH_CAPTURE
  }

  typeParameters(node: Node, own: number): void {
    const { tree, roles } = this
    let isDefault = false
    const end = tree.endOfSubtree(node)
    for (let child = node + 1; child < end; child = tree.endOfSubtree(child)) {
      const kind = tree.kind(child)
      if (kind === k.K_ERROR) {
        const first = tree.childOfKind(child, k.K_IDENTIFIER)
        this.set(first, own)
        isDefault = tree.hasChildOfKind(child, k.T_EQ)
      } else if (kind === k.K_TYPE) {
        if (!isDefault) roles[child] = own
        isDefault = false
      }
    }
  }
}
