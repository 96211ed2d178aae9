// Every implemented rule, one line each. The order of lines does not matter.

export { default as blockingSleepInAsync } from './async-blocking/blocking-sleep-in-async.ts'
export { default as danglingTask } from './async-correctness/dangling-task.ts'
export { default as unawaitedCoroutine } from './async-correctness/unawaited-coroutine.ts'
export { default as awaitInAugmentedAssign } from './async-race/await-in-augmented-assign.ts'
export { default as naiveDatetimeUtcnow } from './datetime/naive-datetime-utcnow.ts'
export { default as swallowedException } from './error-handling/swallowed-exception.ts'
export { default as suppressionWithoutReason } from './quick-hack/suppression-without-reason.ts'
export { default as typeIgnoreUnjustified } from './quick-hack/type-ignore-unjustified.ts'
export { default as sleepInTest } from './test-quality/sleep-in-test.ts'
export { default as testWithoutAssertion } from './test-quality/test-without-assertion.ts'
export { default as mutableDefaultArgument } from './thread-safety/mutable-default-argument.ts'
export { default as unsynchronisedSingleton } from './thread-safety/unsynchronised-singleton.ts'
