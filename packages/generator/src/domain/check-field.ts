import { compareDecimals, decimalDigits, decimalSize } from './decimal';
import type { FieldInput, FieldType } from './input';
import { patternProblem } from './portable-pattern';

/** Something wrong with one attribute of a field. */
export interface FieldProblem {
  readonly attribute: string;
  readonly message: string;
}

/** A detail of a field that only some types have. */
export type TypeAttribute = Exclude<
  keyof FieldInput,
  'name' | 'type' | 'description' | 'required' | 'unique' | 'classification'
>;

const APPLIES: Readonly<Record<TypeAttribute, readonly FieldType[]>> = {
  minLength: ['string', 'text'],
  maxLength: ['string', 'text'],
  pattern: ['string'],
  min: ['integer', 'decimal', 'money'],
  max: ['integer', 'decimal'],
  precision: ['decimal'],
  scale: ['decimal'],
  values: ['enum'],
  target: ['reference'],
  currency: ['money'],
};
// Neither enum, of which there would be no more rows than values, nor reference:
// the generated tests create several rows that refer to the same one.
const UNIQUE_TYPES: readonly FieldType[] = [
  'string',
  'integer',
  'decimal',
  'date',
  'uuid',
];

/** Characters a string may have at most where the input gives no limit. */
export const DEFAULT_LENGTHS = { string: 200, text: 4_000 } as const;
const LONGEST_STRING = 1_000;
// A unique value is part of an index entry, which PostgreSQL limits to 2,704 bytes.
const LONGEST_UNIQUE_STRING = 200;
/** Digits in all and after the point where the input gives none. */
export const DEFAULT_DECIMAL = { precision: 18, scale: 4 } as const;
/** What ameide.common.v1.Money can hold. */
export const MONEY_DECIMAL = { precision: 19, scale: 4 } as const;

/** The details that a field of this type can have, in the order they are asked for. */
export function attributesOf(type: FieldType): TypeAttribute[] {
  return (Object.keys(APPLIES) as TypeAttribute[]).filter(attribute =>
    APPLIES[attribute].includes(type),
  );
}

/** Whether the values of a field of this type can be unique. */
export function canBeUnique(type: FieldType): boolean {
  return UNIQUE_TYPES.includes(type);
}

/** Everything that is wrong with one field taken for itself. */
export function checkField(field: FieldInput): FieldProblem[] {
  return [
    ...checkApplicable(field),
    ...checkLengths(field),
    ...checkNumbers(field),
    ...checkEnum(field),
    ...checkUnique(field),
  ];
}

function checkApplicable(field: FieldInput): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const attribute of Object.keys(APPLIES) as TypeAttribute[]) {
    const types = APPLIES[attribute];
    if (field[attribute] !== undefined && !types.includes(field.type)) {
      problems.push({
        attribute,
        message: `does not apply to the type ${
          field.type
        }, only to ${types.join(', ')}; remove it`,
      });
    }
  }
  if (field.type === 'enum' && field.values === undefined) {
    problems.push({
      attribute: 'values',
      message: 'an enum needs at least one value',
    });
  }
  if (field.type === 'reference' && field.target === undefined) {
    problems.push({
      attribute: 'target',
      message: 'a reference needs the name of an aggregate',
    });
  }
  return problems;
}

function checkLengths(field: FieldInput): FieldProblem[] {
  if (field.type !== 'string' && field.type !== 'text') return [];
  const problems: FieldProblem[] = [];
  const longest = field.maxLength ?? DEFAULT_LENGTHS[field.type];
  if (field.type === 'string' && longest > LONGEST_STRING) {
    problems.push({
      attribute: 'maxLength',
      message: `a string has at most ${LONGEST_STRING} characters; use the type text for more`,
    });
  }
  if ((field.minLength ?? 0) > longest) {
    problems.push({
      attribute: 'minLength',
      message: `is larger than the greatest length, ${longest}`,
    });
  }
  if (field.pattern !== undefined && field.type === 'string') {
    const message = patternProblem(field.pattern);
    if (message !== undefined) problems.push({ attribute: 'pattern', message });
  }
  return problems;
}

function checkNumbers(field: FieldInput): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { precision, scale } = decimalShape(field);
  if (field.type === 'decimal' && scale > precision) {
    problems.push({
      attribute: 'scale',
      message: `is larger than the precision, ${precision}`,
    });
  }
  const limits: string[] = [];
  for (const attribute of ['min', 'max'] as const) {
    const value = field[attribute];
    if (value === undefined || !APPLIES[attribute].includes(field.type))
      continue;
    const digits = decimalDigits(value);
    if (digits === undefined) {
      problems.push({
        attribute,
        message: 'is not a decimal number; write it like 12.50',
      });
    } else if (field.type === 'integer' && !isSafeInteger(digits)) {
      problems.push({
        attribute,
        message:
          'is not a whole number between -9007199254740991 and 9007199254740991',
      });
    } else if (
      field.type !== 'integer' &&
      (decimalSize(digits).fraction > scale ||
        decimalSize(digits).whole > precision - scale)
    ) {
      problems.push({
        attribute,
        message: `does not fit into ${precision} digits with ${scale} after the point`,
      });
    } else {
      limits.push(digits);
    }
  }
  const [min, max] = limits;
  if (min !== undefined && max !== undefined && compareDecimals(min, max) > 0) {
    problems.push({ attribute: 'min', message: `is larger than max, ${max}` });
  }
  return problems;
}

/** Digits in all and after the point of a decimal or money field. */
export function decimalShape(field: FieldInput): {
  precision: number;
  scale: number;
} {
  if (field.type === 'money') return MONEY_DECIMAL;
  const precision = field.precision ?? DEFAULT_DECIMAL.precision;
  return {
    precision,
    scale: field.scale ?? Math.min(DEFAULT_DECIMAL.scale, precision),
  };
}

function isSafeInteger(digits: string): boolean {
  return (
    decimalSize(digits).fraction === 0 && Number.isSafeInteger(Number(digits))
  );
}

function checkEnum(field: FieldInput): FieldProblem[] {
  if (field.type !== 'enum') return [];
  const problems: FieldProblem[] = [];
  const seen = new Set<string>();
  field.values?.forEach((value, index) => {
    const attribute = `values[${index}]`;
    if (value === 'UNSPECIFIED') {
      problems.push({
        attribute,
        message:
          'UNSPECIFIED is there already and means that nothing was given; remove it',
      });
    } else if (seen.has(value)) {
      problems.push({
        attribute,
        message: `${value} is there twice; remove one`,
      });
    }
    seen.add(value);
  });
  return problems;
}

function checkUnique(field: FieldInput): FieldProblem[] {
  if (!field.unique) return [];
  if (!UNIQUE_TYPES.includes(field.type)) {
    return [
      {
        attribute: 'unique',
        message: `does not apply to the type ${
          field.type
        }, only to ${UNIQUE_TYPES.join(', ')}; remove it`,
      },
    ];
  }
  const longest = field.maxLength ?? DEFAULT_LENGTHS.string;
  if (field.type === 'string' && longest > LONGEST_UNIQUE_STRING) {
    return [
      {
        attribute: 'maxLength',
        message: `a unique string has at most ${LONGEST_UNIQUE_STRING} characters, so that it fits into an index`,
      },
    ];
  }
  return [];
}
