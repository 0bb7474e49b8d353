import type { Control } from '../../control/control';
import ten60 from './TEN-60';
import ten61 from './TEN-61';
import ten62 from './TEN-62';
import ten63 from './TEN-63';
import ten64 from './TEN-64';
import ten65 from './TEN-65';
import ten66 from './TEN-66';
import ten67 from './TEN-67';
import ten68 from './TEN-68';

/** Tenancy in code. */
export const tenancyInCode: readonly Control[] = [
  ten60,
  ten61,
  ten62,
  ten63,
  ten64,
  ten65,
  ten66,
  ten67,
  ten68,
];
