import { codeVariants } from './code';
import { databaseVariants } from './database';
import { deliveryVariants } from './delivery';
import { deploymentVariants } from './deployment';
import { migrationVariants } from './migrations';
import type { Variant } from './variant';

/** Every good variant. */
export const variants: readonly Variant[] = [
  ...codeVariants,
  ...databaseVariants,
  ...deliveryVariants,
  ...deploymentVariants,
  ...migrationVariants,
];
