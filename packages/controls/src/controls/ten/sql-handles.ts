import ts from 'typescript';
import type { CodeFinding } from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { referencesOf } from '../../facts/program/references';
import {
  functionOf,
  sdkNameAt,
  sdkTypeName,
  symbolOf,
} from '../../facts/program/symbols';
import { valueSources } from '../../facts/program/value-sources';
import { nodesOf } from '../../facts/program/walk';

/** Types by which the database is reached; each is bound to one call. */
export const HANDLES: ReadonlySet<string> = new Set([
  'ServiceCall',
  'TenantReader',
  'ChangeTransaction',
]);

function isUntyped(type: ts.Type): boolean {
  return (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
}

export function isHandle(type: ts.Type): boolean {
  const name = sdkTypeName(type.getNonNullableType());
  return name !== undefined && HANDLES.has(name);
}

/** Uses of `sql` by which a text becomes a statement. */
export function sqlMadeOfText(program: Program): readonly CodeFinding[] {
  return runtimeFiles(program).flatMap(file =>
    referencesOf(program, file, ['sql']).flatMap((reference): CodeFinding[] => {
      const isMember =
        ts.isPropertyAccessExpression(reference.parent) &&
        reference.parent.name === reference;
      const whole: ts.Node = isMember ? reference.parent : reference;
      const { parent } = whole;
      const isMade =
        (ts.isCallExpression(parent) &&
          (parent.expression === whole ||
            parent.arguments.some(argument => argument === whole))) ||
        ((ts.isPropertyAccessExpression(parent) ||
          ts.isElementAccessExpression(parent)) &&
          parent.expression === whole) ||
        ts.isAsExpression(parent);
      return isMade
        ? [
            {
              node: parent,
              about: 'sql',
              message: `${parent
                .getText()
                .slice(
                  0,
                  80,
                )} makes SQL of a text that is put together at run time.`,
            },
          ]
        : [];
    }),
  );
}

/** Statements that were not made by `sql`, or handles that are given another type. */
export function untypedStatements(program: Program): readonly CodeFinding[] {
  const { checker } = program;
  return runtimeFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    for (const node of nodesOf(source)) {
      if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) {
        const target = checker.getTypeAtLocation(node.type);
        if (
          isHandle(checker.getTypeAtLocation(node.expression)) &&
          sdkTypeName(target) === undefined
        ) {
          found.push({
            node,
            about: 'handle',
            message: `${node
              .getText()
              .slice(0, 80)} takes the guard off the tenant's handle.`,
          });
        }
        continue;
      }
      if (
        ts.isVariableDeclaration(node) &&
        node.type !== undefined &&
        node.initializer !== undefined &&
        isUntyped(checker.getTypeAtLocation(node.type)) &&
        isHandle(checker.getTypeAtLocation(node.initializer))
      ) {
        found.push({
          node,
          about: 'handle',
          message: `${node.name.getText()} takes the guard off the tenant's handle.`,
        });
      }
      if (!ts.isCallExpression(node)) continue;
      const callee = ts.isPropertyAccessExpression(node.expression)
        ? node.expression.name
        : node.expression;
      const called = functionOf(symbolOf(checker, callee));
      called?.parameters.forEach((parameter, index) => {
        const argument = node.arguments[index];
        if (
          argument !== undefined &&
          // First what is seldom: the compiler works long on an argument's type.
          isUntyped(checker.getTypeAtLocation(parameter)) &&
          isHandle(checker.getTypeAtLocation(argument))
        ) {
          found.push({
            node: argument,
            about: 'handle',
            message: `${argument.getText()} is given to ${callee.getText()}, which takes the guard off the tenant's handle.`,
          });
        }
      });
      if (sdkNameAt(checker, node.expression) !== 'TenantReader.query')
        continue;
      const [statement] = node.arguments;
      if (statement === undefined) continue;
      for (const given of valueSources(program, statement)) {
        if (sdkTypeName(checker.getTypeAtLocation(given)) !== 'Statement') {
          found.push({
            node,
            about: 'query',
            message: `${given
              .getText()
              .slice(0, 80)} is no statement that sql has made.`,
          });
          break;
        }
      }
    }
    return found;
  });
}
