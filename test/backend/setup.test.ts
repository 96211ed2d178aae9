import { expect, test } from 'vitest'
import { startBackend } from '../support/backend.ts'
import { aFolderWith } from '../support/folders.ts'

const FOUND = 'def run(text):\n    return eval(text)\n'

test('what would be read is counted by kind, and what is left out is named with its reason', async () => {
  const { api, backend } = startBackend()
  const { reviewId } = backend.openPath(
    aFolderWith({
      'a.py': FOUND,
      'look.ipynb': '{}',
      'README.md': '',
      'made_gen.py': '',
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.gitignore': '*_gen.py\n',
      'node_modules/x.py': '',
      'lectern.toml': 'profile = "picky"\n',
    }),
  )
  expect(await api.call('setup.preview', { reviewId })).toMatchObject({
    files: 6,
    python: 1,
    notebooks: 1,
    sources: ['a.py', 'look.ipynb'],
    isComplete: true,
    left: [
      { issue: 'ignored-by-git', count: 1, entries: [{ path: 'made_gen.py' }] },
      { issue: 'excluded-folder', count: 1, entries: [{ path: 'node_modules/' }] },
    ],
    setByRepository: [expect.stringContaining('picky')],
  })
})

test('several reviewers are named once, in their order, whoever is at the keyboard', async () => {
  const { api, backend } = startBackend()
  const { reviewId } = backend.openPath(aFolderWith({ 'a.py': FOUND }))
  const save = (others: string[]) =>
    api.call('setup.save', { reviewId, commandId: crypto.randomUUID(), profile: 'default', others })
  const sit = (reviewer: string) => api.call('settings.save', { change: { reviewer } })
  const names = async () => (await api.call('reviews.header', { reviewId })).reviewers
  await sit('Ada')
  expect(await names()).toEqual(['Ada'])
  await save(['Bea', 'Ada', 'Cleo', 'Bea'])
  expect(await names()).toEqual(['Ada', 'Bea', 'Cleo'])
  await sit('Cleo')
  expect(await names()).toEqual(['Ada', 'Bea', 'Cleo'])
  // A name that nobody has is that of who sits there.
  await sit('Cleo Ruiz')
  expect(await names()).toEqual(['Ada', 'Bea', 'Cleo Ruiz'])
  await save(['Ada'])
  expect(await names()).toEqual(['Ada', 'Cleo Ruiz'])
})

test('the chosen rules run, and what was written in another review is taken over as one step', async () => {
  const { api, backend, review } = startBackend()
  const earlier = backend.openPath(aFolderWith({ 'a.py': FOUND })).reviewId
  const commandId = () => crypto.randomUUID()
  const row = { text: 'Tried on a phone', owner: 'Ann' }
  await api.call('plan.saveCheck', {
    reviewId: earlier,
    commandId: commandId(),
    checkId: null,
    rev: 0,
    gate: 'merge',
    standing: null,
    change: row,
  })
  const folder = aFolderWith({ 'a.py': 'def load(path):\n    return open(path).read()\n' })
  const { reviewId } = backend.openPath(folder)
  const { earlier: offered } = await api.call('setup.read', { reviewId })
  expect(offered.map(({ recentId }) => recentId)).toEqual([earlier])
  const chosen = { reviewId, profile: 'security', takeFrom: earlier } as const
  expect(await api.call('setup.save', { ...chosen, commandId: commandId() })).toEqual({
    rows: 1,
    templates: 0,
  })
  // A second time there is nothing left to take.
  expect(await api.call('setup.save', { ...chosen, commandId: commandId() })).toEqual({
    rows: 0,
    templates: 0,
  })
  const own = async () =>
    (await api.call('plan.read', { reviewId })).checks.filter(({ standing }) => standing === null)
  expect(await own()).toMatchObject([row])

  await review(folder)
  expect(await api.call('findings.list', { reviewId })).toEqual([])
  const { ruleCount } = await api.call('reviews.header', { reviewId })
  const { profiles } = await api.call('setup.read', { reviewId })
  expect(ruleCount).toBe(profiles.find(({ profile }) => profile === 'security')?.rules)
})
