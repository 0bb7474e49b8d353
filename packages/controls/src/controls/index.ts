import type { Control } from '../control/control';
import { isoControls } from './iso';
import { netControls } from './net';
import { podControls } from './pod';
import { secretControls } from './sec';
import { manifestSecretControls } from './sec/manifest-secrets';
import { svcControls } from './svc';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [
  ...svcControls,
  ...podControls,
  ...netControls,
  ...isoControls,
  ...secretControls,
  ...manifestSecretControls,
];
import { dbr } from './dbr';
import svc01 from './svc/SVC-01';
import { ten } from './ten';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [svc01, ...ten, ...dbr];
