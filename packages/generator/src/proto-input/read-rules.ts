/** The rules of buf.validate that have a place in our contracts. */
export interface Rules {
  readonly required: boolean;
  readonly uuid: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  /** Kinds of rules that are there: `string`, `int32`, `int64`, `enum`. */
  readonly kinds: readonly string[];
}

/** Reads the options of a field; reports every option and rule that cannot be kept. */
export function readRules(
  options: readonly Readonly<Record<string, unknown>>[],
  report: (message: string) => void,
): Rules {
  const rules: { -readonly [Key in keyof Rules]: Rules[Key] } = {
    required: false,
    uuid: false,
    kinds: [],
  };
  const kinds: string[] = [];
  const number = (rule: string, value: unknown): number | undefined => {
    if (typeof value === 'number') return value;
    report(`the rule ${rule} needs a number`);
    return undefined;
  };
  const apply = (rule: string, value: unknown) => {
    switch (rule) {
      case 'required':
        rules.required = value === true;
        break;
      case 'string.uuid':
        rules.uuid = value === true;
        break;
      case 'string.min_len':
        rules.minLength = number(rule, value) ?? 0;
        break;
      case 'string.max_len':
        rules.maxLength = number(rule, value) ?? 1;
        break;
      case 'string.pattern':
        if (typeof value === 'string') rules.pattern = value;
        else report(`the rule ${rule} needs a text`);
        break;
      case 'int32.gte':
      case 'int64.gte':
        rules.min = number(rule, value) ?? 0;
        break;
      case 'int32.lte':
      case 'int64.lte':
        rules.max = number(rule, value) ?? 0;
        break;
      case 'enum.defined_only':
        // Every enum field accepts only defined values.
        break;
      case 'enum.not_in':
        if (JSON.stringify(value) === '[0]' || value === 0)
          rules.required = true;
        else report('the rule enum.not_in can only exclude 0');
        break;
      default:
        report(
          `the rule ${rule} cannot be kept; use required, string.uuid, string.min_len, string.max_len, string.pattern, int32 or int64 gte and lte, or enum.defined_only`,
        );
    }
  };
  for (const option of options) {
    for (const [name, value] of Object.entries(option)) {
      if (name === '(ameide.common.v1.classification)') continue;
      if (
        name !== '(buf.validate.field)' ||
        typeof value !== 'object' ||
        value === null
      ) {
        report(`the option ${name} cannot be kept; remove it`);
        continue;
      }
      for (const [kind, rule] of Object.entries(value)) {
        if (typeof rule === 'object' && rule !== null && !Array.isArray(rule)) {
          kinds.push(kind);
          for (const [part, setting] of Object.entries(rule))
            apply(`${kind}.${part}`, setting);
        } else {
          apply(kind, rule);
        }
      }
    }
  }
  rules.kinds = kinds;
  return rules;
}
