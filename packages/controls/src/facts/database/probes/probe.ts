import type { Inspection } from '../catalogue/build-state';
import type { DatabaseState, RoleModel } from '../database';
import type { Engine } from '../engine/engine';
import type { Contexts } from '../judgement/contexts';

/** What probes need to know. */
export interface ProbeSubject {
  readonly inspection: Inspection;
  readonly contexts: Contexts;
  readonly model: RoleModel;
}

export async function probe(
  _engine: Engine,
  _subject: ProbeSubject,
): Promise<Pick<DatabaseState, 'breaches' | 'unprobed'>> {
  return { breaches: [], unprobed: [] };
}
