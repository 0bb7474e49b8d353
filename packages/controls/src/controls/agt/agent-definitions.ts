import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
import type { SourceTree } from '../../source/source-tree';

/** A value of a definition with the line where it stands. */
export interface Stated {
  readonly text: string;
  readonly line: number;
}

/** One tool that an agent may use. */
export interface Grant {
  readonly name: string;
  readonly line: number;
  /** `read`, `write`, `code-gen` or a dangerous class, in plain letters; undefined where it says none. */
  readonly capability: string | undefined;
  /** Schema of what the tool is called with. */
  readonly input: YAMLMap | undefined;
  /** Service of its own that wraps the tool. */
  readonly wrapper: string | undefined;
}

/** An agent as a YAML document defines it. */
export interface AgentDefinition {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly scope: Stated | undefined;
  readonly tier: Stated | undefined;
  readonly sponsor: Stated | undefined;
  /** Undefined where it does not say so. */
  readonly isDefault: boolean | undefined;
  readonly tenants: readonly Stated[];
  readonly grants: readonly Grant[];
  /** Figures of its limits, by their names in plain letters; spans of time in milliseconds. */
  readonly limits: ReadonlyMap<string, number>;
}

const LARGEST_BYTES = 1_000_000;
const PLACE =
  /(^|\/)agents?(\/[^/]+)*\.ya?ml$|(^|\/)agents?\/.*\.ya?ml$|agent[\w.-]*\.ya?ml$/i;
const SAID = new Map([
  ['true', true],
  ['false', false],
]);
const NOT_HERE = /(^|\/)(node_modules|dist|vendor|\.github|test|tests)\//;

/** Without what writes words apart and without what enums put before their values. */
export function plainWord(text: string): string {
  return text
    .replace(
      /^(AGENT_)?(SCOPE|RISK_TIER|CAPABILITY_CLASS|CAPABILITY|TOOL_CLASS)_/,
      '',
    )
    .replaceAll(/[-_\s]/g, '')
    .toLowerCase();
}

const known = new WeakMap<SourceTree, readonly AgentDefinition[]>();

/** The agents that the YAML files of a tree define; read once for all controls. */
export function agentDefinitions(tree: SourceTree): readonly AgentDefinition[] {
  const found = known.get(tree) ?? readAgentDefinitions(tree);
  known.set(tree, found);
  return found;
}

function readAgentDefinitions(tree: SourceTree): readonly AgentDefinition[] {
  const found: AgentDefinition[] = [];
  for (const [file, content] of tree.files) {
    if (!/\.ya?ml$/.test(file) || NOT_HERE.test(file)) continue;
    if (content.byteLength > LARGEST_BYTES) continue;
    const text = new TextDecoder().decode(content);
    if (!/scope|tools|grants|tier/i.test(text)) continue;
    const lines = new LineCounter();
    const documents = parsed(text, lines);
    for (const { contents } of documents) {
      if (!isMap(contents)) continue;
      const body = bodyOf(file, contents);
      if (body !== undefined) {
        found.push(read(file, contents, body, lines));
      }
    }
  }
  return found;
}

/** The documents of a text; none where it is nested more deeply than the parser can go. */
function parsed(text: string, lines: LineCounter): readonly Document[] {
  try {
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      prettyErrors: false,
      // The library's own check takes the square of their number.
      uniqueKeys: false,
    });
    return Array.isArray(documents) ? documents : [];
  } catch {
    return [];
  }
}

function keyed(map: YAMLMap, ...wanted: readonly string[]): unknown {
  for (const { key, value } of map.items) {
    if (isScalar(key) && wanted.includes(plainWord(String(key.value)))) {
      return value;
    }
  }
  return undefined;
}

/** Where the properties of an agent stand; undefined where the document defines none. */
function bodyOf(file: string, document: YAMLMap): YAMLMap | undefined {
  const kind = keyed(document, 'kind');
  const named =
    isScalar(kind) && /^Agent(Definition|Instance)?$/.test(String(kind.value));
  const spec = keyed(document, 'spec', 'agent', 'definition');
  const body = isMap(spec) ? spec : document;
  if (named) return body;
  if (isScalar(kind)) return undefined;
  const has = (...keys: readonly string[]) =>
    body.items.some(
      ({ key }) => isScalar(key) && keys.includes(plainWord(String(key.value))),
    );
  const speaks =
    has('risktier', 'tier') ||
    (has('tools', 'toolgrants', 'grants') && PLACE.test(file));
  return speaks &&
    (has('tools', 'toolgrants', 'grants', 'scope') || PLACE.test(file))
    ? body
    : undefined;
}

function read(
  file: string,
  document: YAMLMap,
  body: YAMLMap,
  lines: LineCounter,
): AgentDefinition {
  const lineOf = (node: unknown) =>
    isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
  const stated = (value: unknown): Stated | undefined =>
    isScalar(value) && value.value !== null
      ? { text: String(value.value), line: lineOf(value) }
      : undefined;
  const metadata = keyed(document, 'metadata');
  const name =
    stated(keyed(body, 'name', 'id')) ??
    stated(isMap(metadata) ? keyed(metadata, 'name') : undefined);
  const tenants = keyed(body, 'tenants', 'tenantids', 'tenant');
  const grants = keyed(body, 'tools', 'toolgrants', 'grants');
  const limits = keyed(body, 'limits', 'budget', 'budgets');
  return {
    file,
    line: lineOf(document),
    name: name?.text ?? file,
    scope: stated(keyed(body, 'scope')),
    tier: stated(keyed(body, 'risktier', 'tier')),
    sponsor: stated(keyed(body, 'sponsor')),
    isDefault: SAID.get(
      stated(keyed(body, 'default', 'isdefault'))?.text ?? '',
    ),
    tenants: listed(tenants).flatMap(item => stated(item) ?? []),
    grants: listed(grants).map(item => grantOf(item, lineOf(item))),
    limits: new Map(
      isMap(limits)
        ? limits.items.flatMap(({ key, value }) =>
            isScalar(key) && isScalar(value)
              ? figureOf(value.value).map(
                  figure => [plainWord(String(key.value)), figure] as const,
                )
              : [],
          )
        : [],
    ),
  };
}

/** A number, or a span of time as protobuf writes it: `90s`. */
function figureOf(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  const [, seconds] = /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(String(value)) ?? [];
  return seconds === undefined ? [] : [Number(seconds) * 1000];
}

/** The entries of a list; one thing counts as a list of it. */
function listed(value: unknown): readonly unknown[] {
  if (isSeq(value)) return value.items;
  return value === undefined ? [] : [value];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}

function grantOf(item: unknown, line: number): Grant {
  if (!isMap(item)) {
    return {
      name: isScalar(item) ? String(item.value) : '',
      line,
      capability: undefined,
      input: undefined,
      wrapper: undefined,
    };
  }
  const text = (...keys: readonly string[]) => {
    const value = keyed(item, ...keys);
    return isScalar(value) && value.value !== null
      ? String(value.value)
      : undefined;
  };
  const capability = text('class', 'capability', 'capabilityclass', 'scope');
  const input = keyed(item, 'input', 'inputschema', 'arguments', 'parameters');
  return {
    name: text('name', 'tool', 'id', 'toolid') ?? '',
    line,
    capability: capability === undefined ? undefined : plainWord(capability),
    input: isMap(input) ? input : undefined,
    wrapper: text('wrapper', 'service', 'wrapperservice', 'wrapperserviceid'),
  };
}
