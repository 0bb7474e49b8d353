import { durationSeconds } from './duration';

describe('durationSeconds', () => {
  it.each([
    ['PT1S', 1],
    ['PT1H30M', 5_400],
    ['P3D', 259_200],
    ['P1DT1S', 86_401],
    ['P2W', 1_209_600],
  ])('knows %s', (text, seconds) => {
    expect(durationSeconds(text)).toBe(seconds);
  });

  it.each([
    '',
    'P',
    'PT',
    'P1',
    'P1M',
    'P1Y',
    'PT0S',
    'P1W1D',
    'P1DT',
    '-P1D',
    'p1d',
    'PT1.5S',
    ' P1D',
    'P1D\n',
    '3 days',
    'P999999D',
  ])('refuses %j', text => {
    expect(durationSeconds(text)).toBeUndefined();
  });
});
