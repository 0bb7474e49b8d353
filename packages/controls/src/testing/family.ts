import type { Family } from '../catalogue/vocabulary';
import type { Control } from '../control/control';
import { controls } from '../controls';
import { evaluateControl } from '../evaluation/evaluate-control';
import type { ControlResult } from '../evaluation/result';
import { gatherFacts } from '../facts/gather-facts';
import type { SourceTree } from '../source/source-tree';
import { fixturesOf, fixtureTree, type Fixture } from './fixture';

async function evaluated(
  control: Control,
  fixture: Fixture,
): Promise<{ tree: SourceTree; result: ControlResult }> {
  const tree = fixtureTree(fixture);
  const facts = await gatherFacts(tree, new Set(control.needs));
  return { tree, result: evaluateControl(control, tree, facts) };
}

/** Where something was found, with the text of the line, as fixtures expect it. */
function places(
  tree: SourceTree,
  result: ControlResult,
): readonly { file?: string; line?: string }[] {
  return result.findings.map(({ file, line }) => {
    if (file === undefined) return {};
    if (line === undefined) return { file };
    const lines = new TextDecoder().decode(tree.files.get(file)).split('\n');
    return { file, line: lines[line - 1] ?? `there is no line ${line}` };
  });
}

/**
 * Tests every control of a family on the fixtures beside it: it passes on each
 * good one, and on each bad one finds exactly the places that the fixture says.
 */
export function describeFamily(family: Family): void {
  const members = controls.filter(({ id }) => id.startsWith(`${family}-`));
  if (members.length === 0) throw new Error(`No control is of ${family}.`);

  for (const control of members) {
    describe(`${control.id} ${control.title}`, () => {
      for (const fixture of fixturesOf(control.id, 'good')) {
        it(`holds: ${fixture.title}`, async () => {
          const { result } = await evaluated(control, fixture);
          expect(result).toMatchObject({ outcome: 'pass', findings: [] });
        });
      }

      for (const fixture of fixturesOf(control.id, 'bad')) {
        it(`is broken: ${fixture.title}`, async () => {
          const { tree, result } = await evaluated(control, fixture);
          expect(result).toMatchObject({ outcome: 'fail', marks: [] });
          expect(places(tree, result)).toEqual(
            (fixture.expect ?? []).map(({ file, line }) => ({
              ...(file === undefined ? {} : { file }),
              ...(line === undefined
                ? {}
                : { line: expect.stringContaining(line) }),
            })),
          );
          const prints = result.findings.map(({ fingerprint }) => fingerprint);
          expect(new Set(prints).size).toBe(prints.length);
        });
      }
    });
  }
}
