/** Contexts that an expression of a workflow reads, as `github.event.issue.title`, however they are written. */
export function contextsIn(text: string): string[] {
  const found: string[] = [];
  for (const [, expression = ''] of text.matchAll(/\$\{\{([^]*?)\}\}/g)) {
    found.push(...contextsOf(expression));
  }
  return found;
}

/** Contexts that an expression without its braces reads. */
export function contextsOf(expression: string): string[] {
  const plain = expression
    .replace(/\[\s*'([\w-]{1,100})'\s*\]/g, '.$1')
    // What is text cannot be a context.
    .replace(/'(?:[^']|'')*'/g, "''");
  return (
    plain.match(
      /\b(?:github|secrets|inputs|env|vars|steps|needs|matrix|jobs)\b(?:\.[\w*-]+|\[[^\]]{0,100}\])*/gi,
    ) ?? []
  ).map(context => context.toLowerCase());
}

/** What of an event nobody outside chooses freely: numbers and commits. */
const HARMLESS_EVENT =
  /^github\.event\.(?:number|action|after|before|(?:[\w.]+\.)?(?:number|id|sha|node_id|created_at|merged|draft|private|fork))$/;

/** Whether somebody who opens an issue or a pull request can choose a context's text. */
export function isChosenByStrangers(context: string): boolean {
  return (
    context === 'github' ||
    /^github\.(?:head_ref|ref_name|ref|base_ref|actor|triggering_actor)$/.test(
      context,
    ) ||
    (/^github\.event\b/.test(context) && !HARMLESS_EVENT.test(context)) ||
    /^inputs\b/.test(context)
  );
}
