import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { z } from 'zod';

import type { Activity } from './activity.js';
import {
  type AnyWorkflow,
  defineBranch,
  defineWorkflow,
  type WorkflowInput,
} from './definition.js';
import type { BranchFlow, Flow } from './flow.js';

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

interface Activities {
  reserve: Activity<{ items: number }, { holdId: string }>;
}

/** Never run: each error that is expected here is one that the compiler must find. */
export const typed = defineWorkflow({
  name: 'typed',
  version: 1,
  input: z.object({ items: z.string().transform(Number) }),
  branches: [],
  run: async (flow: Flow<Activities>, input) => {
    const hold = await flow.step('reserve', { items: input.items });
    const holdId: string = hold.holdId;
    // @ts-expect-error no such activity
    await flow.step('release', { holdId });
    // @ts-expect-error another input
    await flow.step('reserve', { items: 'one' });
    // @ts-expect-error waiting has an end
    await flow.signal('go', { schema: z.null() });
    const branch = defineBranch({
      name: 'b',
      input: z.number(),
      run: async (inner: BranchFlow<Activities>, n) => {
        // @ts-expect-error messages go to the instance, not to a branch
        await inner.signal('go', { schema: z.null(), timeout: { days: 1 } });
        return `${n}`;
      },
    });
    const [text]: [string] = await flow.parallel([[branch, 1]]);
    // @ts-expect-error another input of the branch
    await flow.parallel([[branch, 'one']]);
    return text;
  },
});
export const startWith: WorkflowInput<typeof typed> = { items: '1' };
// @ts-expect-error the input before it is parsed
export const startWithout: WorkflowInput<typeof typed> = { items: 1 };
export const engineHas: AnyWorkflow<Activities> = typed;
// @ts-expect-error an engine without the activity
export const engineLacks: AnyWorkflow<Record<'other', Activity<null, null>>> =
  typed;

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
