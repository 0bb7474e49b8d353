import { posix } from 'node:path';
import ts from 'typescript';
import { defineControl } from '../../control/control';
import { argumentsOf, shellCommands } from '../../facts/supply/shell-commands';
import type { PlacedEntry } from '../../facts/supply/supply';
import { checksOf } from './checks';
import { matchesPattern } from './path-pattern';

const SDK = '@ameideio/ameide-sdk-ts';
const SUITE = 'isolationSuite';

/** Whether the test script takes a file: it names none, or one that matches, in its compiled form too. */
function isTested(file: string, scripts: readonly PlacedEntry[]): boolean {
  const named = scripts
    .filter(({ name }) => name === 'test')
    .flatMap(({ text }) => shellCommands(text))
    .filter(command => checksOf(command).includes('test'))
    .flatMap(argumentsOf)
    .filter(
      word => /[/*].*\.[cm]?[jt]sx?$/.test(word) && !word.startsWith('-'),
    );
  const plain = (name: string) =>
    name
      .replace(/^(?:\.\/)?(?:(?:dist|build|lib|out)\/)?/, '')
      .replace(/\.[cm]?[jt]sx?$/, '');
  return (
    named.length === 0 ||
    named.some(word => matchesPattern(plain(word), plain(file)))
  );
}

/** Whether code imports the suite from the SDK's test kit and calls it. */
function callsSuite(file: string, text: string): boolean {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (
      ts.isImportDeclaration(statement) &&
      ts.isStringLiteral(statement.moduleSpecifier) &&
      statement.moduleSpecifier.text.startsWith(`${SDK}/testing`)
    ) {
      const bindings = statement.importClause?.namedBindings;
      if (bindings !== undefined && ts.isNamedImports(bindings)) {
        for (const { name, propertyName } of bindings.elements) {
          if ((propertyName ?? name).text === SUITE) names.add(name.text);
        }
      }
    }
  }
  const pending: ts.Node[] = [source];
  while (pending.length > 0) {
    const node = pending.pop();
    // What is called under a condition is not always called.
    if (
      node === undefined ||
      ts.isIfStatement(node) ||
      ts.isConditionalExpression(node)
    ) {
      continue;
    }
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      names.has(node.expression.text)
    ) {
      return true;
    }
    ts.forEachChild(node, child => {
      pending.push(child);
    });
  }
  return false;
}

export default defineControl({
  id: 'SUP-28',
  title:
    "The service is attacked by the platform's isolation suite whenever it is tested",
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§2.1', '§2.6'], standards: [] },
  appliesTo: ['domain'],
  rationale:
    'The suite calls every method as another tenant, and the database as each of its roles; without it a mistake is found by a customer.',
  remediation: `Call ${SUITE} of ${SDK}/testing in a test file, for every role and every resource.`,
  needs: ['supply', 'metadata'],
  evaluate: ({ tree, supply, metadata }) => {
    const usesSdk = supply.packages.find(({ dependencies }) =>
      dependencies.some(({ name }) => name === SDK),
    );
    if (usesSdk === undefined) {
      return { notApplicable: "The service does not use the platform's SDK." };
    }
    const hasDatabase =
      metadata.description?.database !== undefined ||
      [...tree.files.keys()].some(file => file.endsWith('.sql'));
    if (!hasDatabase) {
      return { notApplicable: 'The service has no database.' };
    }
    const isCalled = [...tree.files].some(([file, content]) => {
      if (
        !/\.[cm]?[jt]s$/.test(file) ||
        content.length > 1_000_000 ||
        posix.dirname(file).startsWith('node_modules')
      ) {
        return false;
      }
      const text = Buffer.from(content).toString('utf8');
      return (
        text.includes(SUITE) &&
        callsSuite(file, text) &&
        isTested(file, usesSdk.scripts)
      );
    });
    return isCalled
      ? []
      : [
          {
            message: `No test that is run calls ${SUITE}.`,
            file: usesSdk.file,
            subject: SUITE,
          },
        ];
  },
});
