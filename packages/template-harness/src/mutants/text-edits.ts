/** An edit that puts one text in the place of the first that matches. */
export function replace(
  from: string | RegExp,
  to: string,
): (text: string) => string {
  return text => text.replace(from, to);
}
