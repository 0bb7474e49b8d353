import {
  isMap,
  isScalar,
  LineCounter,
  parseAllDocuments,
  type YAMLMap,
} from 'yaml';
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
const known = new WeakMap<SourceTree, readonly DeployedConfiguration[]>();

/** The service's configurations in the ConfigMaps of a tree. */
export function deployedConfigurations(
  tree: SourceTree,
): readonly DeployedConfiguration[] {
  let found = known.get(tree);
  if (found === undefined) {
    found = [...tree.files].flatMap(([file, content]) =>
      /\.ya?ml$/.test(file) && content.byteLength <= LARGEST_BYTES
        ? inManifest(file, new TextDecoder().decode(content))
        : [],
    );
    known.set(tree, found);
  }
  return found;
}

function inManifest(file: string, text: string): DeployedConfiguration[] {
  if (!text.includes('ConfigMap') && !text.includes('configMapGenerator')) {
    return [];
  }
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    uniqueKeys: false,
  });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap(({ contents }) => {
    if (!isMap(contents)) return [];
    const kind: unknown = contents.get('kind');
    const data: unknown = contents.get('data');
    if (kind !== 'ConfigMap') return [];
    return isMap(data) ? inData(file, text, data, lines) : [];
  });
}

function inData(
  file: string,
  text: string,
  data: YAMLMap,
  lines: LineCounter,
): DeployedConfiguration[] {
  return data.items.flatMap(({ value }) => {
    if (!isScalar(value) || typeof value.value !== 'string') return [];
    let json: unknown;
    try {
      json = JSON.parse(value.value);
    } catch {
      return [];
    }
    const settings = settingsSchema.safeParse(json);
    if (!settings.success) return [];
    const start = value.range?.[0] ?? 0;
    const end = value.range?.[2] ?? text.length;
    const line = lines.linePos(start).line;
    return [
      {
        file,
        line,
        value: settings.data,
        lineOf: (key: string) => {
          const at = text.indexOf(`"${key}"`, start);
          return at < 0 || at >= end ? line : lines.linePos(at).line;
        },
      },
    ];
  });
}
