// Evaluates DynamoDB's condition expressions as far as Kiosque uses them.
import { isDeepStrictEqual } from 'node:util'
import type { Condition, Item } from '#aws/table'

/** Whether the condition holds for the item that is there, or for none. */
export function holds(condition: Condition, item: Item | undefined): boolean {
  const tokens = condition.if.match(/#[\w.#]+|:\w+|<>|<=|>=|[=<>(),]|\w+/g) ?? []
  const parser = new Parser(tokens, item ?? {}, condition.values ?? {})
  return parser.whole()
}

class Parser {
  #at = 0
  readonly #tokens: readonly string[]
  readonly #item: Item
  readonly #values: Record<string, unknown>

  constructor(tokens: readonly string[], item: Item, values: Record<string, unknown>) {
    this.#tokens = tokens
    this.#item = item
    this.#values = values
  }

  whole(): boolean {
    const result = this.#or()
    if (this.#at < this.#tokens.length) throw new Error(`Unread: ${this.#tokens[this.#at]}`)
    return result
  }

  #or(): boolean {
    let result = this.#and()
    while (this.#take('OR')) {
      const right = this.#and()
      result = result || right
    }
    return result
  }

  #and(): boolean {
    let result = this.#not()
    while (this.#take('AND')) {
      const right = this.#not()
      result = result && right
    }
    return result
  }

  #not(): boolean {
    if (this.#take('NOT')) return !this.#not()
    if (this.#take('(')) {
      const result = this.#or()
      this.#expect(')')
      return result
    }
    return this.#term()
  }

  #term(): boolean {
    for (const name of ['attribute_exists', 'attribute_not_exists'] as const)
      if (this.#take(name)) {
        const [value] = this.#operands()
        return (value !== undefined) === (name === 'attribute_exists')
      }
    if (this.#take('contains')) {
      const [whole, part] = this.#operands()
      if (whole instanceof Set) return whole.has(part)
      if (Array.isArray(whole)) return whole.some((one) => isDeepStrictEqual(one, part))
      return typeof whole === 'string' && whole.includes(String(part))
    }
    const left = this.#operand()
    if (this.#take('IN')) return this.#operands().some((one) => isDeepStrictEqual(one, left))
    const operator = this.#tokens[this.#at++]
    return compared(left, operator, this.#operand())
  }

  #operands(): unknown[] {
    this.#expect('(')
    const values = [this.#operand()]
    while (this.#take(',')) values.push(this.#operand())
    this.#expect(')')
    return values
  }

  #operand(): unknown {
    const token = this.#tokens[this.#at++] ?? ''
    if (token === 'size') {
      const [value] = this.#operands()
      if (value instanceof Set) return value.size
      return typeof value === 'string' || Array.isArray(value) ? value.length : undefined
    }
    if (token.startsWith(':')) {
      if (!(token in this.#values)) throw new Error(`No value for ${token}`)
      return this.#values[token]
    }
    if (!token.startsWith('#')) throw new Error(`No operand: ${token}`)
    return token
      .split('.')
      .reduce<unknown>((at, name) => (at as Item | undefined)?.[name.replace(/^#/, '')], this.#item)
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false
    this.#at++
    return true
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new Error(`Expected ${token}, found ${this.#tokens[this.#at]}`)
  }
}

function compared(left: unknown, operator: string | undefined, right: unknown): boolean {
  if (left === undefined || right === undefined) return operator === '<>' && left !== right
  const [a, b] = [left as string, right as string]
  switch (operator) {
    case '=':
      return isDeepStrictEqual(left, right)
    case '<>':
      return !isDeepStrictEqual(left, right)
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    default:
      throw new Error(`No operator: ${operator}`)
  }
}
