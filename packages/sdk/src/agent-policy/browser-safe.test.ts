import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const here = path.dirname(fileURLToPath(import.meta.url));

/** The source files that the entry leads to, compiled for nothing but the language itself. */
function program(): ts.Program {
  return ts.createProgram([path.join(here, 'index.ts')], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    // Neither the DOM nor Node: whatever is used must be JavaScript's own.
    lib: ['lib.es2023.d.ts'],
    types: [],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    noEmit: true,
    skipLibCheck: true,
  });
}

/** What a file imports when it runs, and names that could stand for the world around it. */
function reach(file: ts.SourceFile): { imports: string[]; others: string[] } {
  const imports: string[] = [];
  const others: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) && !node.importClause?.isTypeOnly) ||
      (ts.isExportDeclaration(node) && !node.isTypeOnly)
    ) {
      if (node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
        imports.push(node.moduleSpecifier.text);
      }
    } else if (
      (ts.isCallExpression(node) &&
        (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
          node.expression.getText() === 'require')) ||
      (ts.isIdentifier(node) &&
        ['globalThis', 'eval', 'Function', 'Date', 'performance'].includes(
          node.text,
        )) ||
      (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random')
    ) {
      others.push(node.getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { imports, others };
}

describe('agent-policy', () => {
  const compiled = program();
  const own = compiled
    .getSourceFiles()
    .filter(({ fileName }) => path.dirname(fileName) === here);

  it('leads to all of its files but tests and fixtures', () => {
    const names = own.map(({ fileName }) => path.basename(fileName)).sort();
    expect(names).toEqual(
      ts.sys
        .readDirectory(here, ['.ts'], ['**/*.test.ts', '**/fixtures/**'])
        .map(file => path.basename(file))
        .sort(),
    );
  });

  it('compiles where there is neither Node nor a DOM', () => {
    const problems = own.flatMap(file => [
      ...compiled.getSyntacticDiagnostics(file),
      ...compiled.getSemanticDiagnostics(file),
    ]);
    expect(
      problems.map(({ messageText }) =>
        ts.flattenDiagnosticMessageText(messageText, '\n'),
      ),
    ).toEqual([]);
  });

  it('imports nothing but its own files, and reads neither a clock nor chance', () => {
    for (const file of own) {
      const { imports, others } = reach(file);
      expect(imports.filter(name => !/^\.\/[a-z-]+\.js$/.test(name))).toEqual(
        [],
      );
      expect(others).toEqual([]);
    }
  });
});
