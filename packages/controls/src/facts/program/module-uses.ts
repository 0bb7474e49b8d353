import { isBuiltin } from 'node:module';
import ts from 'typescript';
import { TREE } from './compiler-host';
import { constantText, memberName } from './constant-text';
import { identifiersOf, lastName, nodesOf, wrapped } from './walk';

/** One place where a file takes something of another module. */
export interface ModuleUse {
  /** As written; undefined where it is computed at run time. */
  readonly specifier: string | undefined;
  /** Package, or built-in module without `node:`; undefined for a file of the tree. */
  readonly package: string | undefined;
  /** File of the tree that is meant. */
  readonly file: string | undefined;
  /** Only types are taken: nothing of the module runs. */
  readonly typeOnly: boolean;
  /** `load` stands for require and dynamic import. */
  readonly form: 'import' | 'export' | 'load';
  /** Names that are taken, each with where it is; `*` where all of them are within reach. */
  readonly names: readonly { readonly name: string; readonly at: ts.Node }[];
  readonly node: ts.Node;
}

/** What modules are, as seen from the files of a tree. */
export interface ModuleNames {
  /** Path of the file that a name stands for, if it can be read. */
  resolve(specifier: string, from: ts.SourceFile): string | undefined;
  /** Package that a name stands for, whatever the tree calls it. */
  packageOf(specifier: string): string | undefined;
}

/** `@scope/name` or `name` of a specifier; the built-in modules without `node:`. */
export function packageOf(specifier: string): string | undefined {
  if (/^[./]/.test(specifier) || /^[a-z]+:\/\//.test(specifier)) {
    return undefined;
  }
  const name = specifier.replace(/^node:/, '');
  if (isBuiltin(name)) return name;
  if (name.startsWith('#')) return undefined;
  const [first = '', second = ''] = name.replace(/^npm:/, '').split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Every module that a file uses, however it is loaded. */
export function moduleUses(
  checker: ts.TypeChecker,
  source: ts.SourceFile,
  names: ModuleNames,
): readonly ModuleUse[] {
  const uses: ModuleUse[] = [];
  const add = (
    specifier: string | undefined,
    rest: Pick<ModuleUse, 'typeOnly' | 'form' | 'names' | 'node'>,
  ) => {
    const target =
      specifier === undefined ? undefined : names.resolve(specifier, source);
    const file = target?.startsWith(TREE)
      ? target.slice(TREE.length)
      : undefined;
    uses.push({
      specifier,
      file,
      package:
        specifier === undefined || file !== undefined
          ? undefined
          : names.packageOf(specifier),
      ...rest,
    });
  };
  const loaders = loaderNames(source);
  for (const node of nodesOf(source)) {
    if (ts.isImportDeclaration(node)) {
      add(textOf(node.moduleSpecifier), {
        form: 'import',
        node,
        ...imported(checker, source, node),
      });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      const clause = node.exportClause;
      const elements =
        clause && ts.isNamedExports(clause) ? [...clause.elements] : undefined;
      add(textOf(node.moduleSpecifier), {
        form: 'export',
        node,
        typeOnly:
          node.isTypeOnly ||
          (elements?.length !== 0 &&
            elements?.every(element => element.isTypeOnly) === true),
        names:
          elements === undefined
            ? [{ name: '*', at: node }]
            : elements.map(element => ({
                name: (element.propertyName ?? element.name).text,
                at: element,
              })),
      });
    } else if (
      ts.isImportEqualsDeclaration(node) &&
      ts.isExternalModuleReference(node.moduleReference)
    ) {
      add(constantText(checker, node.moduleReference.expression), {
        form: 'import',
        node,
        typeOnly: node.isTypeOnly,
        names: namesThrough(checker, source, node.name),
      });
    } else if (ts.isCallExpression(node) && isLoad(node, loaders)) {
      const [argument] = node.arguments;
      add(argument && constantText(checker, argument), {
        form: 'load',
        node,
        typeOnly: false,
        names: loadedNames(checker, source, node),
      });
    }
  }
  return uses;
}

function textOf(expression: ts.Expression): string | undefined {
  return ts.isStringLiteralLike(expression) ? expression.text : undefined;
}

/** Names in a file that load a module when they are called: `require` and what createRequire gives. */
function loaderNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set(['require']);
  const makers = new Set(['createRequire']);
  for (const node of nodesOf(source)) {
    if (
      (ts.isImportSpecifier(node) || ts.isBindingElement(node)) &&
      node.propertyName?.getText() === 'createRequire'
    ) {
      makers.add(node.name.getText());
    }
  }
  for (const node of nodesOf(source)) {
    if (
      ts.isVariableDeclaration(node) &&
      ts.isIdentifier(node.name) &&
      node.initializer !== undefined &&
      ts.isCallExpression(node.initializer)
    ) {
      const callee = node.initializer.expression;
      if (makers.has(lastName(callee))) names.add(node.name.text);
    }
  }
  return names;
}

