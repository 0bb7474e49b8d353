import ts from 'typescript';
import { defineControl, type Finding } from '../../control/control';

const TEST_FILE =
  /(?:^|\/)(?:tests?|__tests__)\/.*\.[cm]?[jt]sx?$|\.(?:test|spec)\.[cm]?[jt]sx?$/;

const TESTS = new Set(['it', 'test', 'describe', 'suite', 'context']);
const SWITCHES = new Set([
  'skip',
  'only',
  'todo',
  'skipIf',
  'fixme',
  'failing',
]);

/** Name of the test function that an expression calls, as `it` of `it.each(…)`. */
function rootOf(expression: ts.Expression): string | undefined {
  let current: ts.Expression = expression;
  while (
    ts.isPropertyAccessExpression(current) ||
    ts.isCallExpression(current)
  ) {
    current = current.expression;
  }
  return ts.isIdentifier(current) ? current.text : undefined;
}

/** What switches a test off, or all others; undefined for any other call. */
function switchOf(call: ts.CallExpression): string | undefined {
  const root = rootOf(call.expression);
  if (root === undefined) return undefined;
  if (/^(?:x(?:it|test|describe)|f(?:it|describe))$/.test(root)) return root;
  if (!TESTS.has(root)) return undefined;
  if (
    ts.isPropertyAccessExpression(call.expression) &&
    SWITCHES.has(call.expression.name.text)
  ) {
    return `${root}.${call.expression.name.text}`;
  }
  for (const argument of call.arguments) {
    if (!ts.isObjectLiteralExpression(argument)) continue;
    for (const property of argument.properties) {
      if (
        ts.isPropertyAssignment(property) &&
        ts.isIdentifier(property.name) &&
        SWITCHES.has(property.name.text) &&
        (property.initializer.kind === ts.SyntaxKind.TrueKeyword ||
          ts.isStringLiteralLike(property.initializer))
      ) {
        return `${root} with ${property.name.text}`;
      }
    }
  }
  return undefined;
}

export default defineControl({
  id: 'SUP-27',
  title: 'No test of the service is switched off',
  layer: 'domain',
  severity: 'medium',
  source: { sections: ['§7.3', '§2.5'], standards: ['OWASP CICD-SEC-1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A skipped test, or one that alone is run, is how a proof of isolation is lost while everything stays green.',
  remediation: 'Mend the test or delete it in a change that says why.',
  needs: [],
  evaluate: ({ tree }) => {
    const findings: Finding[] = [];
    let hasTests = false;
    for (const [file, content] of tree.files) {
      if (!TEST_FILE.test(file) || content.length > 1_000_000) continue;
      hasTests = true;
      const text = Buffer.from(content).toString('utf8');
      if (
        !/skip|only|todo|fixme|failing|\bx(?:it|test|describe)|\bf(?:it|describe)/.test(
          text,
        )
      ) {
        continue;
      }
      let source: ts.SourceFile;
      try {
        source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
      } catch {
        // Nested too deep for the parser: nobody's test.
        continue;
      }
      let count = 0;
      const pending: ts.Node[] = [source];
      while (pending.length > 0) {
        const node = pending.pop();
        if (node === undefined) break;
        const why = ts.isCallExpression(node) ? switchOf(node) : undefined;
        if (why !== undefined) {
          count += 1;
          findings.push({
            message: `A test is switched off, or alone is on: ${why}.`,
            file,
            line:
              source.getLineAndCharacterOfPosition(node.getStart(source)).line +
              1,
            subject: `${why} ${count}`,
          });
        }
        const children: ts.Node[] = [];
        ts.forEachChild(node, child => {
          children.push(child);
        });
        pending.push(...children.reverse());
      }
    }
    return hasTests ? findings : { notApplicable: 'There is no test.' };
  },
});
