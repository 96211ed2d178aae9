// What is said of them: the words of `../typing.ts`.
import { practiceWords, share, verb } from './define-words.ts'

export const annotated = practiceWords({
  id: 'public-functions-annotated',
  title: 'Public functions with types',
  category: 'typing-validation',
  sentence: (counted) =>
    `${share(counted, 'public function')} ${verb(counted, 'says', 'say')} the types of all parameters and of the result.`,
})

export const documented = practiceWords({
  id: 'public-functions-documented',
  title: 'Public functions with docstrings',
  category: 'maintainability',
  sentence: (counted) =>
    `${share(counted, 'public function')} ${verb(counted, 'has', 'have')} a docstring.`,
})

export const enums = practiceWords({
  id: 'enums-for-states',
  title: 'States named by enums',
  category: 'typing-validation',
  sentence: ({ count }) =>
    `${count} ${count === 1 ? 'enum names' : 'enums name'} the states and kinds of the domain.`,
})

export const frozen = practiceWords({
  id: 'value-classes-frozen',
  title: 'Value classes that cannot change',
  category: 'typing-validation',
  sentence: (counted) =>
    `${share(counted, 'dataclass', 'dataclasses')} ${verb(counted, 'is', 'are')} frozen.`,
})

export const validated = practiceWords({
  id: 'fields-bounded',
  title: 'Request fields with bounds',
  category: 'typing-validation',
  sentence: ({ count }) =>
    `${count} request ${count === 1 ? 'field states' : 'fields state'} the range, length or form that it accepts.`,
})
