/*
 * The table of ADR 20, by which an agent is held when it runs, as far as a
 * definition alone can break it. Words are in plain letters.
 */

/** What tools can do. */
export const ORDINARY = ['read', 'write', 'codegen'];
export const DANGEROUS = ['filesystem', 'kubernetes', 'sql', 'shell'];

/** Classes of tools that a scope lets through. */
export const WITHIN: Readonly<Record<string, readonly string[]>> = {
  readonly: ['read'],
  readwrite: ['read', 'write', ...DANGEROUS],
  codegen: ['read', 'codegen', 'filesystem', 'shell'],
};

/** Ordinary classes that need more than the low tier. */
export const ABOVE_LOW = ['write', 'codegen'];
