import ts from 'typescript';
import {
  isFunctionWithBody,
  functionOf,
  SDK,
  symbolOf,
} from '../../facts/program/symbols';
import { bare, nodesOf } from '../../facts/program/walk';
import type { CodeFile, Program } from '../../facts/program/program';

/** Modules whose functions carry out a process that is replayed. */
const PORTS = new Set([`${SDK}/workflow`, '@temporalio/workflow']);
const DBOS = '@dbos-inc/dbos-sdk';
/** What a process is declared with, under any of the engines. */
const DECLARES = /workflow|process|saga|orchestrat|branch/i;
/** What runs once and is recorded: there the world may be touched. */
const STEP =
  /^(step|runStep|activity|runActivity|registerStep|run|sideEffect|transaction|registerTransaction|query|call)$/i;

/** A part of the code that must do the same each time it is replayed. */
export interface WorkflowPart {
  readonly file: CodeFile;
  readonly root: ts.Node;
}

/**
 * The code that processes are replayed by: functions that are given to the
 * SDK's workflow port, or to an engine's, and all functions that they call, but
 * not what they hand over as a step.
 */
export function workflowParts(program: Program): readonly WorkflowPart[] {
  const parts: WorkflowPart[] = [];
  const seen = new Set<ts.Node>();
  const open: ts.Node[] = [];
  for (const file of program.files) {
    if (file.role !== 'runtime') continue;
    const ports = file.modules.filter(
      ({ specifier, typeOnly, package: name }) =>
        !typeOnly &&
        specifier !== undefined &&
        (PORTS.has(specifier) || name === DBOS),
    );
    if (ports.length === 0) continue;
    open.push(...declaredIn(program, file));
  }
  for (let root = open.pop(); root !== undefined; root = open.pop()) {
    if (seen.has(root)) continue;
    seen.add(root);
    const file = program.fileOf(root);
    if (file === undefined) continue;
    parts.push({ file, root });
    for (const node of replayedNodes(root)) {
      if (!ts.isIdentifier(node)) continue;
      const called = functionOf(symbolOf(program.checker, node));
      if (called !== undefined) open.push(called);
    }
  }
  return parts;
}

/** Nodes of a part, without what is handed over as a step. */
export function* replayedNodes(root: ts.Node): Generator<ts.Node> {
  const steps = new Set<ts.Node>();
  for (const node of nodesOf(root, inner => steps.has(inner))) {
    if (steps.has(node)) continue;
    if (ts.isCallExpression(node)) {
      const callee = bare(node.expression);
      const name = ts.isPropertyAccessExpression(callee)
        ? callee.name.text
        : callee.getText();
      if (STEP.test(name)) {
        for (const argument of node.arguments) {
          if (
            isFunctionWithBody(bare(argument)) ||
            ts.isIdentifier(bare(argument))
          ) {
            steps.add(argument);
          }
        }
      }
    }
    yield node;
  }
}

/** Functions that a file declares as processes. */
function declaredIn(program: Program, file: CodeFile): ts.Node[] {
  const roots: ts.Node[] = [];
  const usesTemporal = file.modules.some(
    ({ package: name, typeOnly }) =>
      name === '@temporalio/workflow' && !typeOnly,
  );
  // The engine takes every exported function of such a module for a process.
  if (usesTemporal) return [file.source];
  for (const node of nodesOf(file.source)) {
    if (ts.isCallExpression(node)) {
      const callee = bare(node.expression);
      const name = ts.isPropertyAccessExpression(callee)
        ? callee.name.text
        : callee.getText();
      if (!DECLARES.test(name)) continue;
      for (const argument of node.arguments) {
        roots.push(...functionsIn(program, argument));
      }
    } else if (ts.isMethodDeclaration(node)) {
      const isWorkflow = ts
        .getDecorators(node)
        ?.some(decorator => DECLARES.test(decorator.expression.getText()));
      if (isWorkflow) roots.push(node);
    }
  }
  return roots;
}

function functionsIn(program: Program, argument: ts.Expression): ts.Node[] {
  const inner = bare(argument);
  if (isFunctionWithBody(inner)) return [inner];
  if (ts.isIdentifier(inner)) {
    const called = functionOf(symbolOf(program.checker, inner));
    return called === undefined ? [] : [called];
  }
  if (!ts.isObjectLiteralExpression(inner)) return [];
  return inner.properties.flatMap(property => {
    if (ts.isMethodDeclaration(property)) return [property];
    if (ts.isShorthandPropertyAssignment(property)) {
      return functionsIn(program, property.name);
    }
    return ts.isPropertyAssignment(property) &&
      !/^(steps|activities)$/.test(property.name.getText())
      ? functionsIn(program, property.initializer)
      : [];
  });
}
