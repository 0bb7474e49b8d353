import type { Container, Workload } from '../../facts/manifests/workload';
import {
  at,
  itemsAt,
  textAt,
  valueAt,
  type Node,
} from '../../facts/manifests/yaml/node';

/** Whether the pods of a workload run until they are stopped. */
export function runsOn({ manifest, pod }: Workload): boolean {
  if (/^(?:Cron)?Job$/.test(manifest.kind)) return false;
  return !['Never', 'OnFailure'].includes(textAt(pod, 'restartPolicy') ?? '');
}

/** Whether a container serves as long as its pod, as a sidecar among the init containers does. */
export function serves({ sort, node }: Container): boolean {
  return (
    sort === 'containers' ||
    (sort === 'initContainers' && textAt(node, 'restartPolicy') === 'Always')
  );
}

/** Whether a container declares a port of a number or a name. */
export function declaresPort(container: Node, port: string | number): boolean {
  return itemsAt(container, 'ports').some(
    declared =>
      valueAt(declared, 'containerPort') === port ||
      valueAt(declared, 'name') === port ||
      `${valueAt(declared, 'containerPort')}` === port,
  );
}

/** The port that a probe asks at; undefined for one that runs a command. */
export function portOfProbe(probe: Node | undefined): Node | undefined {
  return (
    at(probe, 'httpGet', 'port') ??
    at(probe, 'tcpSocket', 'port') ??
    at(probe, 'grpc', 'port')
  );
}

/** Whether a probe asks anything at all. */
export function asks(probe: Node | undefined): boolean {
  return (
    portOfProbe(probe) !== undefined ||
    at(probe, 'exec', 'command') !== undefined
  );
}
