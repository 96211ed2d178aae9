// A backend in the page: the contract's handlers over plain objects. It keeps nothing on disk.

import { SEVERITIES } from '../../../analyzer/model.ts'
import type { EventData, EventName, Handlers, Method } from '../../../electron/api/contract.ts'
import { METHODS } from '../../../electron/api/contract.ts'
import type { FindingDetail, Settings, ViewState } from '../../../electron/api/domain.ts'
import { AppError } from '../../../electron/api/errors.ts'
import type { Collected } from './collect.ts'
import { STAND_IN_RULES } from './rules.ts'

export interface Scene {
  /** How the run stands when the review opens. */
  readonly run: 'finished' | 'running' | 'cancelled' | 'failed' | 'clean'
  readonly recents: boolean
  readonly theme: Settings['theme']
  readonly drift: 'same' | 'changed' | 'missing'
}

type Emit = <E extends EventName>(name: E, data: EventData<E>) => void

export function createHandlers(data: Collected, scene: Scene, emit: Emit): Handlers {
  const findings = new Map<number, FindingDetail>(
    (scene.run === 'clean' ? [] : data.findings).map((finding) => [finding.id, finding]),
  )
  const paths = Object.keys(data.texts)
  let shown = scene.run === 'running' ? 0 : findings.size
  let done = scene.run === 'cancelled' ? Math.floor(paths.length * 0.68) : paths.length
  let runState = scene.run === 'clean' ? ('finished' as const) : scene.run
  let view: ViewState = {}
  let settings: Settings = {
    theme: scene.theme,
    reviewer: 'ada',
    density: 'compact',
    paneSizes: {},
    singleKeys: true,
  }
  let lastFixId = 0
  const get = (id: number) => {
    const found = findings.get(id)
    if (!found) {
      throw new AppError('not-found', `There is no finding ${id}.`, 'Choose another.')
    }
    return found
  }
  const changed = (...topics: string[]) => emit('data.changed', { reviewId: 1, topics })
  const rows = () => [...findings.values()].slice(0, shown)
  const startRun = () => {
    done = 0
    const timer = setInterval(() => {
      if (runState !== 'running') {
        clearInterval(timer)
        return
      }
      done = Math.min(paths.length, done + 7)
      shown = Math.floor((findings.size * done) / paths.length)
      if (done === paths.length) {
        runState = 'finished'
        clearInterval(timer)
      }
      emit('analysis.progressed', {
        reviewId: 1,
        phase: done === paths.length ? 'done' : 'check',
        done,
        total: paths.length,
        findings: shown,
      })
      changed('findings', 'reviews')
    }, 300)
  }
  if (scene.run === 'running') {
    startRun()
  }
  const openIn = (gate: string) =>
    rows().filter((row) => row.gate === gate && row.verdict !== 'dismissed').length

  return {
    'app.info': () => ({ version: '0.1.0', runtime: 'page', dataFolder: '/tmp', ruleCount: 12 }),
    'reviews.recents': () =>
      scene.recents
        ? [
            recent(1, 'aiohttp', '/home/ada/src/aiohttp', 'master', '3f2a91c77e', 17, 'fail'),
            recent(2, 'saleor', '/home/ada/src/work/saleor', 'main', '09be113aa0', 0, 'pass'),
            recent(3, 'billing', '/media/disk/billing', undefined, undefined, 4, 'unknown', true),
          ]
        : [],
    'reviews.openRecent': ({ recentId }) => {
      if (recentId === 3) {
        throw new AppError(
          'path-missing',
          'The folder /media/disk/billing is not there.',
          'Connect the disk, or open the folder where it is now.',
        )
      }
      return { reviewId: 1 }
    },
    'reviews.forgetRecent': () => ({ ok: true }),
    'reviews.header': () => ({
      id: 1,
      name: 'python3.11',
      rootPath: '/usr/lib/python3.11',
      reviewer: 'ada',
      branch: 'main',
      commit: '3f2a91c77e5b1d0c9a8b7c6d5e4f3a2b1c0d9e8f',
      openedAt: new Date().toISOString(),
      runState,
      files: {
        found: paths.length + 22,
        analysed: done - 2,
        partial: 2,
        skipped: 22,
        lines: 301_456,
      },
      counts: Object.fromEntries(
        SEVERITIES.map((severity) => [
          severity,
          rows().filter((row) => row.severity === severity).length,
        ]),
      ) as Record<(typeof SEVERITIES)[number], number>,
      undecided: rows().filter((row) => row.verdict === 'undecided').length,
      gates: [
        verdict('merge', openIn('merge')),
        verdict('production', openIn('merge') + openIn('production')),
      ],
      readOnly: false,
    }),
    'reviews.close': () => ({ ok: true }),
    'analysis.start': () => {
      runState = 'running'
      startRun()
      changed('reviews')
      return { ok: true }
    },
    'analysis.cancel': () => {
      runState = 'cancelled'
      changed('reviews', 'analysis')
      return { ok: true }
    },
    'analysis.progress': () =>
      runState === 'running'
        ? { reviewId: 1, phase: 'check', done, total: paths.length, findings: shown }
        : null,
    'analysis.ledger': () => [
      {
        path: 'lib/broken_syntax.py',
        state: 'partial',
        issue: 'syntax-errors',
        detail: 'Line 12 does not parse; the rest was analysed.',
        lines: 300,
        bytes: 9_120,
        sha256: 'ab'.repeat(32),
      },
      {
        path: 'data/huge_generated_table.py',
        state: 'skipped',
        issue: 'too-large',
        detail: 'The file has 104 MB; files over 2 MB are not analysed.',
        lines: 0,
        bytes: 104_857_600,
        sha256: '',
      },
      ...paths.map((path) => ({
        path,
        state: 'analysed' as const,
        lines: (data.texts[path] ?? '').split('\n').length,
        bytes: (data.texts[path] ?? '').length,
        sha256: 'cd'.repeat(32),
      })),
    ],
    'findings.list': () => rows(),
    'findings.detail': ({ findingId }) => get(findingId),
    'findings.decide': ({ findingId, rev, change }) => {
      const old = get(findingId)
      if (old.rev !== rev) {
        throw new AppError('conflict', 'The finding was changed elsewhere.', 'Compare both.')
      }
      const given = Object.fromEntries(
        Object.entries(change).filter(([, value]) => value !== undefined),
      )
      const next = { ...old, ...given, rev: rev + 1 }
      const entries = Object.entries(given).map(([field, after], index) => ({
        seq: old.history.length + index + 1,
        at: new Date().toISOString(),
        actor: settings.reviewer,
        field,
        before: String(old[field as keyof FindingDetail]),
        after: String(after),
        reason: change.severityReason ?? change.dismissReason ?? '',
      }))
      findings.set(findingId, {
        ...next,
        hasNote: next.note !== '',
        history: [...old.history, ...entries],
      })
      changed('findings', 'reviews')
      return { rev: rev + 1 }
    },
    'fixes.create': ({ findingId }) => {
      const old = get(findingId)
      lastFixId += 1
      const { startLine, endLine } = old.location.range
      const before = (data.texts[old.location.path] ?? '')
        .split('\n')
        .slice(startLine - 1, endLine)
        .join('\n')
      const fix = {
        id: lastFixId,
        rev: 0,
        title: `Fix for #${old.number}`,
        grade: 'needs-review' as const,
        author: 'reviewer' as const,
        path: old.location.path,
        startLine,
        endLine,
        before,
        after: before,
      }
      findings.set(findingId, {
        ...old,
        fixes: [...old.fixes, fix],
        fixCount: old.fixes.length + 1,
      })
      changed('findings', 'fixes')
      return fix
    },
    'fixes.save': ({ fixId, rev, title, after }) => {
      const owner = [...findings.values()].find(({ fixes }) => fixes.some(({ id }) => id === fixId))
      if (!owner) {
        throw new AppError('not-found', 'The fix is gone.', 'Create it again.')
      }
      const fixes = owner.fixes.map((fix) =>
        fix.id === fixId
          ? { ...fix, rev: rev + 1, title: title ?? fix.title, after: after ?? fix.after }
          : fix,
      )
      findings.set(owner.id, { ...owner, fixes })
      changed('findings', 'fixes')
      return {
        rev: rev + 1,
        problems: after?.includes('pass  #') ? ['Line 2 does not parse: unexpected indent.'] : [],
      }
    },
    'fixes.remove': ({ fixId }) => {
      for (const owner of findings.values()) {
        const fixes = owner.fixes.filter(({ id }) => id !== fixId)
        findings.set(owner.id, { ...owner, fixes, fixCount: fixes.length })
      }
      changed('findings', 'fixes')
      return { ok: true }
    },
    'sources.read': ({ path }) => ({
      path,
      text: data.texts[path] ?? '',
      drift: scene.drift,
      ...(scene.drift === 'changed' ? { notice: 'Edited on disk since the analysis.' } : {}),
    }),
    'rules.info': ({ ruleId }) => {
      const found = STAND_IN_RULES.find(({ info }) => info.id === ruleId)
      if (!found) {
        throw new AppError('not-found', 'No such rule.', 'Update Lectern.')
      }
      const { profiles, cwe, equivalents, exemptions, limits, effortHours, ...rest } = found.info
      return {
        ...rest,
        profiles: [...profiles],
        cwe: [...cwe],
        equivalents: [...equivalents],
        exemptions: [...exemptions],
        limits: [...limits],
        effortHours: { ...effortHours },
      }
    },
    'exports.create': async () => {
      await new Promise((resolve) => setTimeout(resolve, 900))
      return {
        folder: '/home/ada/.local/share/lectern/packets/python3.11-2026-11-21-1432',
        files: ['00-index.md', '01-executive-summary.md', 'findings.sarif', 'manifest.json'].map(
          (path, index) => ({ path, bytes: 12_000 * (index + 1), sha256: 'ef'.repeat(32) }),
        ),
        verdict: 'FAIL',
      }
    },
    'views.read': () => view,
    'views.save': ({ state }) => {
      view = state
      return { ok: true }
    },
    'settings.read': () => settings,
    'settings.save': ({ change }) => {
      const given = Object.entries(change).filter(([, value]) => value !== undefined)
      settings = { ...settings, ...Object.fromEntries(given) }
      changed('settings')
      return settings
    },
  }
}

