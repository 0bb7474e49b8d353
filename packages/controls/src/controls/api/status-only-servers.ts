import ts from 'typescript';
import { constantText } from '../../facts/program/constant-text';
import type { Program } from '../../facts/program/program';
import {
  functionOf,
  isFunctionWithBody,
  symbolOf,
} from '../../facts/program/symbols';
import { bare, nodesOf } from '../../facts/program/walk';

const READ_OF_REQUEST = new Set(['url', 'method']);
const OF_RESPONSE = new Set([
  'writeHead',
  'end',
  'setHeader',
  'statusCode',
  'headersSent',
  'writableEnded',
]);

/**
 * Whether a call of `createServer` gives a server that only says whether the
 * process is well: of a request it looks at the path and the method, and its
 * answer holds nothing but constants and yes or no.
 */
export function answersStatusOnly(
  program: Program,
  call: ts.CallExpression,
): boolean {
  const [last] = [...call.arguments].reverse();
  if (last === undefined) return false;
  const inner = bare(last);
  const listener = isFunctionWithBody(inner)
    ? inner
    : functionOf(symbolOf(program.checker, inner));
  if (listener === undefined || !isFunctionWithBody(listener)) return false;
  const [request, response, ...more] = listener.parameters;
  if (response === undefined || more.length > 0) return false;
  return (
    (request === undefined ||
      everyUse(program, listener, request, use =>
        isMember(use, READ_OF_REQUEST),
      )) &&
    everyUse(program, listener, response, use => isPlainAnswer(program, use))
  );
}

function everyUse(
  program: Program,
  listener: ts.FunctionLikeDeclaration,
  parameter: ts.ParameterDeclaration,
  allowed: (use: ts.Identifier) => boolean,
): boolean {
  if (!ts.isIdentifier(parameter.name)) return false;
  const symbol = program.checker.getSymbolAtLocation(parameter.name);
  if (listener.body === undefined) return false;
  for (const node of nodesOf(listener.body)) {
    if (
      ts.isIdentifier(node) &&
      node.text === parameter.name.text &&
      program.checker.getSymbolAtLocation(node) === symbol &&
      !allowed(node)
    ) {
      return false;
    }
  }
  return true;
}

function isMember(use: ts.Identifier, members: ReadonlySet<string>): boolean {
  const { parent } = use;
  return (
    ts.isPropertyAccessExpression(parent) &&
    parent.expression === use &&
    members.has(parent.name.text)
  );
}

/** `response.writeHead(200).end('ok')`: every call of the chain, with arguments that tell nothing. */
function isPlainAnswer(program: Program, use: ts.Identifier): boolean {
  let value: ts.Node = use;
  while (ts.isPropertyAccessExpression(value.parent)) {
    const access: ts.PropertyAccessExpression = value.parent;
    if (!OF_RESPONSE.has(access.name.text)) return false;
    if (!ts.isCallExpression(access.parent)) return true;
    const call: ts.CallExpression = access.parent;
    if (!call.arguments.every(argument => tellsNothing(program, argument))) {
      return false;
    }
    value = call;
  }
  return value !== use;
}

function tellsNothing(program: Program, expression: ts.Expression): boolean {
  if (constantText(program.checker, expression) !== undefined) return true;
  const type = program.checker.getTypeAtLocation(expression);
  const parts = type.isUnion() ? type.types : [type];
  const small =
    ts.TypeFlags.BooleanLike |
    ts.TypeFlags.NumberLiteral |
    ts.TypeFlags.StringLiteral |
    ts.TypeFlags.Undefined;
  if (parts.every(part => (part.flags & small) !== 0)) return true;
  const inner = bare(expression);
  if (ts.isObjectLiteralExpression(inner)) {
    return inner.properties.every(
      property =>
        ts.isPropertyAssignment(property) &&
        tellsNothing(program, property.initializer),
    );
  }
  return (
    ts.isCallExpression(inner) &&
    inner.expression.getText() === 'JSON.stringify' &&
    inner.arguments.every(argument => tellsNothing(program, argument))
  );
}
