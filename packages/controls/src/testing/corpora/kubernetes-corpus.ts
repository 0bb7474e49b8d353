import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { controls } from '../../controls';
import { podSecurityViolations } from '../../controls/pod/pod-security';
import { evaluateControl } from '../../evaluation/evaluate-control';
import type { Facts } from '../../facts/facts';
import { gatherFacts } from '../../facts/gather-facts';
import { workloadsOf } from '../../facts/manifests/workload';
import type { SourceTree } from '../../source/source-tree';
import { treeAt } from './corpora-folder';

const labelSchema = z.object({
  path: z.string(),
  expect: z.enum(['fail', 'pass']),
  everyDocument: z.boolean().optional(),
  ids: z.array(z.string()).min(1),
  tool: z.string(),
  oracle: z.enum(['agree', 'disagree', 'n/a']),
});

/** A labelled file of another tool's test suite. */
export type LabelledManifest = z.infer<typeof labelSchema>;

export function labelledManifests(folder: string): readonly LabelledManifest[] {
  return readFileSync(path.join(folder, 'k8s', 'labels.jsonl'), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => labelSchema.parse(JSON.parse(line)));
}

/** What of a control answers a question of the corpus: its findings whose subject or message match. */
interface Answer {
  readonly control: string;
  readonly subject?: RegExp;
  readonly message?: RegExp;
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  K01: { control: 'POD-01', subject: /hostPID/ },
  K02: { control: 'POD-01', subject: /hostIPC/ },
  K03: { control: 'POD-01', subject: /hostNetwork/ },
  K04: { control: 'POD-02', subject: / privileged$/ },
  K05: { control: 'POD-02', subject: /privilege-escalation/ },
  K06: { control: 'POD-03', subject: /run-as-non-root/ },
  K07: { control: 'POD-03', subject: /run-as-user/ },
  K08: { control: 'POD-03', subject: /run-as-group/ },
  K09: { control: 'POD-04' },
  K11: { control: 'POD-04', subject: /drop|NET_RAW|ALL/ },
  K13: { control: 'POD-05' },
  K14: { control: 'POD-06', subject: /apparmor/ },
  K15: { control: 'POD-06', subject: /selinux/ },
  K16: { control: 'POD-06', subject: /proc-mount/ },
  K17: { control: 'POD-06', subject: /sysctls/ },
  K18: { control: 'POD-07' },
  K19: { control: 'POD-08', subject: /host-path/ },
  K20: { control: 'POD-08', message: /\.sock/ },
  K21: { control: 'POD-08', message: /to be written to/ },
  K22: { control: 'POD-08' },
  K23: { control: 'POD-09', subject: /host-ports/ },
  K24: { control: 'POD-01', subject: /host-process/ },
  K28: { control: 'POD-09', subject: /host-probes/ },
  K30: { control: 'POD-10' },
  K33: { control: 'POD-10', subject: /^Secret/ },
  K34: { control: 'POD-12', subject: /every/ },
  K35: { control: 'POD-12', subject: /reading the secrets/ },
  K37: { control: 'POD-13', subject: / role$/ },
  K38: { control: 'POD-12', subject: /the verb|every verb/ },
  K39: { control: 'POD-12', subject: /getting into pods|every/ },
  K40: { control: 'POD-13', subject: / subject / },
  K41: { control: 'POD-14', subject: /moving tag/ },
  K42: { control: 'POD-14', subject: /moving tag|digest/ },
  K43: { control: 'POD-15' },
  K44: { control: 'POD-14', subject: /pull policy/ },
  K46: { control: 'SEC-21' },
  K47: { control: 'SEC-22' },
  K48: { control: 'SEC-21' },
  K49: { control: 'SEC-20' },
  K51: { control: 'POD-16' },
  K52: { control: 'POD-17' },
  K54: { control: 'POD-18', subject: /replicas/ },
  K55: { control: 'POD-19' },
  K56: { control: 'POD-18', subject: /spread/ },
  K57: { control: 'POD-20' },
  K59: { control: 'POD-22' },
  K60: { control: 'POD-23' },
  K61: { control: 'NET-01' },
  K63: { control: 'NET-07' },
  K64: { control: 'NET-08', subject: / type$/ },
  K65: { control: 'NET-08', subject: /external addresses/ },
  K66: { control: 'NET-09' },
  K67: { control: 'ISO-02' },
};

/** Violations of the Pod Security Standards up to a level. */
function violations(
  facts: Partial<Facts>,
  levels: readonly string[],
  check?: string,
): number {
  const { manifests } = facts;
  if (manifests?.state !== 'available') return Number.NaN;
  return manifests.value.sets
    .flatMap(set => workloadsOf(set.manifests))
    .flatMap(podSecurityViolations)
    .filter(
      violation =>
        levels.includes(violation.level) &&
        (check === undefined || violation.check === check),
    ).length;
}

/** How often an id is broken in a tree; NaN when it cannot be told. */
function broken(id: string, tree: SourceTree, facts: Partial<Facts>): number {
  switch (id) {
    case 'PSS-baseline':
      return violations(facts, ['baseline']);
    case 'PSS-restricted':
      return violations(facts, ['baseline', 'restricted']);
    case 'K10':
      // The label is about the capabilities that even the baseline forbids.
      return violations(facts, ['baseline'], 'capabilities');
    default:
  }
  const answer = ANSWERS[id];
  const control = controls.find(({ id: known }) => known === answer?.control);
  if (answer === undefined || control === undefined) return Number.NaN;
  const { outcome, findings } = evaluateControl(control, tree, facts);
  if (outcome === 'error' || outcome === 'not-evaluated') return Number.NaN;
  return findings.filter(
    ({ subject, message }) =>
      (answer.subject?.test(subject) ?? true) &&
      (answer.message?.test(message) ?? true),
  ).length;
}

async function breaks(
  ids: readonly string[],
  tree: SourceTree,
): Promise<readonly number[]> {
  const facts = await gatherFacts(tree, new Set(['manifests'] as const));
  return ids.map(id => broken(id, tree, facts));
}

/** Each document of a file as a tree. */
function documentTrees(file: string): readonly SourceTree[] {
  const encoder = new TextEncoder();
  return readFileSync(file, 'utf8')
    .split(/^---\s*$/m)
    .filter(text => /^kind:/m.test(text))
    .map(text => ({
      files: new Map([['manifest.yaml', encoder.encode(text)]]),
      irregular: new Map(),
    }));
}

/** Whether our controls say of a labelled manifest what its label says. */
export async function isJudgedRight(
  folder: string,
  { path: name, expect, everyDocument, ids }: LabelledManifest,
): Promise<boolean> {
  const file = path.join(folder, 'k8s', name);
  if (expect === 'pass') {
    return (await breaks(ids, treeAt(file))).every(count => count === 0);
  }
  const trees =
    everyDocument && statSync(file).isFile()
      ? documentTrees(file)
      : [treeAt(file)];
  for (const tree of trees) {
    if (!(await breaks(ids, tree)).some(count => count > 0)) return false;
  }
  return true;
}
