import { codeVariants } from './code';
import { databaseLayoutVariants } from './database-layout';
import { deliveryVariants } from './delivery';
import { deploymentVariants } from './deployment';
import { migrationVariants } from './migrations';
import type { Variant } from './variant';

/** Every good variant. */
export const variants: readonly Variant[] = [
  ...codeVariants,
  ...databaseLayoutVariants,
  ...deliveryVariants,
  ...deploymentVariants,
  ...migrationVariants,
];
