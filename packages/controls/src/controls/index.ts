import type { Control } from '../control/control';
import { isoControls } from './iso';
import { netControls } from './net';
import { podControls } from './pod';
import { manifestSecretControls } from './sec/manifest-secrets';
import svc01 from './svc/SVC-01';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [
  svc01,
  ...podControls,
  ...netControls,
  ...isoControls,
  ...manifestSecretControls,
];