function isLoad(
  call: ts.CallExpression,
  loaders: ReadonlySet<string>,
): boolean {
  const callee = call.expression;
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(callee)) return loaders.has(callee.text);
  if (ts.isCallExpression(callee)) {
    // createRequire(import.meta.url)('x')
    const made = callee.expression;
    return ts.isIdentifier(made)
      ? made.text === 'createRequire'
      : ts.isPropertyAccessExpression(made) &&
          made.name.text === 'createRequire';
  }
  return (
    ts.isPropertyAccessExpression(callee) &&
    ((ts.isIdentifier(callee.expression) &&
      callee.expression.text === 'process' &&
      callee.name.text === 'getBuiltinModule') ||
      (ts.isIdentifier(callee.expression) &&
        callee.expression.text === 'module' &&
        callee.name.text === 'require'))
  );
}

function imported(
  checker: ts.TypeChecker,
  source: ts.SourceFile,
  node: ts.ImportDeclaration,
): Pick<ModuleUse, 'typeOnly' | 'names'> {
  const clause = node.importClause;
  // For its effects alone.
  if (clause === undefined) return { typeOnly: false, names: [] };
  if (clause.isTypeOnly) return { typeOnly: true, names: [] };
  const names: { name: string; at: ts.Node }[] = [];
  let values = 0;
  if (clause.name !== undefined) {
    values += 1;
    names.push(...namesThrough(checker, source, clause.name));
  }
  const bindings = clause.namedBindings;
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) {
    values += 1;
    names.push(...namesThrough(checker, source, bindings.name));
  } else if (bindings !== undefined) {
    for (const element of bindings.elements) {
      if (element.isTypeOnly) continue;
      const name = (element.propertyName ?? element.name).text;
      if (name === 'default') {
        values += 1;
        names.push(...namesThrough(checker, source, element.name));
      } else if (isUsedAsValue(checker, source, element.name)) {
        values += 1;
        names.push({ name, at: element });
      }
    }
  }
  return {
    typeOnly:
      values === 0 &&
      (bindings === undefined ||
        ts.isNamespaceImport(bindings) ||
        bindings.elements.length > 0),
    names,
  };
}

function references(
  checker: ts.TypeChecker,
  source: ts.SourceFile,
  name: ts.Identifier,
): ts.Identifier[] {
  const symbol = checker.getSymbolAtLocation(name);
  const found: ts.Identifier[] = [];
  for (const node of identifiersOf(source).get(name.text) ?? []) {
    if (
      node !== name &&
      !isTypePosition(node) &&
      (ts.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent) === symbol
        : checker.getSymbolAtLocation(node) === symbol)
    ) {
      found.push(node);
    }
  }
  return found;
}

function isUsedAsValue(
  checker: ts.TypeChecker,
  source: ts.SourceFile,
  name: ts.Identifier,
): boolean {
  return references(checker, source, name).length > 0;
}

function isTypePosition(node: ts.Node): boolean {
  return ts.isPartOfTypeNode(node) || ts.isImportSpecifier(node.parent);
}

/** Names that are taken of a module through one name for all of it. */
function namesThrough(
  checker: ts.TypeChecker,
  source: ts.SourceFile,
  whole: ts.Identifier,
): { name: string; at: ts.Node }[] {
  return references(checker, source, whole).flatMap(node =>
    membersTaken(checker, wrapped(node)),
  );
}

function loadedNames(
  checker: ts.TypeChecker,
  source: ts.SourceFile,
  call: ts.CallExpression,
): { name: string; at: ts.Node }[] {
  let value: ts.Node = wrapped(call);
  if (ts.isAwaitExpression(value.parent)) value = wrapped(value.parent);
  const holder = value.parent;
  if (
    ts.isVariableDeclaration(holder) &&
    holder.initializer === value &&
    ts.isIdentifier(holder.name)
  ) {
    return namesThrough(checker, source, holder.name);
  }
  return membersTaken(checker, value);
}

/** Members that are taken where a value stands; `*` where it goes on as a whole. */
export function membersTaken(
  checker: ts.TypeChecker,
  value: ts.Node,
): { name: string; at: ts.Node }[] {
  const parent = value.parent;
  if (
    (ts.isPropertyAccessExpression(parent) ||
      ts.isElementAccessExpression(parent)) &&
    parent.expression === value
  ) {
    const name = memberName(checker, parent);
    if (name === 'default') return membersTaken(checker, wrapped(parent));
    return [{ name: name ?? '*', at: parent }];
  }
  if (ts.isVariableDeclaration(parent) && parent.initializer === value) {
    if (ts.isObjectBindingPattern(parent.name)) {
      return parent.name.elements.map(element => ({
        name: boundName(element) ?? '*',
        at: element,
      }));
    }
  }
  if (ts.isExpressionStatement(parent)) return [];
  return [{ name: '*', at: value }];
}

/** Member that a part of a destructuring takes; undefined for the rest of them and for computed names. */
export function boundName(element: ts.BindingElement): string | undefined {
  if (element.dotDotDotToken !== undefined) return undefined;
  const name = element.propertyName ?? element.name;
  if (ts.isIdentifier(name) || ts.isStringLiteral(name)) return name.text;
  return ts.isComputedPropertyName(name) &&
    ts.isStringLiteralLike(name.expression)
    ? name.expression.text
    : undefined;
}
