// Every implemented rule, one line each. The order of lines does not matter.

export { default as swallowedException } from './error-handling/swallowed-exception.ts'
export { default as suppressionWithoutReason } from './quick-hack/suppression-without-reason.ts'
export { default as typeIgnoreUnjustified } from './quick-hack/type-ignore-unjustified.ts'
