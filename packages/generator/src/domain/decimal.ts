/**
 * A decimal number as digits, exactly; undefined when it has none of the forms
 * we accept. Leading zeros go, which would make an octal number of it in
 * TypeScript and protobuf, and so does the sign of zero.
 */
export function decimalDigits(value: number | string): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (!/^-?\d{1,28}(\.\d{1,12})?$/.test(text)) return undefined;
  const digits = text.replace(/^(-?)0+(?=\d)/, '$1');
  return /[1-9]/.test(digits) ? digits : digits.replace('-', '');
}

/** Orders two decimal numbers exactly: negative when the first is smaller. */
export function compareDecimals(first: string, second: string): number {
  const scaled = (text: string) => {
    const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
    const digits = BigInt(whole + fraction.padEnd(12, '0'));
    return text.startsWith('-') ? -digits : digits;
  };
  const difference = scaled(first) - scaled(second);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** Digits before and after the point, without leading and trailing zeros. */
export function decimalSize(text: string): { whole: number; fraction: number } {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  return {
    whole: whole.replace(/^0+/, '').length,
    fraction: fraction.replace(/0+$/, '').length,
  };
}
