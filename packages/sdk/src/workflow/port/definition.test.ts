import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { z } from 'zod';

import { defineBranch, defineWorkflow } from './definition.js';

describe('defineWorkflow', () => {
  const workflow = {
    name: 'w',
    version: 1,
    input: z.null(),
    run: async () => 1,
  };
  const branch = defineBranch({
    name: 'b',
    input: z.null(),
    run: async () => 1,
  });

  it.each<[string, Partial<typeof workflow>, RegExp]>([
    ['a name with a separator', { name: 'a:b' }, /workflow "a:b"/],
    ['an empty name', { name: '' }, /workflow ""/],
    ['a name with a new line', { name: 'a\n' }, /a name is a letter/],
    ['version 0', { version: 0 }, /version is 0/],
    ['half a version', { version: 1.5 }, /version is 1.5/],
  ])('refuses %s', (_, part, message) => {
    expect(() => defineWorkflow({ ...workflow, ...part })).toThrow(message);
  });

  it('refuses two branches of one name', () => {
    expect(() =>
      defineWorkflow({ ...workflow, branches: [branch, { ...branch }] }),
    ).toThrow(/two branches/);
    expect(() =>
      defineBranch({ name: 'b/c', input: z.null(), run: async () => 1 }),
    ).toThrow(/branch "b\/c"/);
  });
});

it('what workflow code imports needs neither Node nor an engine', () => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const source = ts.createSourceFile(
      file,
      readFileSync(file, 'utf8'),
      ts.ScriptTarget.Latest,
    );
    for (const statement of source.statements) {
      const imported = importedModule(statement);
      if (imported?.startsWith('.') === true) {
        follow(join(dirname(file), imported.replace(/\.js$/, '.ts')));
      } else if (imported !== undefined) {
        packages.add(imported);
      }
    }
  };
  follow(join(import.meta.dirname, '..', 'index.ts'));
  // An engine runs it beside the code.
  follow(join(import.meta.dirname, 'run-flow.ts'));
  expect(seen.size).toBeGreaterThan(10);
  expect([...packages]).toEqual(['zod']);
});

/** What a statement imports or re-exports at run time. */
function importedModule(statement: ts.Statement): string | undefined {
  if (ts.isImportDeclaration(statement)) {
    return statement.importClause?.isTypeOnly === true
      ? undefined
      : (statement.moduleSpecifier as ts.StringLiteral).text;
  }
  return ts.isExportDeclaration(statement) &&
    !statement.isTypeOnly &&
    statement.moduleSpecifier !== undefined
    ? (statement.moduleSpecifier as ts.StringLiteral).text
    : undefined;
}
