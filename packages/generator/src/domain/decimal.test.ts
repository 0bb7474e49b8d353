import { compareDecimals, decimalDigits, decimalSize } from './decimal';

describe('decimals', () => {
  it('compares exactly where floating point cannot', () => {
    expect(compareDecimals('9007199254740993', '9007199254740992')).toBe(1);
    expect(compareDecimals('-0.5', '-0.25')).toBe(-1);
    expect(compareDecimals('1.0', '1')).toBe(0);
  });

  it('takes only plain digits', () => {
    expect(decimalDigits('12.50')).toBe('12.50');
    expect(decimalDigits(0.01)).toBe('0.01');
    for (const value of ['1e3', '.5', '1.', '+1', '1,5', '', 1e30]) {
      expect(decimalDigits(value)).toBeUndefined();
    }
  });

  it('writes one number in one way, never as an octal one', () => {
    expect(
      ['007', '-007.50', '00', '-0', '-0.0', -0, '0.5'].map(decimalDigits),
    ).toEqual(['7', '-7.50', '0', '0', '0.0', '0', '0.5']);
  });

  it('counts digits without leading and trailing zeros', () => {
    expect(decimalSize('-0012.500')).toEqual({ whole: 2, fraction: 1 });
  });
});
