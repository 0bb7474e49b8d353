import { parseArgs } from 'node:util';

/** What the command line asks for. Empty lists mean everything. */
export interface Options {
  /** Names of cases. */
  readonly cases: readonly string[];
  /** Ids of mutants. */
  readonly mutants: readonly string[];
  /** Families of mutants, as `TEN`. */
  readonly families: readonly string[];
  /** Ids of good variants. */
  readonly variants: readonly string[];
  /** Whether services are installed, built, tested, linted and started. */
  readonly exercise: boolean;
  readonly tryMutants: boolean;
  readonly tryVariants: boolean;
}

/**
 * Reads the command line: `--case`, `--mutant`, `--family` and `--variant`, each
 * as often as wanted; `--no-mutants`, `--no-variants`; `--mutants-only` and
 * `--variants-only`, which leave all else out.
 *
 * @throws Error for what it does not know.
 */
export function parseOptions(args: readonly string[]): Options {
  const many = { type: 'string', multiple: true } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      case: many,
      mutant: many,
      family: many,
      variant: many,
      'no-mutants': flag,
      'no-variants': flag,
      'mutants-only': flag,
      'variants-only': flag,
    },
  });
  return {
    cases: values.case ?? [],
    mutants: values.mutant ?? [],
    families: values.family ?? [],
    variants: values.variant ?? [],
    exercise: !values['mutants-only'] && !values['variants-only'],
    tryMutants: !values['no-mutants'] && !values['variants-only'],
    tryVariants: !values['no-variants'] && !values['mutants-only'],
  };
}
