import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

import { parse, parseAllDocuments } from 'yaml';

/** A value of a YAML document. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** One YAML document below deploy/. */
export interface Manifest {
  /** Relative to the repository. */
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  readonly body: Value;
}

/** What ameide.service.yaml says of this service. */
export const service = parse(readFileSync('ameide.service.yaml', 'utf8')) as {
  readonly name: string;
  readonly origin: { readonly type: 'platform' } | { readonly type: 'tenant'; readonly tenantId: string };
  readonly dependencies: readonly { readonly service: string }[];
  readonly deployment: { readonly overlays: Readonly<Record<string, string>> };
};

/** Names of the environments that have an overlay. */
export const environments = Object.keys(service.deployment.overlays);

/** The namespace of an environment; a tenant's code never runs in one of the platform's. */
export function namespaceOf(environment: string): string {
  return service.origin.type === 'tenant' ? `tenant-${service.origin.tenantId}-${environment}-cust` : `ameide-${environment}`;
}

/** Every document below a folder. */
export function manifestsIn(folder: string): Manifest[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.ya?ml$/.test(name))
    .sort()
    .flatMap(name => {
      const file = path.posix.join(folder, name.split(path.sep).join('/'));
      return parseAllDocuments(readFileSync(file, 'utf8')).map(document => {
        if (document.errors[0] !== undefined) {
          throw new Error(`${file}: ${document.errors[0].message}`);
        }
        const body = document.toJS() as Value;
        return { file, body, kind: text(at(body, 'kind')), name: text(at(body, 'metadata', 'name')) };
      });
    });
}

/** What one environment is made of, before patches. */
export function manifestsOf(environment: string): Manifest[] {
  const overlay = service.deployment.overlays[environment];
  return ['deploy/base', 'deploy/observability', ...(overlay === undefined ? [] : [overlay])].flatMap(manifestsIn);
}

/** The value at a path; undefined where there is none. */
export function at(value: Value | undefined, ...keys: readonly (string | number)[]): Value | undefined {
  return keys.reduce<Value | undefined>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Readonly<Record<string, Value>>)[key] : undefined,
    value,
  );
}

/** The list at a path; empty where there is none. */
export function list(value: Value | undefined, ...keys: readonly (string | number)[]): readonly Value[] {
  const found = at(value, ...keys);
  return Array.isArray(found) ? (found as readonly Value[]) : [];
}

/** A value as text; empty where there is none. */
export function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** Every text within a value, keys included. */
export function textsOf(value: Value): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}

/** The pods that a document makes, by their template. */
export function podTemplate(manifest: Manifest): Value | undefined {
  return ['Deployment', 'Job', 'StatefulSet', 'DaemonSet'].includes(manifest.kind)
    ? at(manifest.body, 'spec', 'template')
    : manifest.kind === 'CronJob'
      ? at(manifest.body, 'spec', 'jobTemplate', 'spec', 'template')
      : manifest.kind === 'Pod'
        ? manifest.body
        : undefined;
}
