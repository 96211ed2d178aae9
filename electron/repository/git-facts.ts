// Branch, commit and origin of a working tree, as its files claim them.
import type { GitFacts } from '../api/git-facts.ts'
import { findGitFolder, readText } from './git-folder.ts'

const MAX_PACKED_REFS = 32 * 1024 * 1024
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** What can be read plainly; empty for a folder without Git. `root` is a real path. */
export function readGitFacts(root: string): GitFacts {
  const git = findGitFolder(root)
  if (git === undefined) return {}
  const head = readText(git.own, 'HEAD', 8_192)?.trim() ?? ''
  const uri = originUri(readText(git.common, 'config', 1_000_000) ?? '')
  const origin = uri === undefined ? {} : { repositoryUri: uri }
  if (COMMIT.test(head)) return { commit: head, ...origin }
  const ref = /^ref: (refs\/.+)$/.exec(head)?.[1]
  if (ref === undefined || !isSafeRef(ref)) return origin
  const commit = looseCommit(git.own, ref) ?? looseCommit(git.common, ref)
  const found = commit ?? packedCommit(git.common, ref)
  return {
    branch: ref.replace(/^refs\/heads\//, ''),
    ...(found === undefined ? {} : { commit: found }),
    ...origin,
  }
}

/** Names that Git itself allows, so that a name cannot leave the folder. */
function isSafeRef(ref: string): boolean {
  return (
    ref.length <= 1_000 &&
    !/[\p{Cc} ~^:?*[\\]|\.\.|\/\/|@\{/u.test(ref) &&
    ref.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
  )
}

function looseCommit(folder: string, ref: string): string | undefined {
  const text = readText(folder, ref, 8_192)?.trim()
  return text !== undefined && COMMIT.test(text) ? text : undefined
}

function packedCommit(folder: string, ref: string): string | undefined {
  const text = readText(folder, 'packed-refs', MAX_PACKED_REFS)
  const line = text?.split('\n').find((one) => one.trimEnd().endsWith(` ${ref}`))
  const commit = line?.slice(0, line.indexOf(' '))
  return commit !== undefined && COMMIT.test(commit) ? commit : undefined
}

/** The origin's address as a page in the web; undefined for paths and unknown forms. */
function originUri(config: string): string | undefined {
  let isOrigin = false
  for (const line of config.split(/\r?\n/)) {
    const section = /^\s*\[(.+)\]\s*$/.exec(line)?.[1]
    if (section !== undefined) isOrigin = section === 'remote "origin"'
    const url = isOrigin ? /^\s*url\s*=\s*(\S+)\s*$/.exec(line)?.[1] : undefined
    if (url !== undefined) return webAddress(url)
  }
  return undefined
}

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
