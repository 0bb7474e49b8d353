import { patternProblem } from './portable-pattern';

describe('patternProblem', () => {
  it.each([
    '^[A-Z]{2}-[0-9]{1,6}$',
    '^EUR$',
    '^[a-z0-9]{3}[.][a-z]{2}$',
    '^[A-Z]?[0-9]{8}$',
    '^[^/]{1,20}$',
  ])('lets %s through', pattern => {
    expect(patternProblem(pattern)).toBeUndefined();
  });

  it.each([
    ['[A-Z]', 'portable'],
    ['^a*$', 'portable'],
    ['^a+$', 'portable'],
    ['^(a|b)$', 'portable'],
    ['^\\d{3}$', 'portable'],
    ['^.$', 'portable'],
    ['^[[:alpha:]]$', 'portable'],
    ['^a{2,1}$', 'must rise'],
    ['^a{1,256}$', 'must rise'],
    ['^[Z-A]$', 'runs backwards'],
    ['^a{1,2}b{1,2}c{1,2}$', 'more than two parts'],
    ['^a$\n', 'portable'],
  ])('refuses %j', (pattern, reason) => {
    expect(patternProblem(pattern)).toContain(reason);
  });
});
