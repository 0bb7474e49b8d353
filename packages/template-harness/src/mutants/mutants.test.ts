import { controls } from '@ameide/controls';
import { mutantFamilies, mutants } from '.';
import { applyEdits } from './mutant';

const byTests = mutants.filter(({ caughtBy }) => 'test' in caughtBy);

/** True as soon as the lists of all families are there. */
const complete = true;

describe('the mutants', () => {
  it('have an id each', () => {
    const ids = mutants.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it('name controls that there are', () => {
    const ids = new Set(controls.map(({ id }) => id));
    expect(
      mutants.flatMap(({ id, caughtBy }) =>
        'control' in caughtBy && !ids.has(caughtBy.control)
          ? [`${id}: ${caughtBy.control}`]
          : [],
      ),
    ).toEqual([]);
  });

  it('are at least 120, at most a third of them caught by tests of the service', () => {
    const enough =
      mutants.length >= 120 && byTests.length * 3 <= mutants.length;
    const numbers = Object.entries(mutantFamilies)
      .map(([family, members]) => `${family} ${members.length}`)
      .join(', ');
    expect(
      enough || !complete
        ? 'enough'
        : `${mutants.length} in all (${numbers}), of which ${byTests.length} by tests`,
    ).toBe('enough');
  });
});

describe('the edits of a mutant', () => {
  const read = (path: string) => (path === 'a.txt' ? 'one' : undefined);

  it('change, add and take away files', () => {
    expect(
      applyEdits({ 'a.txt': text => `${text}!`, 'b/c.txt': 'two' }, read),
    ).toEqual(
      new Map([
        ['a.txt', 'one!'],
        ['b/c.txt', 'two'],
      ]),
    );
    expect(applyEdits({ 'a.txt': null }, read)).toEqual(
      new Map([['a.txt', null]]),
    );
  });

  it.each([
    ['change nothing', { 'a.txt': (text: string) => text }],
    ['edit what is not there', { 'b.txt': (text: string) => `${text}!` }],
    ['take away what is not there', { 'b.txt': null }],
    ['add what is there', { 'a.txt': 'two' }],
    ['are none', {}],
  ])('are refused when they %s', (_, edits) => {
    expect(() => applyEdits(edits, read)).toThrow(/there is|changes nothing/);
  });
});
