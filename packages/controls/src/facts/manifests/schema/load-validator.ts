import { existsSync } from 'node:fs';
import path from 'node:path';

/** A problem that a generated validator reports. */
export interface ValidatorError {
  /** JSON pointer to the value that is wrong. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly message: string;
}

/** Validates one object; the validator reads from it whatever its schema knows. */
export type Validator = (object: object) => readonly ValidatorError[];

/** The package that holds the schemas of a group. */
function packageOf(group: string): string | undefined {
  if (group === 'cert-manager.io' || group === 'acme.cert-manager.io') {
    return '@kubernetes-models/cert-manager';
  }
  switch (group) {
    case 'argoproj.io':
      return '@kubernetes-models/argo-cd';
    case 'postgresql.cnpg.io':
      return '@kubernetes-models/cloudnative-pg';
    case 'external-secrets.io':
    case 'generators.external-secrets.io':
      return '@kubernetes-models/external-secrets';
    case 'gateway.networking.k8s.io':
      return '@kubernetes-models/gateway-api';
    case 'monitoring.coreos.com':
      return '@kubernetes-models/prometheus-operator';
    default:
      return group === '' ||
        /^(?:apps|batch|autoscaling|policy|extensions)$/.test(group) ||
        (group.endsWith('.k8s.io') && !group.includes('gateway'))
        ? 'kubernetes-models'
        : undefined;
  }
}

// The packages hold ES modules alone. Node loads them from CommonJS, a test
// runner's own module system does not: so Node is asked itself.
const { createRequire, findPackageJSON } =
  process.getBuiltinModule('node:module');
const nodeRequire = createRequire(__filename);

const folders = new Map<string, string | undefined>();
const validators = new Map<string, Validator | 'no-such-kind'>();

function folderOf(packageName: string): string | undefined {
  if (!folders.has(packageName)) {
    const description = findPackageJSON(packageName, __filename);
    folders.set(
      packageName,
      description === undefined ? undefined : path.dirname(description),
    );
  }
  return folders.get(packageName);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return (
    (typeof value === 'object' || typeof value === 'function') && value !== null
  );
}

function textOf(value: unknown, key: string): string {
  const text = isRecord(value) ? value[key] : undefined;
  return typeof text === 'string' ? text : '';
}

function described(error: unknown): ValidatorError {
  const params = isRecord(error) && isRecord(error.params) ? error.params : {};
  const detail = Object.values(params)
    .flat()
    .filter(value => typeof value === 'string')
    .join(', ');
  const keyword = textOf(error, 'keyword');
  const words: Readonly<Record<string, string>> = {
    required: `has no ${detail}`,
    type: `is no ${detail}`,
    enum: `is none of ${detail}`,
    format: `is no ${detail}`,
    pattern: `does not match ${detail}`,
  };
  return {
    instancePath: textOf(error, 'instancePath'),
    keyword,
    message: Object.hasOwn(words, keyword)
      ? words[keyword] ?? keyword
      : `breaks the rule ${keyword} of its schema`,
  };
}

function asValidator(model: unknown, kind: string): Validator | 'no-such-kind' {
  const prototype = isRecord(model) ? model.prototype : undefined;
  const validate = isRecord(prototype) ? prototype.validate : undefined;
  if (typeof validate !== 'function' || textOf(model, 'kind') !== kind) {
    return 'no-such-kind';
  }
  return object => {
    try {
      Reflect.apply(validate, object, []);
      return [];
    } catch (error) {
      const errors = isRecord(error) ? error.errors : undefined;
      if (!Array.isArray(errors)) throw error;
      return errors.map(described);
    }
  };
}

/**
 * The validator of a kind: undefined for a group without schemas here,
 * `no-such-kind` where the group has no such kind in that version. Each is loaded
 * when it is first needed, which costs some ten milliseconds.
 */
export function loadValidator(type: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): Validator | 'no-such-kind' | undefined {
  const { group, version, kind } = type;
  const packageName = packageOf(group);
  const folder = packageName && folderOf(packageName);
  if (folder === undefined || folder === '') return undefined;
  const key = `${group}/${version}/${kind}`;
  const known = validators.get(key);
  if (known !== undefined) return known;
  const file = path.join(folder, group, version, `${kind}.js`);
  // Both come from the tree that is evaluated, and become part of a path.
  const wellFormed =
    /^v[0-9]+(?:(?:alpha|beta)[0-9]+)?$/.test(version) &&
    /^[A-Z][A-Za-z0-9]{0,80}$/.test(kind);
  const loaded: unknown =
    wellFormed && existsSync(file) ? nodeRequire(file) : undefined;
  const validator = asValidator(
    isRecord(loaded) ? loaded[kind] : undefined,
    kind,
  );
  validators.set(key, validator);
  return validator;
}