function verdict(gate: 'merge' | 'production', open: number) {
  return {
    gate,
    open,
    passed: open === 0,
    reasons: open === 0 ? [] : [`${open} findings of the ${gate} gate are open.`],
  }
}

function recent(
  recentId: number,
  name: string,
  rootPath: string,
  branch: string | undefined,
  commit: string | undefined,
  open: number,
  result: 'pass' | 'fail' | 'unknown',
  isMissing = false,
) {
  const openedAt = new Date(Date.now() - recentId * 86_400_000).toISOString()
  const git = branch && commit ? { branch, commit } : {}
  return { recentId, name, rootPath, ...git, openedAt, open, verdict: result, isMissing }
}

/** Answers requests on the port as the real backend does. */
export function serve(port: MessagePort, handlers: Handlers) {
  port.onmessage = async ({ data: { id, method, input } }) => {
    try {
      const name = method as Method
      const handler = handlers[name] as (parsed: unknown) => unknown
      const output = await handler(METHODS[name].input.parse(JSON.parse(input)))
      METHODS[name].output.parse(output)
      port.postMessage({ kind: 'result', id, output: JSON.stringify(output) })
    } catch (error) {
      const data =
        error instanceof AppError
          ? error.toData()
          : { code: 'internal', message: String(error), nextStep: '' }
      port.postMessage({ kind: 'error', id, error: data })
    }
  }
}
