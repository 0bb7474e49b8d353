import { isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { SourceTree } from '../../source/source-tree';

/** A configuration of the service that a manifest deploys, as `startService` will read it. */
export interface DeployedConfiguration {
  readonly file: string;
  /** Of the first line of the configuration, from 1. */
  readonly line: number;
  readonly value: ServiceSettings;
  /** Line in the file where a key of the configuration stands. */
  lineOf(key: string): number;
}

const listenerSchema = z.object({ host: z.string(), port: z.number() });

/** Only what is judged; what the service itself refuses at its start is left to it. */
const settingsSchema = z.object({
  listen: listenerSchema.extend({
    tls: z.object({}).optional(),
    mesh: z.string().optional(),
  }),
  auth: z.object({
    issuers: z.array(
      z.object({ issuer: z.string(), jwksUri: z.string().optional() }),
    ),
    serviceIssuer: z
      .object({ issuer: z.string(), jwksUri: z.string().optional() })
      .optional(),
    audience: z.string().optional(),
    maxTokenLifetimeSeconds: z.number().optional(),
    clockToleranceSeconds: z.number().optional(),
  }),
  gateway: z.object({ endpoint: z.string() }).optional(),
  serviceTokens: z.object({ tokenEndpoint: z.string() }).optional(),
  cors: z.object({ origins: z.array(z.string()).default([]) }).optional(),
  telemetry: z
    .object({
      otlpEndpoint: z.string().optional(),
      traceRatio: z.number().optional(),
      logLevel: z.string().optional(),
    })
    .optional(),
  limits: z.object({ maxMessageBytes: z.number().optional() }).optional(),
});

export type ServiceSettings = z.output<typeof settingsSchema>;

const LARGEST_BYTES = 1_000_000;
/** What no workload reads. */
const NOT_DEPLOYED = /(^|\/)(node_modules|dist|vendor|tests?|local|tools)\//;
const known = new WeakMap<SourceTree, readonly DeployedConfiguration[]>();

/** The service's configurations in the manifests of a tree, and in files that manifests take in. */
export function deployedConfigurations(
  tree: SourceTree,
): readonly DeployedConfiguration[] {
  let found = known.get(tree);
  if (found === undefined) {
    found = [...tree.files].flatMap(([file, content]) => {
      if (content.byteLength > LARGEST_BYTES || NOT_DEPLOYED.test(file)) {
        return [];
      }
      if (/\.ya?ml$/.test(file)) {
        return inManifest(file, new TextDecoder().decode(content));
      }
      if (!/\.json$/.test(file)) return [];
      const text = new TextDecoder().decode(content);
      return configurationIn({ file, text, json: text, start: 0 });
    });
    known.set(tree, found);
  }
  return found;
}

/** Every text of a manifest that is a configuration: of a ConfigMap, or of a patch that puts one in its place. */
function inManifest(file: string, text: string): DeployedConfiguration[] {
  if (!text.includes('"auth"') || !text.includes('"listen"')) return [];
  const documents = parseAllDocuments(text, { uniqueKeys: false });
  if (!Array.isArray(documents)) return [];
  const found: DeployedConfiguration[] = [];
  const open: unknown[] = documents.map(({ contents }) => contents).reverse();
  while (open.length > 0) {
    const node = open.pop();
    if (isMap(node)) {
      open.push(...node.items.map(({ value }) => value).reverse());
    } else if (isSeq(node)) {
      open.push(...[...node.items].reverse());
    } else if (isScalar(node) && typeof node.value === 'string') {
      found.push(
        ...configurationIn({
          file,
          text,
          json: node.value,
          start: node.range?.[0] ?? 0,
          end: node.range?.[2],
        }),
      );
    }
  }
  return found;
}

function configurationIn({
  file,
  text,
  json,
  start,
  end = text.length,
}: {
  readonly file: string;
  readonly text: string;
  readonly json: string;
  /** Where the configuration stands in the text. */
  readonly start: number;
  readonly end?: number | undefined;
}): DeployedConfiguration[] {
  if (!json.trimStart().startsWith('{')) return [];
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return [];
  }
  const settings = settingsSchema.safeParse(value);
  if (!settings.success) return [];
  const lineAt = (place: number) => text.slice(0, place).split('\n').length;
  return [
    {
      file,
      line: lineAt(start),
      value: settings.data,
      lineOf: key => {
        const at = text.indexOf(`"${key}"`, start);
        return lineAt(at < 0 || at >= end ? start : at);
      },
    },
  ];
}
