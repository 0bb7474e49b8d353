import { formatPath, type Problem } from '../problem';
import { reservedServiceReason } from '../domain/reserved-names';
import type { StepNode } from './sound-steps';

/** Ids by which the Agent domain could be meant. */
const AGENT_SERVICES = ['agent', 'agents', 'agent-domain'];
/** Methods that every domain has and that change nothing. */
const READS = /^(Get|List|Export)(?=[A-Z])/;

/** What is called: a domain, never the process itself, and an agent only as an agent. */
export function checkCalls(
  nodes: readonly StepNode[],
  service: string | undefined,
): Problem[] {
  const problems: Problem[] = [];
  for (const { path, details } of nodes) {
    if (details?.type !== 'call') continue;
    const report = (rest: readonly PropertyKey[], message: string) =>
      problems.push({ path: formatPath([...path, ...rest]), message });
    const { compensation, method } = details;
    const called = [{ id: details.service, place: ['service'] }];
    if (compensation?.service !== undefined)
      called.push({
        id: compensation.service,
        place: ['compensation', 'service'],
      });
    for (const { id, place } of called) {
      if (id === service)
        report(place, 'a process does not call itself; call a domain');
      else if (AGENT_SERVICES.includes(id))
        report(
          place,
          'agents are reached through a step of type agent alone, which keeps to their grants and budget; use one',
        );
      else if (reservedServiceReason(id) !== undefined)
        report(place, `${id} is a reserved name and no domain; call a domain`);
    }
    if (compensation !== undefined && READS.test(method))
      report(
        ['compensation'],
        `${method} only reads, so there is nothing to undo; remove the compensation`,
      );
    if (compensation !== undefined && READS.test(compensation.method))
      report(
        ['compensation', 'method'],
        `${compensation.method} only reads and undoes nothing; name the method that does`,
      );
  }
  return problems;
}
