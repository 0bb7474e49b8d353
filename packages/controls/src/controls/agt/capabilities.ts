/** What tools can do, in plain letters. */
export const ORDINARY = ['read', 'write', 'codegen'];
export const DANGEROUS = ['filesystem', 'kubernetes', 'sql', 'shell'];

/** Classes of tools that a scope lets through. */
export const WITHIN: Readonly<Record<string, readonly string[]>> = {
  readonly: ['read'],
  readwrite: ['read', 'write'],
  codegen: ['read', 'write', 'codegen'],
};
