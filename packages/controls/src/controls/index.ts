import type { Control } from '../control/control';
import { dbr } from './dbr';
import svc01 from './svc/SVC-01';
import { ten } from './ten';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [svc01, ...ten, ...dbr];
