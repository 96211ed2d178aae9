// Signs that whoever accepts a certificate unseen has chosen to, or looks at it in another way.

import type { Checker } from '../../../engine/checker.ts'
import { conditionOf } from '../../../matching/statements/branches.ts'
import * as k from '../../../syntax/kinds.ts'
import { NO_NODE, type Node } from '../../../syntax/tree.ts'

const ASKED_FOR =
  /(?:^|_)(?:unverified|insecure|untrusted|no_?verify|without_verification|skip_verif\w*|disable_\w*verif\w*)(?:_|$)/i

/** Inside `if not verify:` and the like: a library carries out what its user asked for. */
export function isChosen({ tree }: Checker, node: Node): boolean {
  for (
    let at = tree.ancestor(node, k.K_IF_STATEMENT, k.K_FUNCTION_DEFINITION);
    at !== NO_NODE && tree.kind(at) === k.K_IF_STATEMENT;
    at = tree.ancestor(at, k.K_IF_STATEMENT, k.K_FUNCTION_DEFINITION)
  ) {
    if (OPTION.test(tree.spelled(conditionOf(tree, at)))) return true
  }
  // `elif not verify:`, and `a if verify else b`.
  const clause = tree.ancestor(node, k.K_ELIF_CLAUSE, k.K_FUNCTION_DEFINITION)
  if (clause !== NO_NODE && tree.kind(clause) === k.K_ELIF_CLAUSE) {
    if (OPTION.test(tree.spelled(conditionOf(tree, clause)))) return true
  }
  const choice = tree.parent(node)
  if (
    choice !== NO_NODE &&
    tree.kind(choice) === k.K_CONDITIONAL_EXPRESSION &&
    OPTION.test(tree.spelled(tree.namedChildren(choice)[1] ?? choice))
  )
    return true
  // `def unverified_context()`: who calls it asks for that.
  const owner = tree.ancestor(node, k.K_FUNCTION_DEFINITION)
  if (owner !== NO_NODE && ASKED_FOR.test(tree.spelled(tree.child(owner, k.F_NAME)))) return true
  // A comment above that says why.
  const line = tree.line(node)
  const near = tree.source.slice(
    tree.lineStarts[Math.max(0, line - 5)],
    tree.lineStarts[Math.min(line + 4, tree.lineStarts.length - 1)],
  )
  return /#[^\n]*\b(?:because|since|reason why|locally|local connection|pinned|fingerprint)\b/i.test(
    near,
  )
}

const OPTION =
  /verif|client_?cert|(?:ignore|skip|allow)_?\w*(?:cert|ssl|tls)|(?:ssl|tls)_?mode|validat|insecure|hostname|CERT_NONE|\bcert_reqs["']? in\b|trust|self_?signed/i

/** The file compares the name, or the certificate itself, by its own. */
export const CHECKS_NAME =
  /\b(?:match_hostname|verify_hostname|check_host(?:name)?|assert_(?:hostname|fingerprint)|getpeercert|get_peer_certificate)\(/
