// Branch, commit and origin of a working tree, as its files claim them.
import type { GitFacts } from '../api/git-facts.ts'
import { readGitConfig } from './git-config.ts'
import { findGitFolder } from './git-folder.ts'
import { readHead } from './git-refs.ts'

/** What can be read plainly; empty for a folder without Git. `root` is a real path. */
export function readGitFacts(root: string): GitFacts {
  const git = findGitFolder(root)
  if (git === undefined) return {}
  const { branch, id } = readHead(git)
  const uri = webAddress(readGitConfig(git).get('remote.origin.url') ?? '')
  return {
    ...(branch === undefined ? {} : { branch }),
    ...(id === undefined ? {} : { commit: id }),
    ...(uri === undefined ? {} : { repositoryUri: uri }),
  }
}

/** An address as a page in the web, without credentials; undefined for paths and unknown forms. */
function webAddress(url: string): string | undefined {
  // `user@host:path`: without a user a host has a dot in it, else it may be anything.
  const short = /^(?:[^@/\s:]+@([A-Za-z0-9.-]+)|([A-Za-z0-9-]+\.[A-Za-z0-9.-]+)):(?!\/)(.+)$/.exec(
    url,
  )
  const address = short === null ? url : `https://${short[1] ?? short[2]}/${short[3]}`
  if (!URL.canParse(address)) return undefined
  const parsed = new URL(address)
  if (!/^(?:https?|ssh|git):$/.test(parsed.protocol)) return undefined
  const path = parsed.pathname.replace(/\.git\/?$/, '')
  return `https://${parsed.hostname}${path}`
}
