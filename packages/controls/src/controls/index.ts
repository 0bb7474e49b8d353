import type { Control } from '../control/control';
import { artifactControls } from './art';
import { identityControls } from './idp';
import { secretControls } from './sec';
import { supplyControls } from './sup';
import svc01 from './svc/SVC-01';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [
  svc01,
  ...artifactControls,
  ...identityControls,
  ...secretControls,
  ...supplyControls,
];
