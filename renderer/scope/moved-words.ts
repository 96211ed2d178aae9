// How far HEAD went from the reviewed commit, in a few words; '' where it did not.
import type { GitState } from '../../electron/api/git.ts'

const NUMBER = new Intl.NumberFormat('en')

function commits(count: number, isCounted: boolean): string {
  const least = isCounted ? '' : 'at least '
  return `${least}${NUMBER.format(count)} ${count === 1 ? 'commit' : 'commits'}`
}

export function movedWords(state: GitState, reviewed: string | undefined): string {
  const { commit, aheadCount: ahead, behindCount: behind, isCounted } = state
  if (reviewed === undefined || commit === undefined || commit === reviewed) {
    return ''
  }
  if (ahead === 0 && behind === 0) {
    return 'HEAD moved to another history'
  }
  if (behind === 0) {
    return `HEAD moved ${commits(ahead, isCounted)}`
  }
  if (ahead === 0) {
    return `HEAD went back ${commits(behind, isCounted)}`
  }
  return `HEAD moved: ${commits(ahead, isCounted)} here, ${NUMBER.format(behind)} left behind`
}

/** The same as short as it gets, for the session bar: `HEAD +3 -1`. */
export function movedSign({ aheadCount: ahead, behindCount: behind, isCounted }: GitState): string {
  const parts = [
    ahead > 0 ? `+${NUMBER.format(ahead)}` : '',
    behind > 0 ? `-${NUMBER.format(behind)}` : '',
  ]
  const counts = parts.filter(Boolean).join(' ')
  return counts === '' ? 'HEAD moved' : `HEAD ${counts}${isCounted ? '' : ' or more'}`
}
