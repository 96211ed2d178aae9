// A summary in a linked project: whoever looks at what a file tells has read of it. What its path says
// is known without.
import { propertyPart, type Told } from './part-names.ts'
import type { ReadLog } from './reads.ts'
import type { ModuleSummary } from './summary.ts'

export class LinkedSummary implements ModuleSummary {
  readonly version: number
  readonly path: string
  readonly moduleName: string
  readonly isPackage: boolean
  readonly #reads: ReadLog
  readonly #told: ModuleSummary

  constructor(told: ModuleSummary, reads: ReadLog) {
    this.version = told.version
    this.path = told.path
    this.moduleName = told.moduleName
    this.isPackage = told.isPackage
    this.#reads = reads
    this.#told = told
  }

  get imports(): ModuleSummary['imports'] {
    return this.#read('imports')
  }

  get exports(): ModuleSummary['exports'] {
    return this.#read('exports')
  }

  get names(): ModuleSummary['names'] {
    return this.#read('names')
  }

  get functions(): ModuleSummary['functions'] {
    return this.#read('functions')
  }

  get classes(): ModuleSummary['classes'] {
    return this.#read('classes')
  }

  get variables(): ModuleSummary['variables'] {
    return this.#read('variables')
  }

  get statements(): ModuleSummary['statements'] {
    return this.#read('statements')
  }

  get calls(): ModuleSummary['calls'] {
    return this.#read('calls')
  }

  get isDynamic(): ModuleSummary['isDynamic'] {
    return this.#read('isDynamic')
  }

  get isScript(): ModuleSummary['isScript'] {
    return this.#read('isScript')
  }

  get domains(): ModuleSummary['domains'] {
    return this.#read('domains')
  }

  #read<Property extends Told>(property: Property): ModuleSummary[Property] {
    this.#reads.part(this.path, propertyPart(property))
    return this.#told[property]
  }
}
