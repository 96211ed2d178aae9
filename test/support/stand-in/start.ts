// Puts a backend into the page and then starts the window as it ships.

import { createHandlers, type Scene, serve } from './backend.ts'
import type { Collected } from './collect.ts'

const query = new URLSearchParams(location.search)
const scene: Scene = {
  run: (query.get('run') ?? 'finished') as Scene['run'],
  recents: query.get('recents') !== 'none',
  theme: (query.get('theme') ?? 'light') as Scene['theme'],
  drift: (query.get('drift') ?? 'same') as Scene['drift'],
}
const data = (await (
  await fetch(`/collected.json?limit=${query.get('limit') ?? 400}`)
).json()) as Collected
const copies = Number(query.get('copies') ?? 1)
const many: Collected = {
  texts: data.texts,
  findings: Array.from({ length: copies }, (_, copy) =>
    data.findings.map((finding) => {
      const id = finding.id + copy * data.findings.length
      return { ...finding, id, number: id }
    }),
  ).flat(),
}
const { port1, port2 } = new MessageChannel()
const handlers = createHandlers(many, scene, (name, event) =>
  port2.postMessage({ kind: 'event', name, data: JSON.stringify(event) }),
)
serve(port2, handlers)

const answers: Readonly<Record<string, unknown>> = {
  'host.openFolder': { reviewId: 1 },
  'host.openDropped': { reviewId: 1 },
  'host.initialReview': { reviewId: query.has('start') ? null : 1, error: null },
  'host.chooseExportFolder': { targetId: 1, folder: '/home/ada/handover' },
}
Object.defineProperty(window, 'lectern', {
  value: {
    connect: async () => port1,
    host: async (method: string) => JSON.stringify({ output: answers[method] ?? { ok: true } }),
    pathOf: (file: File) => `/home/ada/${file.name}`,
  },
})
await import('../../../renderer/main.tsx')
