import ts from 'typescript';
import type { CodeFinding } from '../../facts/program/code-finding';
import { outputs } from '../../facts/program/outputs';
import type { Program } from '../../facts/program/program';
import { sdkName, sdkNameAt, symbolOf } from '../../facts/program/symbols';
import { valueSources } from '../../facts/program/value-sources';
import { bare } from '../../facts/program/walk';

const LOADERS = new Set(['loadServiceConfig', 'parseServiceConfig']);
/** Parts of the configuration that hold a password where it is given as an address. */
const SECRET_PARTS = ['database', 'databases'];
/** What makes a text, or other values, of everything that a value holds. */
const SPELLS_OUT =
  /^(?:JSON\.stringify|String|(?:util\.)?(?:inspect|format)|Object\.(?:values|entries|assign|fromEntries)|structuredClone)$/;

/** Calls that print the service's configuration, or the whole environment. */
export function printedConfiguration(program: Program): readonly CodeFinding[] {
  return outputs(program).flatMap(({ call, values, name }) => {
    const what = values
      .map(value => secretIn(program, value, new Set()))
      .find(found => found !== undefined);
    return what === undefined
      ? []
      : [
          {
            node: call,
            about: `${name} ${what}`,
            message: `${name} prints ${what}.`,
          },
        ];
  });
}

/** What of the configuration a value spells out when it is printed. */
function secretIn(
  program: Program,
  value: ts.Expression,
  seen: Set<ts.Node>,
): string | undefined {
  for (const source of [bare(value), ...valueSources(program, value)]) {
    if (seen.has(source)) continue;
    seen.add(source);
    const own = secretAt(program, source);
    if (own !== undefined) return own;
    for (const part of partsOf(source)) {
      const found = secretIn(program, part, seen);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Values that stand in a value and are printed with it. */
function partsOf(value: ts.Expression): readonly ts.Expression[] {
  if (ts.isObjectLiteralExpression(value)) {
    return value.properties.flatMap(property => {
      if (ts.isPropertyAssignment(property)) return [property.initializer];
      if (ts.isShorthandPropertyAssignment(property)) return [property.name];
      return ts.isSpreadAssignment(property) ? [property.expression] : [];
    });
  }
  if (ts.isArrayLiteralExpression(value)) {
    return value.elements.map(element =>
      ts.isSpreadElement(element) ? element.expression : element,
    );
  }
  if (ts.isTemplateExpression(value)) {
    return value.templateSpans.map(({ expression }) => expression);
  }
  if (ts.isBinaryExpression(value)) return [value.left, value.right];
  if (ts.isCallExpression(value)) {
    return SPELLS_OUT.test(value.expression.getText().replace(/\s/g, ''))
      ? value.arguments
      : [];
  }
  return ts.isSpreadElement(value) ? [value.expression] : [];
}

/** Whether an expression is the configuration, a part of it with passwords, or the environment. */
function secretAt(
  program: Program,
  expression: ts.Expression,
): string | undefined {
  const members: string[] = [];
  let root = expression;
  while (
    ts.isPropertyAccessExpression(root) ||
    ts.isElementAccessExpression(root)
  ) {
    const { expression: holder } = root;
    if (root.getText().replace(/\s/g, '') === 'process.env') {
      return members.length === 0 ? 'the whole environment' : undefined;
    }
    members.unshift(ts.isPropertyAccessExpression(root) ? root.name.text : '');
    root = bare(holder);
  }
  if (members.length === 0 && isTakenEnvironment(program, root)) {
    return 'the whole environment';
  }
  // `config`, `config.database`, `config.database.databases.main`, but not `config.listen.port`.
  const isSecret = members.every(
    (member, depth) =>
      SECRET_PARTS[depth] === undefined || SECRET_PARTS[depth] === member,
  );
  return isSecret && isConfiguration(program, root)
    ? 'the configuration, which may hold the password of a database'
    : undefined;
}

/** `env` of `const { env } = process` or `import { env } from 'node:process'`. */
function isTakenEnvironment(program: Program, root: ts.Expression): boolean {
  const declaration =
    program.checker.getSymbolAtLocation(root)?.declarations?.[0];
  const file = declaration && program.fileOf(declaration);
  return (
    file !== undefined &&
    (file.globals.some(
      ({ name, members, node }) =>
        node === declaration &&
        name === 'process' &&
        members.length === 1 &&
        members[0] === 'env',
    ) ||
      file.modules.some(
        ({ package: name, names }) =>
          name === 'process' &&
          names.some(taken => taken.at === declaration && taken.name === 'env'),
      ))
  );
}

function isConfiguration(program: Program, root: ts.Expression): boolean {
  const { checker } = program;
  const isLoaded = (value: ts.Expression) =>
    ts.isCallExpression(value) &&
    LOADERS.has(sdkNameAt(checker, value.expression) ?? '');
  if (valueSources(program, root).some(isLoaded)) return true;
  if (!ts.isIdentifier(root)) return false;
  const declaration = symbolOf(checker, root)?.valueDeclaration;
  const type =
    declaration !== undefined &&
    (ts.isParameter(declaration) || ts.isVariableDeclaration(declaration))
      ? declaration.type
      : undefined;
  return (
    type !== undefined &&
    ts.isTypeReferenceNode(type) &&
    sdkName(symbolOf(checker, type.typeName)) === 'ServiceConfig'
  );
}
