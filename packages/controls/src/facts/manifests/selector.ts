import {
  at,
  entriesAt,
  itemsAt,
  textAt,
  textMapAt,
  textsAt,
  type Node,
} from './yaml/node';

export type Labels = ReadonlyMap<string, string>;

/**
 * A label selector as Kubernetes reads it: all requirements must hold, and one
 * without any selects everything.
 */
export interface Selector {
  readonly requirements: readonly Requirement[];
}

export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/** The requirements of `matchLabels` and `matchExpressions`. An operator that does not exist matches nothing. */
export function selectorOf(node: Node | undefined): Selector {
  const requirements: Requirement[] = [];
  for (const [key, value] of textMapAt(node, 'matchLabels')) {
    requirements.push({ key, operator: 'In', values: [value] });
  }
  // A value that is no text is refused by the API server: it selects nothing.
  for (const [key, value] of entriesAt(node, 'matchLabels')) {
    if (textAt(value) === undefined) {
      requirements.push({ key, operator: 'In', values: [] });
    }
  }
  for (const expression of itemsAt(node, 'matchExpressions')) {
    const operator = OPERATORS.find(
      known => known === textAt(expression, 'operator'),
    );
    requirements.push({
      key: textAt(expression, 'key') ?? '',
      operator: operator ?? 'In',
      values: operator === undefined ? [] : textsAt(expression, 'values'),
    });
  }
  return { requirements };
}

/** A selector that is a plain map of labels, as a Service's. */
export function selectorOfMap(node: Node | undefined): Selector {
  return {
    requirements: [...textMapAt(node)].map(([key, value]) => ({
      key,
      operator: 'In',
      values: [value],
    })),
  };
}

function holds(
  { key, operator, values }: Requirement,
  labels: Labels,
): boolean {
  const value = labels.get(key);
  switch (operator) {
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    // A key that is missing has none of the values.
    case 'NotIn':
      return value === undefined || !values.includes(value);
    default:
      return value !== undefined && values.includes(value);
  }
}

/** Whether a selector selects what has the labels. */
export function selects(selector: Selector, labels: Labels): boolean {
  return selector.requirements.every(requirement => holds(requirement, labels));
}

/** The selector in words, as `app=orders, tier in (a|b)`; `everything` for an empty one. */
export function describeSelector({ requirements }: Selector): string {
  if (requirements.length === 0) return 'everything';
  return requirements
    .map(({ key, operator, values }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `no ${key}`;
      if (operator === 'In' && values.length === 1)
        return `${key}=${values[0]}`;
      return `${key} ${operator === 'In' ? 'in' : 'not in'} (${values.join(
        '|',
      )})`;
    })
    .join(', ');
}

/** The selector at a path of a node; undefined where there is none. */
export function selectorAt(
  node: Node | undefined,
  ...keys: readonly string[]
): Selector | undefined {
  const selector = at(node, ...keys);
  return selector === undefined ? undefined : selectorOf(selector);
}
