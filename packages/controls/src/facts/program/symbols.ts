import ts from 'typescript';
import { TREE } from './compiler-host';
import { bare } from './walk';

/** Name of the SDK's package. */
export const SDK = '@ameideio/ameide-sdk-ts';
const SDK_FILES = `/node_modules/${SDK}/`;

/** What a name stands for after every import and re-export was followed. */
export function symbolOf(
  checker: ts.TypeChecker,
  node: ts.Node,
): ts.Symbol | undefined {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  return symbol === undefined ? undefined : followed(checker, symbol);
}

/** The symbol behind an alias. */
export function followed(
  checker: ts.TypeChecker,
  symbol: ts.Symbol,
): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0
    ? symbol
    : checker.getAliasedSymbol(symbol);
}

/** Whether a declaration says that something exists, without making it. */
export function isAmbient(declaration: ts.Declaration): boolean {
  if (declaration.getSourceFile().isDeclarationFile) return true;
  for (
    let node: ts.Node | undefined = declaration;
    node !== undefined;
    node = node.parent
  ) {
    if (
      ts.canHaveModifiers(node) &&
      ts
        .getModifiers(node)
        ?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
    ) {
      return true;
    }
  }
  return false;
}

export function isOfTree(node: ts.Node): boolean {
  return node.getSourceFile().fileName.startsWith(TREE);
}

/**
 * Name of something of the SDK: `startService` for an export,
 * `ChangeTransaction.emit` for a member of an exported type.
 */
export function sdkName(symbol: ts.Symbol | undefined): string | undefined {
  for (const declaration of symbol?.declarations ?? []) {
    const file = declaration.getSourceFile().fileName;
    if (!file.startsWith(SDK_FILES) && !/\/ameide-sdk-ts\//.test(file)) {
      continue;
    }
    const owner: ts.Node | undefined = declaration.parent;
    // A whole module has no owner.
    if (owner === undefined) return undefined;
    if (
      (ts.isInterfaceDeclaration(owner) || ts.isClassDeclaration(owner)) &&
      owner.name !== undefined
    ) {
      return `${owner.name.text}.${symbol?.name}`;
    }
    return symbol?.name;
  }
  return undefined;
}

/** Name in the SDK of what an expression stands for. */
export function sdkNameAt(
  checker: ts.TypeChecker,
  node: ts.Node,
): string | undefined {
  const name = ts.isPropertyAccessExpression(node) ? node.name : node;
  return sdkName(symbolOf(checker, name));
}

/** Name in the SDK of a type, as `ServiceCall`; of any of its parts where it is a union. */
export function sdkTypeName(type: ts.Type): string | undefined {
  const parts = type.isUnionOrIntersection() ? type.types : [type];
  for (const part of parts) {
    const name = sdkName(part.aliasSymbol) ?? sdkName(part.symbol);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** A function of the tree, or undefined where the symbol is none. */
export function functionOf(
  symbol: ts.Symbol | undefined,
): ts.SignatureDeclaration | undefined {
  const declaration = symbol?.valueDeclaration ?? symbol?.declarations?.[0];
  if (declaration === undefined || !isOfTree(declaration)) return undefined;
  if (isFunctionWithBody(declaration)) return declaration;
  if (
    (ts.isVariableDeclaration(declaration) ||
      ts.isPropertyAssignment(declaration) ||
      ts.isPropertyDeclaration(declaration)) &&
    declaration.initializer !== undefined
  ) {
    const value = bare(declaration.initializer);
    return isFunctionWithBody(value) ? value : undefined;
  }
  return undefined;
}

/** A function, method or accessor that is written out. */
export function isFunctionWithBody(
  node: ts.Node,
): node is ts.FunctionLikeDeclaration {
  return (
    (ts.isFunctionDeclaration(node) ||
      ts.isFunctionExpression(node) ||
      ts.isArrowFunction(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isConstructorDeclaration(node) ||
      ts.isGetAccessorDeclaration(node) ||
      ts.isSetAccessorDeclaration(node)) &&
    node.body !== undefined
  );
}
