import ts from 'typescript';
import { memberName } from './constant-text';
import { boundName } from './module-uses';
import { isAmbient } from './symbols';
import { nodesOf, wrapped } from './walk';

/** One place where a file uses something that exists without an import, as `fetch` or `process.env.HOME`. */
export interface GlobalUse {
  readonly name: string;
  /** Members that are taken of it, `['env', 'HOME']`; a last `*` where a name is computed. */
  readonly members: readonly string[];
  /** How the last of them is used. */
  readonly form: 'call' | 'new' | 'other';
  /** Arguments of the call. */
  readonly argumentCount: number;
  readonly node: ts.Node;
}

/** Names of the object that holds all globals. */
const HOLDERS = new Set(['globalThis', 'global', 'self', 'window']);

/** Every use of a global in a file, the object that holds them all included. */
export function globalUses(
  checker: ts.TypeChecker,
  source: ts.SourceFile,
): readonly GlobalUse[] {
  const uses: GlobalUse[] = [];
  for (const node of nodesOf(source)) {
    if (!ts.isIdentifier(node) || !isReference(node)) continue;
    if (!isGlobal(checker, node)) continue;
    uses.push(...usesOf(checker, node, node.text));
  }
  return uses;
}

function usesOf(
  checker: ts.TypeChecker,
  node: ts.Node,
  name: string,
): GlobalUse[] {
  const found = chain(checker, node);
  // globalThis.globalThis.fetch
  const names = HOLDERS.has(name) ? [name, ...found.members] : undefined;
  if (names !== undefined) {
    const members = names.slice(names.findIndex(one => !HOLDERS.has(one)));
    const [first, ...rest] = names.every(one => HOLDERS.has(one))
      ? []
      : members;
    if (first === undefined || first === '*') {
      const bound = destructured(found.end);
      if (bound.length > 0) {
        return bound.map(element => {
          const member = boundName(element);
          return member === undefined
            ? bareUse(name, element)
            : bareUse(member, element);
        });
      }
      // `typeof globalThis` and the like tell nothing.
      return [bareUse(name, node)];
    }
    return [{ ...found, name: first, members: rest, node }];
  }
  const bound = destructured(found.end);
  if (bound.length > 0) {
    return bound.map(element => ({
      ...found,
      name,
      members: [...found.members, boundName(element) ?? '*'],
      node: element,
    }));
  }
  return [{ ...found, name, node }];
}

function bareUse(name: string, node: ts.Node): GlobalUse {
  return { name, members: [], form: 'other', argumentCount: 0, node };
}

function destructured(value: ts.Node): readonly ts.BindingElement[] {
  const holder = value.parent;
  return ts.isVariableDeclaration(holder) &&
    holder.initializer === value &&
    ts.isObjectBindingPattern(holder.name)
    ? holder.name.elements
    : [];
}

function chain(
  checker: ts.TypeChecker,
  start: ts.Node,
): Pick<GlobalUse, 'members' | 'form' | 'argumentCount'> & {
  readonly end: ts.Node;
} {
  const members: string[] = [];
  let value = wrapped(start);
  for (;;) {
    const parent = value.parent;
    if (
      (ts.isPropertyAccessExpression(parent) ||
        ts.isElementAccessExpression(parent)) &&
      parent.expression === value
    ) {
      members.push(memberName(checker, parent) ?? '*');
      value = wrapped(parent);
      continue;
    }
    if (ts.isNewExpression(parent) && parent.expression === value) {
      return {
        members,
        form: 'new',
        argumentCount: parent.arguments?.length ?? 0,
        end: value,
      };
    }
    if (ts.isCallExpression(parent) && parent.expression === value) {
      return {
        members,
        form: 'call',
        argumentCount: parent.arguments.length,
        end: value,
      };
    }
    return { members, form: 'other', argumentCount: 0, end: value };
  }
}

/** Whether an identifier stands for a value, and not for a name in a declaration, a member or a type. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPartOfTypeNode(node)) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
  if (ts.isQualifiedName(parent) || ts.isTypeQueryNode(parent)) return false;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isExportSpecifier(parent)) {
    return parent.parent.parent.moduleSpecifier === undefined;
  }
  if (
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent) ||
    ts.isNamespaceExport(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent) ||
    ts.isMetaProperty(parent) ||
    ts.isJsxAttribute(parent)
  ) {
    return false;
  }
  // A name of what is declared: `const fetch = …`, `{ fetch: … }`.
  return !('name' in parent && parent.name === node);
}

/** Whether a name is bound by nothing that the tree makes. A mere `declare` makes nothing. */
function isGlobal(checker: ts.TypeChecker, node: ts.Identifier): boolean {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  if (symbol === undefined) return true;
  if (node.text === 'undefined') return false;
  if ((symbol.flags & ts.SymbolFlags.Alias) !== 0) return false;
  return (symbol.declarations ?? []).every(isAmbient);
}
