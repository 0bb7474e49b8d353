import fc from 'fast-check';
import { hostileText } from '../../testing/hostile/arbitrary-text';
import { reproducible } from '../../testing/hostile/reproducible';
import { OPERATORS } from '../step-details';
import { readCondition, writeCondition } from './read-condition';

describe('readCondition', () => {
  it.each([
    ['amount > 1000', 'amount', '>', 1000],
    ['amount>=-12.50', 'amount', '>=', -12.5],
    [' status\n=\t"OPEN" ', 'status', '=', 'OPEN'],
    ['express != true', 'express', '!=', true],
    ['x = "a \\"b\\" \\\\ c"', 'x', '=', 'a "b" \\ c'],
    ['x = "a and b > 1"', 'x', '=', 'a and b > 1'],
    ['x = -0', 'x', '=', 0],
    ['x = 007', 'x', '=', 7],
  ])('reads %s', (text, variable, operator, value) => {
    expect(readCondition(text)).toEqual({
      ok: true,
      condition: { variable, operator, value },
    });
  });

  it.each([
    ['', 1, 'ends where the name of a variable is expected'],
    ['amount', 7, 'ends where one of = != < <= > >= is expected'],
    [
      'amount >',
      9,
      'ends where a number, a text in double quotes, true or false is expected',
    ],
    ['1000 < amount', 1, 'has 1000 where the name of a variable is expected'],
    ['true = true', 1, 'has true where the name of a variable is expected'],
    [
      'amount > limit',
      10,
      'has limit where a number, a text in double quotes, true or false is expected',
    ],
    [
      'amount > 1 && b = 2',
      12,
      'goes on after one comparison; put gateways one after the other for more',
    ],
    ['amount <> 1', 8, '<> is no comparison; use one of = != < <= > >='],
    ['amount > 1.2.3', 10, '1.2.3 is no number; write it like 12.50'],
    ['amount > -', 10, '- is no number; write it like 12.50'],
    [
      'amount > 12345678901234567890',
      10,
      'has more digits than a number can hold; write it in double quotes',
    ],
    ['x = "abc', 5, 'has a text without a closing quote'],
    ['x = "a\\nb"', 7, 'has a backslash; write it as \\\\'],
    [
      "x = 'a'",
      5,
      'has \', which has no meaning here; write it like amount > 1000 or status = "OPEN"',
    ],
    [
      'f(x) = 1',
      2,
      'has (, which has no meaning here; write it like amount > 1000 or status = "OPEN"',
    ],
    [`x = "${'a'.repeat(500)}"`, 500, 'is longer than 500 characters'],
  ])('refuses %s', (text, column, message) => {
    expect(readCondition(text)).toEqual({ ok: false, column, message });
  });

  it('reads what is written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...OPERATORS),
        fc.oneof(
          hostileText.map(text => text.slice(0, 200)),
          fc.constantFrom('"'.repeat(200), '\\'.repeat(200)),
          fc.integer(),
          fc.boolean(),
        ),
        (operator, value) => {
          const condition = { variable: 'x'.repeat(40), operator, value };
          expect(readCondition(writeCondition(condition))).toEqual({
            ok: true,
            condition,
          });
        },
      ),
      reproducible(500),
    );
  });
});
