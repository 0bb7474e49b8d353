import { posix } from 'node:path';
import ts from 'typescript';
import { defineControl } from '../../control/control';

const SDK = '@ameideio/ameide-sdk-ts';
const SUITE = 'isolationSuite';

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
  return source.statements.some(
    statement =>
      ts.isExpressionStatement(statement) &&
      ts.isCallExpression(statement.expression) &&
      ts.isIdentifier(statement.expression.expression) &&
      names.has(statement.expression.expression.text),
  );
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
      return text.includes(SUITE) && callsSuite(file, text);
    });
    return isCalled
      ? []
      : [
          {
            message: `No test calls ${SUITE}.`,
            file: usesSdk.file,
            subject: SUITE,
          },
        ];
  },
});
