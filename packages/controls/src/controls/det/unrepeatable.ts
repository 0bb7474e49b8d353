import ts from 'typescript';
import type { CodeFinding } from '../../facts/program/code-finding';
import type { GlobalUse } from '../../facts/program/global-uses';
import type { ModuleUse } from '../../facts/program/module-uses';
import type { Program } from '../../facts/program/program';
import { replayedNodes, workflowParts } from './workflow-code';

/** Whether a use of `Date` asks what time it is; `new Date(at)` does not. */
function asksTheTime({
  members: [member],
  form,
  argumentCount,
}: GlobalUse): boolean {
  if (member !== undefined)
    return !['UTC', 'parse', 'prototype'].includes(member);
  return form === 'call' || (form === 'new' ? argumentCount === 0 : true);
}

/** Clock and chance. */
export function isClockOrChance(use: GlobalUse): boolean {
  switch (use.name) {
    case 'Date':
      return asksTheTime(use) && !isTypeTest(use.node);
    case 'performance':
    case 'Temporal':
    case 'crypto':
      return true;
    case 'Math':
      return (
        use.members[0] === undefined || /^(random|\*)$/.test(use.members[0])
      );
    case 'process':
      return /^(hrtime|uptime|cpuUsage|memoryUsage|pid)$/.test(
        use.members[0] ?? '',
      );
    default:
      return false;
  }
}

function isTypeTest(node: ts.Node): boolean {
  return (
    ts.isBinaryExpression(node.parent) &&
    node.parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword
  );
}

const CHANCE_MODULES = new Set([
  'crypto',
  'perf_hooks',
  'uuid',
  'nanoid',
  'ulid',
  'moment',
  'dayjs',
  'luxon',
  'seedrandom',
  'chance',
]);
const WORLD_MODULES =
  /^(fs|fs\/promises|os|net|http|https|http2|dns|dns\/promises|tls|dgram|child_process|worker_threads|cluster|readline|timers|timers\/promises|process|async_hooks|axios|undici|got|node-fetch|pg)$/;

export function isChanceModule({ package: name }: ModuleUse): boolean {
  return name !== undefined && CHANCE_MODULES.has(name);
}

export function isWorldModule({ package: name }: ModuleUse): boolean {
  return name !== undefined && WORLD_MODULES.test(name);
}

/** Environment, network and timers. */
export function isWorld(use: GlobalUse): boolean {
  switch (use.name) {
    case 'fetch':
    case 'WebSocket':
    case 'XMLHttpRequest':
    case 'EventSource':
    case 'setTimeout':
    case 'setInterval':
    case 'setImmediate':
    case 'queueMicrotask':
    case 'Atomics':
    case 'WeakRef':
    case 'FinalizationRegistry':
      return true;
    case 'process':
      return !/^(hrtime|uptime|cpuUsage|memoryUsage|pid|exit|exitCode)$/.test(
        use.members[0] ?? '',
      );
    default:
      return false;
  }
}

/**
 * Uses in the code of processes that give something else each time.
 *
 * @returns undefined where there is no process.
 */
export function unrepeatable(
  program: Program,
  isBadGlobal: (use: GlobalUse) => boolean,
  isBadModule: (use: ModuleUse) => boolean,
  says: string,
): readonly CodeFinding[] | undefined {
  const parts = workflowParts(program);
  if (parts.length === 0) return undefined;
  const found = new Map<ts.Node, CodeFinding>();
  for (const { file, root } of parts) {
    const nodes = new Set(replayedNodes(root));
    for (const use of file.globals) {
      if (nodes.has(use.node) && isBadGlobal(use)) {
        const name = [use.name, ...use.members].join('.');
        found.set(use.node, {
          node: use.node,
          about: name,
          message: `${name} ${says}`,
        });
      }
    }
    for (const use of file.modules) {
      if (use.typeOnly || !isBadModule(use)) continue;
      const names = new Set(use.names.map(one => localName(one.at)));
      for (const node of nodes) {
        if (
          ts.isIdentifier(node) &&
          names.has(node.text) &&
          !ts.isImportSpecifier(node.parent) &&
          isBoundTo(program, node, use)
        ) {
          found.set(node, {
            node,
            about: `${use.package} ${node.text}`,
            message: `${node.text} of ${use.package} ${says}`,
          });
        }
      }
      for (const { at } of use.names) {
        if (!ts.isImportSpecifier(at) && nodes.has(at)) {
          found.set(at, {
            node: at,
            about: `${use.package}`,
            message: `${at.getText().slice(0, 60)} ${says}`,
          });
        }
      }
      if (use.form === 'load' && nodes.has(use.node)) {
        found.set(use.node, {
          node: use.node,
          about: `${use.package}`,
          message: `${use.package} ${says}`,
        });
      }
    }
  }
  return [...found.values()];
}

function localName(at: ts.Node): string | undefined {
  return ts.isImportSpecifier(at) ? at.name.text : undefined;
}

function isBoundTo(
  { checker }: Program,
  node: ts.Identifier,
  use: ModuleUse,
): boolean {
  const [declaration] = checker.getSymbolAtLocation(node)?.declarations ?? [];
  return (
    declaration !== undefined &&
    ts.isImportSpecifier(declaration) &&
    declaration.parent.parent.parent === use.node
  );
}
