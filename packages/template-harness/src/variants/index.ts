import type { Variant } from './variant';

/** Every good variant. */
export const variants: readonly Variant[] = [];
