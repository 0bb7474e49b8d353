import { UnauthenticatedError } from './unauthenticated-error.js';

/** Longest token that is looked at, in characters. A token with many roles has about 3,000. */
const MAX_TOKEN_LENGTH = 8192;

/** What a token says before anybody has verified it; used only to choose among pinned issuers. */
export interface UnverifiedToken {
  readonly issuer: string;
}

/**
 * Reads the issuer from a token, after refusing what no honest token looks like:
 * too long, not three parts, or with a claim named twice (two readers of such a
 * token could see different tenants).
 */
export function parseToken(token: string): UnverifiedToken {
  if (token.length > MAX_TOKEN_LENGTH) {
    throw new UnauthenticatedError('too_large');
  }
  const parts = token.split('.');
  if (
    parts.length !== 3 ||
    parts.some(part => !/^[A-Za-z0-9_-]+$/.test(part))
  ) {
    throw new UnauthenticatedError('malformed');
  }
  const [header, payload] = parts.slice(0, 2).map(decodeObject);
  if (
    header === undefined ||
    payload === undefined ||
    typeof payload['iss'] !== 'string'
  ) {
    throw new UnauthenticatedError('malformed');
  }
  return { issuer: payload['iss'] };
}

function decodeObject(part: string): Record<string, unknown> {
  const text = Buffer.from(part, 'base64url').toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UnauthenticatedError('malformed', error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnauthenticatedError('malformed');
  }
  if (countTopLevelKeys(text) !== Object.keys(value).length) {
    throw new UnauthenticatedError('duplicate_claim');
  }
  return value as Record<string, unknown>;
}

/** Counts the members of the outermost object of valid JSON; `JSON.parse` keeps only the last of two with one name. */
function countTopLevelKeys(json: string): number {
  let depth = 0;
  let count = 0;
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (character === '"') {
      index += 1;
      while (json[index] !== '"') {
        index += json[index] === '\\' ? 2 : 1;
      }
    } else if (character === '{' || character === '[') {
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
    } else if (character === ':' && depth === 1) {
      count += 1;
    }
  }
  return count;
}
