import type { Control } from '../control/control';
import { agt } from './agt';
import { api } from './api';
import { det } from './det';
import { evt } from './evt';
import { obs } from './obs';
import svc01 from './svc/SVC-01';
import { tenancyInCode } from './ten/in-code';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [
  svc01,
  ...tenancyInCode,
  ...api,
  ...evt,
  ...det,
  ...obs,
  ...agt,
];
