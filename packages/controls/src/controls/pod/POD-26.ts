import { defineControl } from '../../control/control';
import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import type { Workload } from '../../facts/manifests/workload';
import {
  at,
  entriesAt,
  itemsAt,
  textAt,
  valueAt,
} from '../../facts/manifests/yaml/node';
import { inEachWorkload } from './in-each-workload';

const CONTROL_PLANE = /^node-role\.kubernetes\.io\/(?:control-plane|master)$/;

function* problemsOf({ pod, title }: Workload): Generator<ManifestProblem> {
  for (const field of ['nodeName', 'schedulerName']) {
    const node = at(pod, field);
    if (node === undefined || textAt(node) === 'default-scheduler') continue;
    yield {
      place: node.place,
      subject: `${title} ${field}`,
      message: `${title}: its pods are placed past the scheduler (${field} ${textAt(
        node,
      )})`,
    };
  }
  for (const [index, toleration] of itemsAt(pod, 'tolerations').entries()) {
    const key = textAt(toleration, 'key');
    if (key !== undefined && key !== '' && !CONTROL_PLANE.test(key)) continue;
    yield {
      place: toleration.place,
      subject: `${title} toleration ${index}`,
      message: `${title}: its pods run on machines of the control plane too`,
    };
  }
  for (const [key, node] of entriesAt(pod, 'nodeSelector')) {
    if (!CONTROL_PLANE.test(key)) continue;
    yield {
      place: node.place,
      subject: `${title} machine ${key}`,
      message: `${title}: its pods are sent to machines of the control plane`,
    };
  }
  const priority = at(pod, 'priorityClassName');
  if (textAt(priority)?.startsWith('system-')) {
    yield {
      place: priority?.place ?? pod.place,
      subject: `${title} priority`,
      message: `${title}: its pods drive others away (${textAt(priority)})`,
    };
  }
  const system = at(pod, 'os', 'name');
  if (system !== undefined && valueAt(system) !== 'linux') {
    yield {
      place: system.place,
      subject: `${title} system`,
      message: `${title}: its pods are said to be of ${valueAt(
        system,
      )}, so that what confines Linux is not asked for`,
    };
  }
}

export default defineControl({
  id: 'POD-26',
  title:
    'Pods are placed by the scheduler, on the machines for services, with no priority of the system',
  layer: 'infra',
  severity: 'medium',
  source: { sections: ['§3.2', '§2.5'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "A pod on a machine of the control plane is beside the cluster's own keys; one with the system's priority drives every other service away.",
  remediation:
    'Remove nodeName, tolerations without a key or of the control plane, and the priority class.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => inEachWorkload(manifests, problemsOf),
});
