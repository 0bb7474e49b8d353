import type { VariableInput } from './input';
import type { Literal } from './literal';

/** A kind of value in a message: what has the same one can stand in the same field. */
export type WireKind = 'text' | 'enum' | 'number' | 'boolean' | 'timestamp';

/** How the value of a variable stands in a message: what must stay exact is a text there. */
export function wireKindOf({ type }: VariableInput): WireKind {
  switch (type) {
    case 'integer':
      return 'number';
    case 'boolean':
    case 'enum':
    case 'timestamp':
      return type;
    default:
      return 'text';
  }
}

/** Whether a value that stands in the description can stand where such values stand. */
export function literalFits(value: Literal, kind: WireKind): boolean {
  // Enums and timestamps are texts in JSON.
  if (typeof value === 'string')
    return kind === 'text' || kind === 'enum' || kind === 'timestamp';
  return typeof value === kind;
}
