// The invariants of ARCHITECTURE.md about who may import whom.

/** @typedef {import('dependency-cruiser').IRegularForbiddenRuleType} Rule */

/** @type {(name: string, comment: string, from: Rule['from'], to: Rule['to']) => Rule} */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    forbid(
      'no-cycles',
      'Files that run each other are one file. Types may look back at who uses them.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    forbid(
      'no-orphans',
      'What nothing imports is dead.',
      {
        orphan: true,
        pathNot: [
          '\\.d\\.ts$',
          '^(build|test)/',
          '^electron/(main/main|preload/preload|backend/entry|analysis/(entry|worker)|cli/[^/]+)\\.ts$',
          '^renderer/main\\.tsx$',
        ],
      },
      {},
    ),
    forbid(
      'analyzer-is-pure',
      'The analyzer sees text and its own files alone: no Node, no disk, no other layer.',
      { path: '^analyzer/', pathNot: '^analyzer/syntax/' },
      { pathNot: ['^analyzer/', '(^|/)node_modules/(diff|smol-toml)/'] },
    ),
    forbid(
      'parser-stays-in-syntax',
      'Rules and facts see the flat tree, so that the parser can be replaced.',
      { pathNot: '^(analyzer/syntax|build|test)/' },
      { path: '(^|/)tree-sitter' },
    ),
    forbid(
      'parts-of-a-category-stay-in-it',
      'What two categories of rules ask lies in analyzer/matching.',
      { path: '^analyzer/rules/([^/]+)/' },
      { path: '^analyzer/rules/[^/]+/matching/', pathNot: '^analyzer/rules/$1/' },
    ),
    forbid(
      'shared-parts-know-no-rule',
      'Facts, tables and what several categories ask are there without any rule.',
      { path: '^analyzer/', pathNot: '^analyzer/rules/' },
      { path: '^analyzer/rules/[^/]+/' },
    ),
    forbid(
      'api-is-pure',
      'The contract is read by every process.',
      { path: '^electron/api/' },
      { pathNot: ['^electron/api/', '^analyzer/', '(^|/)node_modules/zod/'] },
    ),
    forbid(
      'report-is-pure',
      'Snapshot in, files out: the same snapshot gives the same bytes.',
      { path: '^electron/report/' },
      { path: ['^electron/(?!report/|api/)', '^renderer/', '(^|/)node_modules/better-sqlite3/'] },
    ),
    forbid(
      'report-uses-no-node',
      'Snapshot in, files out: no disk, clock or environment.',
      { path: '^electron/report/' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'only-the-shell-knows-electron',
      'Everything else runs under plain Node, tests included.',
      { pathNot: '^(electron/(main|preload)|build|test)/' },
      { path: '(^|/)(electron$|node_modules/electron/)' },
    ),
    forbid(
      'only-the-store-knows-sqlite',
      'SQL lives in one place.',
      { pathNot: '^(electron/(store|migrations)|test)/' },
      { path: '(^|/)node_modules/(better-sqlite3|@types/better-sqlite3)/' },
    ),
    forbid(
      'store-is-reached-by-the-backend-alone',
      'One writer: the analysis and the shell ask the backend.',
      { path: '^electron/', pathNot: '^electron/(store|migrations|backend|cli)/' },
      { path: '^electron/(store|migrations)/' },
    ),
    forbid(
      'repository-and-store-know-no-process',
      'What reads folders and what keeps data is used by the backend and the analysis, not the other way.',
      { path: '^electron/(repository|store|migrations)/' },
      { path: '^electron/(main|preload|backend|analysis|report|cli)/' },
    ),
    forbid(
      'backend-knows-no-shell',
      'The whole product but the shell runs headless.',
      { path: '^electron/(backend|analysis|cli)/' },
      { path: '^electron/(main|preload)/' },
    ),
    forbid(
      'window-knows-the-contract-alone',
      'The window learns everything through the contract.',
      { path: '^renderer/' },
      { path: ['^electron/(?!api/)', '^build/', '^test/'] },
    ),
    forbid(
      'window-uses-no-node',
      'The window is sandboxed.',
      { path: '^renderer/' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'features-do-not-know-each-other',
      'A feature of the window can be removed with its folder; what is shared lies in bridge, state, ui and commands.',
      { path: '^renderer/([^/]+)/', pathNot: '^renderer/(bridge|state|ui|commands)/' },
      {
        path: '^renderer/([^/]+)/',
        pathNot: ['^renderer/$1/', '^renderer/(bridge|state|ui|commands)/'],
      },
    ),
    forbid(
      'shared-window-parts-know-no-feature',
      'Otherwise features would know each other through them.',
      { path: '^renderer/(bridge|state|ui)/' },
      { path: '^renderer/[^/]+/', pathNot: '^renderer/(bridge|state|ui|commands)/' },
    ),
    forbid(
      'product-knows-no-build',
      'Build scripts and tests are not shipped.',
      { path: '^(analyzer|electron|renderer)/' },
      { path: '^(build|test)/' },
    ),
    forbid(
      'imports-resolve',
      'A file or package that cannot be found.',
      {},
      { couldNotResolve: true },
    ),
    forbid(
      'product-uses-declared-packages',
      'What is shipped is declared in dependencies.',
      { path: '^(analyzer|electron|renderer)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|out|\\.cache)/' },
    // Reads the source as it stands, so that imports of types alone are arrows too.
    parser: 'swc',
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts'],
    },
    progress: { type: 'none' },
  },
}
