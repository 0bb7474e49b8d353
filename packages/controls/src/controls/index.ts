import type { Control } from '../control/control';
import { svc } from './svc';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [...svc];
