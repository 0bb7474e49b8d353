import { isRecord } from '../controller/is-record';
import { camelCase } from '../casing';
import { isDeviceName } from '../device-names';
import { isReservedWord } from '../domain/reserved-names';
import { formatPath, type Problem } from '../problem';
import type { StepNode } from './sound-steps';

/** What the code of every process has beside its steps. */
const TAKEN = new Set(
  `agents cancel client compensate context flow input instance instances operation outcome output process
  query result start state steps variables workflow`.split(/\s+/),
);

/**
 * Ids of steps are names in code and in the history of an instance, so each is
 * there once, whatever case it is written in. Signals keep their payload.
 */
export function checkStepNames(nodes: readonly StepNode[]): Problem[] {
  const problems: Problem[] = [];
  const ids = new Map<string, { id: string; place: string }>();
  const signals = new Map<string, { fields: string; place: string }>();
  for (const { path, raw, details } of nodes) {
    const report = (key: string, message: string) =>
      problems.push({ path: formatPath([...path, key]), message });
    const id = details?.id ?? idOf(raw);
    if (id !== undefined) {
      const name = camelCase(id);
      const other = ids.get(name);
      if (isReservedWord(name) || TAKEN.has(name) || isDeviceName(id))
        report('id', `${id} is a reserved name; choose a longer one`);
      if (other === undefined) ids.set(name, { id, place: formatPath(path) });
      else
        report(
          'id',
          other.id === id
            ? `${other.place} has the id ${id} already; rename one of them`
            : `is the same name as ${other.id} of ${other.place} in code; rename one of them`,
        );
    }
    if (details?.type === 'signal') {
      const fields = details.payload
        .map(({ name }) => name)
        .sort()
        .join(', ');
      const other = signals.get(details.signal);
      if (other === undefined)
        signals.set(details.signal, { fields, place: formatPath(path) });
      else if (other.fields !== fields)
        report(
          'payload',
          `${other.place} takes ${
            other.fields || 'nothing'
          } from the same signal; take the same, or use another signal`,
        );
      const reserved = camelCase(details.signal);
      if (isReservedWord(reserved) || TAKEN.has(reserved))
        report(
          'signal',
          `${details.signal} is a reserved name; choose a longer one`,
        );
    }
  }
  return problems;
}

/** The id of a step in which something else is wrong. */
function idOf(raw: unknown): string | undefined {
  if (!isRecord(raw) || typeof raw.id !== 'string') return undefined;
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(raw.id) && raw.id.length <= 40
    ? raw.id
    : undefined;
}
