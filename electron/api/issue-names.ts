import type { FileIssue } from '../../analyzer/model.ts'

/** Why a file was left out or read in part, as people read it in the window and in the documents. */
export const ISSUE_NAMES: Readonly<Record<FileIssue, string>> = {
  'ignored-by-git': 'ignored by Git',
  'excluded-folder': 'in an excluded folder',
  'not-regular-file': 'not a regular file',
  'symbolic-link': 'symbolic link',
  unreadable: 'could not be read',
  'too-large': 'too large',
  'too-deep': 'nested too deeply',
  'too-many-nodes': 'too much syntax for the budget',
  'too-slow': 'took too long',
  undecodable: 'could not be decoded',
  binary: 'binary',
  'syntax-errors': 'has syntax errors',
  'invalid-notebook': 'not a valid notebook',
  'analyzer-crashed': 'the analyzer failed on it',
  'changed-during-analysis': 'changed while it was analysed',
  'limit-reached': 'beyond the limit of files',
  cancelled: 'not reached before the analysis was cancelled',
}
