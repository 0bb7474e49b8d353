import { loadModule, parseSync } from 'libpg-query';
import ts from 'typescript';
import type { CodeFile, Program } from './program';
import { sdkNameAt } from './symbols';
import { valueSources } from './value-sources';
import { nodesOf } from './walk';

/** A node of a parsed statement, as libpg-query gives it: `{ RangeVar: { … } }`. */
export interface SqlNode {
  readonly kind: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A whole statement that stands in code as sql`…`, with its fragments in place. */
export interface SqlStatement {
  readonly node: ts.TaggedTemplateExpression;
  readonly text: string;
  readonly nodes: readonly SqlNode[];
}

const DEEPEST = 8;
const LONGEST_TEXT = 50_000;

/** Loads the parser; statements can be read only afterwards. */
export async function loadSqlParser(): Promise<void> {
  await loadModule();
}

/** The statements of a file. What is only a part of others is read as part of them. */
export function statementsOf(
  program: Pick<Program, 'checker' | 'calls'>,
  file: Pick<CodeFile, 'source'>,
): readonly SqlStatement[] {
  const found: SqlStatement[] = [];
  for (const node of nodesOf(file.source)) {
    if (!ts.isTaggedTemplateExpression(node) || !isSql(program, node)) continue;
    const text = composed(program, node, { count: 0 }, 0);
    if (text.length > LONGEST_TEXT) continue;
    const nodes = parsed(text);
    if (nodes !== undefined) found.push({ node, text, nodes });
  }
  return found;
}

function isSql(
  program: Pick<Program, 'checker' | 'calls'>,
  node: ts.TaggedTemplateExpression,
): boolean {
  if (sdkNameAt(program.checker, node.tag) === 'sql') return true;
  return valueSources(program, node.tag).some(
    source => sdkNameAt(program.checker, source) === 'sql',
  );
}

function composed(
  program: Pick<Program, 'checker' | 'calls'>,
  node: ts.TaggedTemplateExpression,
  parameters: { count: number },
  depth: number,
): string {
  const { template } = node;
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  let text = template.head.text;
  for (const span of template.templateSpans) {
    const fragments =
      depth > DEEPEST
        ? []
        : valueSources(program, span.expression).filter(
            (source): source is ts.TaggedTemplateExpression =>
              ts.isTaggedTemplateExpression(source) && isSql(program, source),
          );
    // Of alternatives the longest says most.
    const [fragment] = fragments
      .map(one => composed(program, one, parameters, depth + 1))
      .sort((first, second) => second.length - first.length);
    if (fragment === undefined) {
      parameters.count += 1;
      text += `$${parameters.count}`;
    } else {
      text += fragment;
    }
    text += span.literal.text;
  }
  return text;
}

function parsed(text: string): readonly SqlNode[] | undefined {
  let tree: unknown;
  try {
    tree = parseSync(text);
  } catch {
    return undefined;
  }
  const nodes: SqlNode[] = [];
  const open: unknown[] = [tree];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) {
      open.push(...next.filter(part => part !== undefined && part !== null));
      continue;
    }
    if (!isRecord(next)) continue;
    for (const [kind, value] of Object.entries(next)) {
      if (/^[A-Z]/.test(kind) && isRecord(value)) nodes.push({ kind, value });
      // Some nodes stand without their kind where only one is possible.
      if (kind === 'relation' && isRecord(value)) {
        nodes.push({ kind: 'RangeVar', value });
      }
      if (value !== undefined && value !== null) open.push(value);
    }
  }
  return nodes;
}

export function isRecord(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
