import { begin, record, redo, undo, type History } from './history';

const typed = (history: History<string>, text: string, at: number) =>
  record(history, text, { group: 'name', at });

describe('a history', () => {
  it('goes back and forth', () => {
    const first = record(begin('a'), 'b', { at: 0 });
    const second = record(first, 'c', { at: 0 });
    expect(undo(second).present).toBe('b');
    expect(undo(undo(second)).present).toBe('a');
    expect(redo(undo(second)).present).toBe('c');
    expect(redo(redo(undo(undo(second)))).present).toBe('c');
  });

  it('ends at both ends', () => {
    const history = begin('a');
    expect(undo(history)).toBe(history);
    expect(redo(history)).toBe(history);
    expect(record(history, 'a', { at: 0 })).toBe(history);
  });

  it('forgets what was undone once something else is done', () => {
    const done = record(undo(record(begin('a'), 'b', { at: 0 })), 'c', {
      at: 1,
    });
    expect(redo(done)).toBe(done);
    expect(undo(done).present).toBe('a');
  });

  it.each([
    ['typed in one go', [0, 100, 200], ''],
    ['typed slowly but without a rest', [0, 900, 1_800], ''],
    ['typed with a rest', [0, 100, 1_300], 'ab'],
  ])('undoes at once what was %s', (_what, [a, b, c], expected) => {
    const history = typed(
      typed(typed(begin(''), 'a', a!), 'ab', b!),
      'abc',
      c!,
    );
    expect(undo(history).present).toBe(expected);
  });

  it('does not join what was typed in different places, or after an undo', () => {
    const other = record(typed(begin(''), 'a', 0), 'b', {
      group: 'plural',
      at: 1,
    });
    expect(undo(other).present).toBe('a');
    const undone = undo(typed(typed(begin(''), 'a', 0), 'ab', 5_000));
    expect(undo(typed(undone, 'ax', 5_001)).present).toBe('a');
  });

  it('is finite', () => {
    let history = begin(0);
    for (let step = 1; step <= 500; step++) {
      history = record(history, step, { at: step });
    }
    expect(history.past).toHaveLength(200);
    expect(undo(history).present).toBe(499);
  });
});
