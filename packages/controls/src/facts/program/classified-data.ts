import ts from 'typescript';
import type { ContractMessage, Contracts } from '../contracts/contracts';
import { constantText } from './constant-text';
import { laterValues } from './later-values';
import type { Program } from './program';
import { returned } from './returned';
import { functionOf, isFunctionWithBody, isOfTree, symbolOf } from './symbols';
import { valueSources } from './value-sources';
import { bare } from './walk';

/** Classified data in an expression. */
export interface ClassifiedValue {
  /** One classified field, or a whole message or row that has some. */
  readonly kind: 'field' | 'whole';
  /** Of the field, as `Customer.email`, or of what is whole, as `Customer`. */
  readonly name: string;
}

const DEEPEST = 40;
const DEEPEST_TYPE = 4;
const MOST_PROPERTIES = 300;
/** How the columns of a row continue the name of a field of several parts. */
const PARTS = ['amount', 'currency', 'currencycode'];

/** What tells names of fields, and no values. */
const NAMES_ONLY =
  /^(Object\.(keys|getOwnPropertyNames|hasOwn)|Reflect\.ownKeys)$/;

function isClassified(message: ContractMessage, localName: string) {
  const field = message.fields.find(one => one.localName === localName);
  return (
    field?.classification === 'confidential' ||
    field?.classification === 'personal'
  );
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

type Container = ts.InterfaceDeclaration | ts.TypeLiteralNode;

/**
 * Finds classified fields of the contract in code: in generated messages, in the
 * types of rows that have the fields of a message, and in what is made of both.
 */
export class ClassifiedData {
  readonly #program: Program;
  readonly #checker: ts.TypeChecker;
  readonly #contracts: Contracts;
  readonly #rows = new Map<Container, ReadonlyMap<string, string>>();
  readonly #types = new Map<ts.Type, string | undefined>();
  /** What callers give for a parameter, and what a function gives back: the same whoever asks. */
  readonly #flows = new Map<ts.Node, ClassifiedValue | undefined>();

  constructor(program: Program, contracts: Contracts) {
    this.#program = program;
    this.#checker = program.checker;
    this.#contracts = contracts;
  }

  /** The classified data that an expression may hold. */
  in(expression: ts.Expression): ClassifiedValue | undefined {
    return this.#in(expression, new Set(), 0);
  }

  #in(
    outer: ts.Expression,
    seen: Set<ts.Node>,
    depth: number,
  ): ClassifiedValue | undefined {
    const expression = bare(outer);
    if (depth > DEEPEST || seen.has(expression)) return undefined;
    seen.add(expression);
    const within = (other: ts.Expression | undefined) =>
      other === undefined ? undefined : this.#in(other, seen, depth + 1);
    const any = (others: readonly (ts.Expression | undefined)[]) => {
      for (const other of others) {
        const found = within(other);
        if (found !== undefined) return found;
      }
      return undefined;
    };

    if (ts.isTemplateExpression(expression)) {
      return any(expression.templateSpans.map(span => span.expression));
    }
    if (ts.isBinaryExpression(expression)) {
      switch (expression.operatorToken.kind) {
        case ts.SyntaxKind.PlusToken:
        case ts.SyntaxKind.QuestionQuestionToken:
        case ts.SyntaxKind.BarBarToken:
        case ts.SyntaxKind.AmpersandAmpersandToken:
          return any([expression.left, expression.right]);
        case ts.SyntaxKind.CommaToken:
        case ts.SyntaxKind.EqualsToken:
          return within(expression.right);
        default:
          return undefined;
      }
    }
    if (ts.isConditionalExpression(expression)) {
      return any([expression.whenTrue, expression.whenFalse]);
    }
    if (ts.isAwaitExpression(expression) || ts.isSpreadElement(expression)) {
      return within(expression.expression);
    }
    if (ts.isArrayLiteralExpression(expression)) {
      return any(expression.elements);
    }
    if (ts.isObjectLiteralExpression(expression)) {
      return any(expression.properties.map(valueOf));
    }
    if (
      ts.isLiteralExpression(expression) ||
      ts.isFunctionExpression(expression) ||
      ts.isArrowFunction(expression)
    ) {
      return undefined;
    }
    const type = this.#checker.getTypeAtLocation(expression);
    if (isPlain(type)) return undefined;
    if (ts.isNewExpression(expression)) {
      return any(expression.arguments ?? []) ?? this.#whole(type);
    }
    if (ts.isIdentifier(expression)) {
      return this.#ofName(expression, type, within);
    }
    if (
      ts.isPropertyAccessExpression(expression) ||
      ts.isElementAccessExpression(expression)
    ) {
      return this.#ofMember(expression, type, within);
    }
    if (ts.isCallExpression(expression)) {
      return this.#ofCall(expression, type, within, any);
    }
    return this.#whole(type);
  }

  #ofName(
    name: ts.Identifier,
    type: ts.Type,
    within: (other: ts.Expression | undefined) => ClassifiedValue | undefined,
  ): ClassifiedValue | undefined {
    const declaration = symbolOf(this.#checker, name)?.valueDeclaration;
    if (declaration === undefined || !isOfTree(declaration)) {
      return this.#whole(type);
    }
    if (ts.isBindingElement(declaration)) {
      const pattern = declaration.parent;
      if (
        ts.isObjectBindingPattern(pattern) &&
        declaration.dotDotDotToken === undefined
      ) {
        const taken = declaration.propertyName ?? declaration.name;
        const field =
          ts.isIdentifier(taken) || ts.isStringLiteral(taken)
            ? this.#checker.getTypeAtLocation(pattern).getProperty(taken.text)
            : undefined;
        const found = field && this.#ofProperty(field, within);
        if (found !== undefined) return found;
        const holder = pattern.parent;
        const source =
          ts.isVariableDeclaration(holder) && within(holder.initializer);
        if (source && source.kind === 'field') return source;
      }
      return this.#whole(type);
    }
    if (ts.isVariableDeclaration(declaration)) {
      const loop = declaration.parent.parent;
      return (
        within(declaration.initializer) ??
        this.#flow(declaration, () =>
          laterValues(this.#checker, declaration),
        ) ??
        (ts.isForOfStatement(loop) && !this.#whole(type)
          ? fieldOnly(within(loop.expression))
          : undefined) ??
        this.#whole(type)
      );
    }
    if (ts.isParameter(declaration)) {
      return this.#whole(type) ?? this.#ofArguments(declaration);
    }
    return this.#whole(type);
  }

  /** What the callers of a function of the tree give for one of its parameters. */
  /** What the callers of a function of the tree give for one of its parameters. */
  #ofArguments(
    parameter: ts.ParameterDeclaration,
  ): ClassifiedValue | undefined {
    const index = parameter.parent.parameters.indexOf(parameter);
    return this.#flow(parameter, () =>
      (this.#program.calls.get(parameter.parent) ?? []).flatMap(call =>
        call.arguments.slice(
          index,
          parameter.dotDotDotToken === undefined ? index + 1 : undefined,
        ),
      ),
    );
  }

  /** What comes in by a parameter or out of a function, found out once for all who ask. */
  #flow(
    node: ts.Node,
    sources: () => readonly ts.Expression[],
  ): ClassifiedValue | undefined {
    if (this.#flows.has(node)) return this.#flows.get(node);
    // Whoever comes back here while it is being found out adds nothing.
    this.#flows.set(node, undefined);
    for (const source of sources()) {
      const found = this.in(source);
      if (found !== undefined) {
        this.#flows.set(node, found);
        return found;
      }
    }
    return undefined;
  }

  #ofMember(
    access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
    type: ts.Type,
    within: (other: ts.Expression | undefined) => ClassifiedValue | undefined,
  ): ClassifiedValue | undefined {
    const name = ts.isPropertyAccessExpression(access)
      ? access.name.text
      : constantText(this.#checker, access.argumentExpression);
    if (name === 'length' || name === 'size') return undefined;
    const property =
      name === undefined
        ? undefined
        : this.#checker
            .getTypeAtLocation(access.expression)
            .getNonNullableType()
            .getProperty(name);
    const found = property && this.#ofProperty(property, within);
    if (found !== undefined) return found;
    const object = within(access.expression);
    if (object?.kind === 'field') return object;
    // The type that a function gives its parameter may say less than what it gets.
    for (const source of name === undefined || object === undefined
      ? []
      : valueSources(this.#program, access.expression)) {
      const given = this.#checker
        .getTypeAtLocation(source)
        .getNonNullableType()
        .getProperty(name ?? '');
      const classified = given && this.#ofProperty(given, within);
      if (classified !== undefined) return classified;
    }
    // Any of the members, as in row[key].
    if (name === undefined && object !== undefined) return object;
    return this.#whole(type);
  }

  #ofCall(
    call: ts.CallExpression,
    type: ts.Type,
    within: (other: ts.Expression | undefined) => ClassifiedValue | undefined,
    any: (
      others: readonly (ts.Expression | undefined)[],
    ) => ClassifiedValue | undefined,
  ): ClassifiedValue | undefined {
    const callee = bare(call.expression);
    const member = ts.isPropertyAccessExpression(callee)
      ? callee.name
      : undefined;
    // What is left of a digest tells nothing.
    if (member?.text === 'digest') return undefined;
    if (NAMES_ONLY.test(callee.getText())) return undefined;
    const called = functionOf(symbolOf(this.#checker, member ?? callee));
    const whole = this.#whole(type);
    if (called !== undefined) {
      return whole ?? this.#flow(called, () => returned(called));
    }
    const callbacks = call.arguments.filter(argument =>
      isFunctionWithBody(bare(argument)),
    );
    if (callbacks.length > 0) {
      return (
        whole ??
        any(
          callbacks.flatMap(callback => {
            const inner = bare(callback);
            return isFunctionWithBody(inner) ? returned(inner) : [];
          }),
        )
      );
    }
    const receiver =
      member !== undefined && ts.isPropertyAccessExpression(callee)
        ? within(callee.expression)
        : undefined;
    return whole ?? receiver ?? any(call.arguments);
  }

  #ofProperty(
    property: ts.Symbol,
    within: (other: ts.Expression | undefined) => ClassifiedValue | undefined,
  ): ClassifiedValue | undefined {
    for (const declaration of property.declarations ?? []) {
      if (ts.isPropertyAssignment(declaration) && isOfTree(declaration)) {
        const found = within(declaration.initializer);
        if (found !== undefined) return found;
      }
    }
    const name = this.#classifiedName(property);
    return name === undefined ? undefined : { kind: 'field', name };
  }

  /** Name of the classified field that a property is of a message or of a row. */
  #classifiedName(property: ts.Symbol): string | undefined {
    for (const declaration of property.declarations ?? []) {
      if (!ts.isPropertySignature(declaration)) continue;
      const container = declaration.parent;
      const message = messageName(container);
      if (message !== undefined) {
        const described = this.#contracts.messages.get(message);
        if (described && isClassified(described, property.name)) {
          return `${shortName(message)}.${property.name}`;
        }
      } else if (isOfTree(container)) {
        const found = this.#rowFields(container).get(property.name);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** Classified members of a type that has the fields of a message under its own names. */
  #rowFields(container: Container): ReadonlyMap<string, string> {
    const known = this.#rows.get(container);
    if (known !== undefined) return known;
    const members = container.members.flatMap(member =>
      ts.isPropertySignature(member) &&
      (ts.isIdentifier(member.name) || ts.isStringLiteral(member.name))
        ? [member.name.text]
        : [],
    );
    let best: ContractMessage[] = [];
    let most = 0;
    for (const message of this.#contracts.messages.values()) {
      const count = members.filter(
        member => fieldOf(message, member) !== undefined,
      ).length;
      if (count > most) {
        best = [message];
        most = count;
      } else if (count === most && count > 0) {
        best.push(message);
      }
    }
    const fields = new Map<string, string>();
    if (isRow(container, members, most)) {
      for (const member of members) {
        for (const message of best) {
          const field = fieldOf(message, member);
          if (field !== undefined && isClassified(message, field)) {
            fields.set(member, `${shortName(message.name)}.${field}`);
          }
        }
      }
    }
    this.#rows.set(container, fields);
    return fields;
  }

  #whole(type: ts.Type): ClassifiedValue | undefined {
    const name = this.#wholeName(type, 0);
    return name === undefined ? undefined : { kind: 'whole', name };
  }

  #wholeName(type: ts.Type, depth: number): string | undefined {
    if (isPlain(type) || depth > DEEPEST_TYPE) return undefined;
    if (this.#types.has(type)) return this.#types.get(type);
    this.#types.set(type, undefined);
    const name = this.#findWhole(type, depth);
    this.#types.set(type, name);
    return name;
  }

  #findWhole(type: ts.Type, depth: number): string | undefined {
    if (type.isUnion()) {
      for (const part of type.types) {
        const name = this.#wholeName(part, depth);
        if (name !== undefined) return name;
      }
      return undefined;
    }
    if ((type.flags & ts.TypeFlags.StringLike) !== 0) return undefined;
    // What an array, a promise or a map holds.
    if (isReference(type)) {
      for (const part of this.#checker.getTypeArguments(type)) {
        const name = this.#wholeName(part, depth + 1);
        if (name !== undefined) return name;
      }
    }
    const properties = type.getProperties();
    if (properties.length > MOST_PROPERTIES) return undefined;
    for (const property of properties) {
      if (this.#classifiedName(property) !== undefined) {
        return (
          type.aliasSymbol?.name ??
          (type.symbol?.name.startsWith('__')
            ? undefined
            : type.symbol?.name) ??
          'an object'
        );
      }
    }
    for (const property of properties) {
      const [declaration] = property.declarations ?? [];
      if (declaration === undefined || !isOfTree(declaration)) continue;
      if (ts.isMethodSignature(declaration)) continue;
      const name = this.#wholeName(
        this.#checker.getTypeOfSymbol(property),
        depth + 1,
      );
      if (name !== undefined) return name;
    }
    return undefined;
  }
}

