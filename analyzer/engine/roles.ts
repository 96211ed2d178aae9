// What a file is for. Rules get fitting defaults by it: no rule runs on generated code, rules
// about tests run on tests only.
import type { SyntaxTree } from '../syntax/tree.ts'

export const FILE_ROLES = ['source', 'test', 'migration', 'generated'] as const
export type FileRole = (typeof FILE_ROLES)[number]

const TEST_FILE = /(?:^|\/)(?:test_[^/]*|[^/]*_tests?|tests?|conftest)\.pyi?$/
const TEST_MODULE = /(?:^|\/)tests?\.pyi?$/
const TESTING = /\bassert|\b(?:pytest|unittest|TestCase|doctest)\b/
const TEST_FOLDER = /(?:^|\/)(?:tests?|testsuites?)\//
const MIGRATION_PATH = /(?:^|\/)(?:migrations|alembic(?:\/.*)?\/versions|versions)\/[^/]+\.py$/
const MIGRATION_CODE =
  /^[ \t]*(?:from|import) +(?:alembic|django\.db(?:\.migrations| +import .*\bmigrations\b)|south)\b|^(?:down_)?revision\b.*=/m
const GENERATED_PATH = /_pb2(?:_grpc)?\.pyi?$/
const GENERATED_MARK =
  /^#[ \t*#-]*(?:.*@generated\b|.*\bdo not edit\b|(?:this (?:file|module|code) (?:is|was|has been) )?(?:auto-?|automatically )?generated (?:by|from|with|using)\b|.*\b(?:auto-?|automatically )generated\b)/im
const TEST_IMPORT = /^[ \t]*(?:import|from) +(?:pytest|unittest)\b/m
const TEST_DEFINITION = /^(?:async )?def test_\w|^class \w+\([^)\n]*TestCase\b[^)\n]*\)/m

/** Characters at the top of a file in which a generator leaves its mark. */
const HEAD = 1_500

export function roleOf(path: string, tree: SyntaxTree): FileRole {
  if (GENERATED_PATH.test(path) || hasGeneratedMark(tree.source)) return 'generated'
  if (TEST_FOLDER.test(path)) return 'test'
  // A module of that name may hold questions of the product as well: it has to test something.
  if (TEST_FILE.test(path) && (!TEST_MODULE.test(path) || TESTING.test(tree.source))) return 'test'
  if (MIGRATION_PATH.test(path) && MIGRATION_CODE.test(tree.source)) return 'migration'
  if (TEST_IMPORT.test(tree.source) && TEST_DEFINITION.test(tree.source)) return 'test'
  return 'source'
}

/** Only the comments before the first statement can say that the file is generated. */
function hasGeneratedMark(source: string): boolean {
  const head = source.slice(0, HEAD)
  const comments = /^(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*/.exec(head)?.[0] ?? ''
  return GENERATED_MARK.test(comments)
}
