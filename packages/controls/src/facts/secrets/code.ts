import ts from 'typescript';
import { constantText } from './constant-text';
import { secretName } from './secret-names';
import { isCredential, isHarmless, type Setting } from './secret-values';
import type { Match } from './secrets';

/** A text that code puts together from pieces, with the offset of the first. */
export interface JoinedText {
  readonly text: string;
  readonly start: number;
}

/** What the syntax of a source file tells about its texts. */
export interface CodeTexts {
  readonly matches: readonly Match[];
  readonly joined: readonly JoinedText[];
}

function nameOf(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) return node.text;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isComputedPropertyName(node)) return nameOf(node.expression);
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node))
    return nameOf(node.argumentExpression);
  if (
    ts.isNonNullExpression(node) ||
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node)
  ) {
    return nameOf(node.expression);
  }
  if (ts.isCallExpression(node)) {
    // `env.get('DB_PASSWORD')`, `requireEnv('DB_PASSWORD')`, `process.env.X.trim()`
    const [first] = node.arguments;
    if (first !== undefined && ts.isStringLiteralLike(first)) return first.text;
    return ts.isPropertyAccessExpression(node.expression)
      ? nameOf(node.expression.expression)
      : undefined;
  }
  return undefined;
}

/** Name that an expression's value is given by what stands around it, as `password` in `{ password: x }`. */
function receiverOf(node: ts.Node): string | undefined {
  let child = node;
  let parent = node.parent;
  while (
    parent !== undefined &&
    (ts.isParenthesizedExpression(parent) ||
      ts.isAsExpression(parent) ||
      ts.isSatisfiesExpression(parent) ||
      ts.isAwaitExpression(parent))
  ) {
    child = parent;
    parent = parent.parent;
  }
  if (parent === undefined) return undefined;
  if (
    (ts.isVariableDeclaration(parent) ||
      ts.isPropertyAssignment(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent)) &&
    parent.initializer === child
  ) {
    return nameOf(
      ts.isBindingElement(parent) && parent.propertyName !== undefined
        ? parent.propertyName
        : parent.name,
    );
  }
  if (
    ts.isBinaryExpression(parent) &&
    parent.right === child &&
    parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  ) {
    return nameOf(parent.left);
  }
  if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) {
    return functionName(parent);
  }
  return pairName(parent, child);
}

/** What stores a value under a name: `map.set('password', x)`. */
const SETTER =
  /^(?:set|append|put|add|define|header|setHeader|setItem|setenv)$/i;

/** Name in a pair of name and value: `['password', x]`, `set('password', x)`. */
function pairName(parent: ts.Node, child: ts.Node): string | undefined {
  let pair: readonly ts.Node[] = [];
  if (
    // Alone, a list of two texts is a list.
    ts.isArrayLiteralExpression(parent) &&
    ts.isArrayLiteralExpression(parent.parent)
  ) {
    pair = parent.elements;
  } else if (
    ts.isCallExpression(parent) &&
    SETTER.test(nameOf(parent.expression) ?? '')
  ) {
    pair = parent.arguments;
  }
  const [first, second, ...rest] = pair;
  return first !== undefined &&
    ts.isStringLiteralLike(first) &&
    second === child &&
    rest.length === 0
    ? first.text
    : undefined;
}

/** Name of the function that gives a value back: `password` in `function password() { return x; }`. */
function functionName(node: ts.Node): string | undefined {
  let current: ts.Node = node;
  while (current !== undefined && !ts.isFunctionLike(current)) {
    current = current.parent;
  }
  if (current === undefined) return undefined;
  const own = nameOf(current.name);
  return own ?? (ts.isArrowFunction(current) ? receiverOf(current) : undefined);
}

const FALLBACK_OPERATORS = new Set([
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
]);

/** What reads a setting by its name, with what to take where it is missing. */
const READER = /env|^get|^read|config|setting|option|param|lookup|require/i;

const FALLBACK_CALL =
  /^(?:default|catch|prefault|or(?:Else|Default)?|getOrDefault|fallback|withDefault)$/i;