function valueOf(
  property: ts.ObjectLiteralElementLike,
): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  if (ts.isShorthandPropertyAssignment(property)) return property.name;
  return ts.isSpreadAssignment(property) ? property.expression : undefined;
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 &&
    'target' in type &&
    'objectFlags' in type
  );
}

/** What says at most yes, no or nothing. */
function isPlain(type: ts.Type): boolean {
  const plainFlags =
    ts.TypeFlags.BooleanLike |
    ts.TypeFlags.Undefined |
    ts.TypeFlags.Null |
    ts.TypeFlags.Void |
    ts.TypeFlags.Never;
  return type.isUnion()
    ? type.types.every(part => (part.flags & plainFlags) !== 0)
    : (type.flags & plainFlags) !== 0;
}

function fieldOnly(
  value: ClassifiedValue | undefined,
): ClassifiedValue | undefined {
  return value?.kind === 'field' ? value : undefined;
}

/** Local name of the field that a member stands for: `email`, `e_mail`, `salary_amount`. */
function fieldOf(message: ContractMessage, member: string): string | undefined {
  const wanted = plain(member);
  return message.fields.find(({ localName, type }) => {
    const name = plain(localName);
    return (
      name === wanted ||
      (type.kind === 'message' &&
        PARTS.some(part => `${name}${part}` === wanted))
    );
  })?.localName;
}

