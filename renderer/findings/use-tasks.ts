import { useMemo } from 'react'
import type { Plan } from '../../electron/api/plan.ts'
import { useApi } from '../bridge/queries.ts'
import { useView } from '../state/view.ts'
import type { Tasks } from './groups.ts'

/** The tasks of the plan by the findings in them, while the list is grouped by them. */
export function useTasks(): Tasks | undefined {
  const reviewId = useView((view) => view.reviewId)
  const isAsked = useView((view) => view.groupBy === 'task')
  const { data: plan } = useApi(
    'plan.read',
    { reviewId: reviewId ?? 1 },
    { enabled: isAsked && reviewId !== undefined, keepPrevious: true },
  )
  return useMemo(() => (isAsked && plan ? tasksOf(plan) : undefined), [isAsked, plan])
}

function tasksOf({ streams }: Plan): Tasks {
  return new Map(
    streams.flatMap(({ tasks }, stream) =>
      tasks.flatMap(({ label: number, title, findingIds }, task) => {
        const label = `${number} ${title}`
        const place = `${String(stream).padStart(4, '0')}.${String(task).padStart(4, '0')}`
        return findingIds.map((findingId) => [findingId, { label, place }] as const)
      }),
    ),
  )
}
