import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { EVALUATION_MODULES } from '../../facts/program/known-packages';
import { packageUses, runtimeFiles } from '../../facts/program/package-uses';
import type { GlobalUse } from '../../facts/program/global-uses';
import type { CodeFile, Program } from '../../facts/program/program';
import { nodesOf } from '../../facts/program/walk';

const HOLDERS = new Set(['globalThis', 'global', 'self', 'window']);
const EVALUATES = new Set(['eval', 'Function', 'WebAssembly', 'importScripts']);
const OF_PROCESS = new Set([
  'binding',
  '_linkedBinding',
  'dlopen',
  'mainModule',
]);
const OF_MODULE = new Set([
  'register',
  'registerHooks',
  '_load',
  'Module',
  '_extensions',
  'syncBuiltinESMExports',
  '*',
]);

function evaluated(
  { checker }: Program,
  { source, globals, modules }: CodeFile,
): CodeFinding[] {
  const found: CodeFinding[] = [];
  for (const use of globals) {
    const what = evaluates(use);
    if (what !== undefined) {
      found.push({
        node: use.node,
        about: use.name,
        message: `${what} lets code run that does not stand in the tree.`,
      });
    }
  }
  for (const use of modules) {
    if (use.specifier === undefined) {
      found.push({
        node: use.node,
        about: 'computed module',
        message: 'Which module is loaded here, only a run tells.',
      });
    } else if (use.package === 'module' && !use.typeOnly) {
      for (const { name, at } of use.names) {
        if (OF_MODULE.has(name)) {
          found.push({
            node: at,
            about: `module ${name}`,
            message: `node:module (${name}) changes what imports give.`,
          });
        }
      }
    }
  }
  for (const node of nodesOf(source)) {
    // (() => {}).constructor('return process')()
    const called =
      ts.isCallExpression(node) || ts.isNewExpression(node)
        ? node.expression
        : node;
    const isMade =
      isConstructorAccess(called) &&
      (called !== node ||
        checker.getTypeAtLocation(called.expression).getCallSignatures()
          .length > 0);
    if (isMade) {
      found.push({
        node: called,
        about: 'constructor',
        message:
          'A constructor that is taken from a value makes code of a text.',
      });
    }
  }
  return found;
}

/** What a use of a global brings that lets code run which nobody has read. */
function evaluates(use: GlobalUse): string | undefined {
  const { name, node } = use;
  const [member] = use.members;
  if (EVALUATES.has(name)) return name;
  if (HOLDERS.has(name)) {
    return `${name} as a whole, or by a name that is made at run time,`;
  }
  if (name === 'process' && (member === undefined || member === '*')) {
    return 'process as a whole, or by a name that is made at run time,';
  }
  if (name === 'process' && OF_PROCESS.has(member ?? '')) {
    return `process.${member}`;
  }
  if (name === 'require' && isGivenOn(use)) return 'require under another name';
  return /^set(Timeout|Interval|Immediate)$/.test(name) && runsText(node)
    ? `${name} with a text`
    : undefined;
}

/** Whether `require` is used otherwise than by calling it by its name. */
function isGivenOn({ node, form, members: [member] }: GlobalUse): boolean {
  if (member !== undefined) return !['resolve', 'main'].includes(member);
  return form !== 'call' || !ts.isCallExpression(node.parent);
}

function isConstructorAccess(
  callee: ts.Node,
): callee is ts.PropertyAccessExpression | ts.ElementAccessExpression {
  return ts.isPropertyAccessExpression(callee)
    ? callee.name.text === 'constructor' &&
        callee.expression.kind !== ts.SyntaxKind.ThisKeyword
    : ts.isElementAccessExpression(callee) &&
        ts.isStringLiteralLike(callee.argumentExpression) &&
        callee.argumentExpression.text === 'constructor';
}

function runsText(node: ts.Node): boolean {
  const call = node.parent;
  if (!ts.isCallExpression(call)) return false;
  const [first] = call.arguments;
  return (
    first !== undefined &&
    (ts.isStringLiteralLike(first) ||
      ts.isTemplateExpression(first) ||
      ts.isBinaryExpression(first))
  );
}

export default defineControl({
  id: 'API-31',
  title: 'All code that runs stands in the tree',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.2', '§8.2'],
    standards: ['OWASP ASVS 5.0 V1.3.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'eval, a computed import or globalThis by a computed name do what no reviewer and no control has seen, and are how injected text becomes code.',
  remediation: 'Name what is loaded and called.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(program, [
      ...packageUses(
        program,
        EVALUATION_MODULES,
        what => `${what} runs code that does not stand in the tree.`,
      ),
      ...runtimeFiles(program).flatMap(file => evaluated(program, file)),
    ]),
});