/** Names by which a text would be a credential, when it only stands in for what is missing. */
function fallbackNames(node: ts.Node): (string | undefined)[] {
  const { parent } = node;
  if (parent === undefined) return [];
  if (
    ts.isBinaryExpression(parent) &&
    parent.right === node &&
    FALLBACK_OPERATORS.has(parent.operatorToken.kind)
  ) {
    const left = ts.isBinaryExpression(parent.left)
      ? parent.left.left
      : parent.left;
    return [
      nameOf(parent.left),
      nameOf(left),
      receiverOf(parent),
      ...fallbackNames(parent),
    ];
  }
  if (ts.isConditionalExpression(parent) && parent.condition !== node) {
    return [nameOf(parent.condition), receiverOf(parent)];
  }
  if (ts.isBindingElement(parent) || ts.isParameter(parent)) {
    return parent.initializer === node ? [receiverOf(node)] : [];
  }
  if (ts.isCallExpression(parent) && parent.expression !== node) {
    const called = nameOf(parent.expression) ?? '';
    const [first] = parent.arguments;
    // `getenv('DB_PASSWORD', 'x')`
    if (
      first !== undefined &&
      first !== node &&
      ts.isStringLiteralLike(first) &&
      READER.test(called)
    ) {
      return [first.text];
    }
    // `z.string().default('x')` under a name
    return FALLBACK_CALL.test(called)
      ? [
          receiverOf(parent),
          chainReceiver(parent),
          ts.isPropertyAccessExpression(parent.expression)
            ? nameOf(parent.expression.expression)
            : undefined,
        ]
      : [];
  }
  return ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    // `read('DB_PASSWORD').catch(() => 'x')`
    (ts.isArrowFunction(parent) && parent.body === node)
    ? fallbackNames(parent)
    : [];
}

/** The name that a chain of calls is given in the end: `password` in `{ password: z.string().default('x').min(1) }`. */
function chainReceiver(node: ts.Node): string | undefined {
  let current: ts.Node = node;
  while (
    current.parent !== undefined &&
    (ts.isPropertyAccessExpression(current.parent) ||
      (ts.isCallExpression(current.parent) &&
        current.parent.expression === current))
  ) {
    current = current.parent;
  }
  return receiverOf(current);
}

function isStillPlain(value: string, name: string): boolean {
  // `{ password: 'password' }` maps names; it gives no value.
  const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  return letters(value) !== letters(name) || /\d/.test(value);
}

/**
 * Credentials in TypeScript or JavaScript: given to a name, or taken where one
 * is missing; and every text that is put together from pieces, for others to look at.
 *
 * @param source - with the parents of its nodes.
 */
export function credentialsInCode(
  source: ts.SourceFile,
  setting: Setting,
): CodeTexts {
  const matches: Match[] = [];
  const joined: JoinedText[] = [];
  const pending: ts.Node[] = [source];
  while (pending.length > 0) {
    const node = pending.pop();
    if (node === undefined) break;
    const value =
      ts.isExpression(node) && !isPiece(node) ? constantText(node) : undefined;
    if (value === undefined) {
      ts.forEachChild(node, child => {
        pending.push(child);
      });
      continue;
    }
    const start = node.getStart(source);
    if (!ts.isStringLiteralLike(node)) joined.push({ text: value, start });
    const position = { start, end: node.end };
    const fallbacks = fallbackNames(node).filter(name => name !== undefined);
    const fallback = fallbacks.find(name => {
      const strength = secretName(name);
      // A missing credential must stop the service; in a test it may have a stand-in.
      return (
        strength !== undefined &&
        (setting === 'example' || strength === 'likely'
          ? isCredential(value, strength, setting)
          : !isHarmless(value) && !/\s/.test(value.trim()))
      );
    });
    if (fallback !== undefined) {
      matches.push({
        kind: 'fallback',
        rule: 'fallback',
        what: `a value that is taken where ${fallback} is missing`,
        name: fallback,
        ...position,
      });
      continue;
    }
    const name = receiverOf(node);
    const strength = name === undefined ? undefined : secretName(name);
    if (
      name !== undefined &&
      strength !== undefined &&
      isStillPlain(value, name) &&
      isCredential(value, strength, setting)
    ) {
      matches.push({
        kind: 'credential-in-code',
        rule: 'literal',
        what: `a credential under the name ${name}`,
        name,
        ...position,
      });
    }
  }
  return { matches, joined };
}

/** Whether a text is only a name: a key, a member, a module. */
function isPiece(node: ts.Node): boolean {
  const { parent } = node;
  return (
    parent !== undefined &&
    ((ts.isPropertyAssignment(parent) && parent.name === node) ||
      ts.isImportDeclaration(parent) ||
      ts.isExportDeclaration(parent) ||
      ts.isExternalModuleReference(parent) ||
      ts.isLiteralTypeNode(parent))
  );
}