/**
 * Whether a type is that of rows: what a query is said to give, or what has the
 * greater part of a message. Two common names, as of `{ version, name }`, are
 * nobody's.
 */
function isRow(
  container: Container,
  members: readonly string[],
  shared: number,
): boolean {
  if (shared === 0) return false;
  const { parent } = container;
  if (
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    parent.expression.name.text === 'query'
  ) {
    return true;
  }
  return shared >= 3 || (shared === members.length && members.includes('id'));
}

/** Full name of the message whose generated type a type literal is part of. */
function messageName(container: ts.Node): string | undefined {
  if (!ts.isTypeLiteralNode(container)) return undefined;
  const both = container.parent;
  if (!ts.isIntersectionTypeNode(both)) return undefined;
  for (const part of both.types) {
    if (!ts.isTypeReferenceNode(part)) continue;
    const [name] = part.typeArguments ?? [];
    if (
      ts.isIdentifier(part.typeName) &&
      part.typeName.text === 'Message' &&
      name !== undefined &&
      ts.isLiteralTypeNode(name) &&
      ts.isStringLiteral(name.literal)
    ) {
      return name.literal.text;
    }
  }
  return undefined;
}

const known = new WeakMap<Program, ClassifiedData>();

/** One for each program: what it finds out about types serves every control. */
export function classifiedData(
  program: Program,
  contracts: Contracts,
): ClassifiedData {
  let data = known.get(program);
  if (data === undefined) {
    data = new ClassifiedData(program, contracts);
    known.set(program, data);
  }
  return data;
}
