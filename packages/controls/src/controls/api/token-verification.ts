import ts from 'typescript';
import type { CodeFinding } from '../../facts/program/code-finding';
import { constantText } from '../../facts/program/constant-text';
import { names, TOKEN_PACKAGES } from '../../facts/program/known-packages';
import { memberCalls } from '../../facts/program/member-calls';
import type { CodeFile, Program } from '../../facts/program/program';
import { isFunctionWithBody } from '../../facts/program/symbols';
import { propertyValue, valueSources } from '../../facts/program/value-sources';
import { bare, lastName, nodesOf } from '../../facts/program/walk';

/** Names of token packages that look into a token without checking it. */
const DECODES = new Set([
  'decode',
  'decodeJwt',
  'decodeProtectedHeader',
  'jwtDecode',
  'UnsecuredJWT',
]);
/** Names that only make or fetch keys, or sign. */
const HARMLESS = new Set([
  'SignJWT',
  'EncryptJWT',
  'sign',
  'errors',
  'importJWK',
  'importPKCS8',
  'importSPKI',
  'importX509',
  'createRemoteJWKSet',
  'createLocalJWKSet',
  'generateKeyPair',
  'generateSecret',
  'exportJWK',
  'calculateJwkThumbprint',
  'JWTPayload',
  'customFetch',
  'jwksCache',
]);
const WEAK_ALGORITHM = /^(none|HS\d+)$/i;
const LONGEST_TOLERANCE_SECONDS = 60;
const LONGEST_LIFETIME_SECONDS = 86_400;

/** What a verification of one's own must ask for, by the option that asks. */
const ASKED: Readonly<Record<string, string>> = {
  issuer: 'who issued the token',
  audience: 'whom the token is for',
  algorithms: 'how the token may be signed',
  typ: 'that it is an access token, and no id, refresh or logout token',
  maxTokenAge: 'how old a token may be',
};

function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match =
    /^(\d+(?:\.\d+)?)\s*(s|sec|secs|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|y|yrs?|years?)?$/i.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  const unit = (match[2] ?? 's').charAt(0).toLowerCase();
  const factor = {
    s: 1,
    m: 60,
    h: 3_600,
    d: 86_400,
    w: 604_800,
    y: 31_557_600,
  }[unit];
  return Number(match[1]) * (factor ?? 1);
}

/** Verifications of tokens in a file that let something through. */
export function laxVerifications(
  program: Program,
  file: CodeFile,
): readonly CodeFinding[] {
  const found: CodeFinding[] = [];
  for (const use of file.modules) {
    if (use.typeOnly || !names(TOKEN_PACKAGES, use.package)) continue;
    for (const { name, at } of use.names) {
      if (HARMLESS.has(name) || /^[A-Z]/.test(name)) {
        if (name !== 'UnsecuredJWT') continue;
      }
      if (DECODES.has(name)) {
        found.push({
          node: at,
          about: `${use.package} ${name}`,
          message: `${name} of ${use.package} reads a token that nobody has verified.`,
        });
      } else if (use.package !== 'jose' || name === '*') {
        found.push({
          node: at,
          about: `${use.package} ${name}`,
          message: `${use.package} cannot be made to ask for expiry, type and subject; the SDK's chain does.`,
        });
      } else if (/[vV]erify$/.test(name)) {
        for (const call of memberCalls(program, file, at).calls) {
          found.push(...laxOptions(program, call, name));
        }
      }
    }
  }
  found.push(...decodedByHand(file), ...loosenedIssuers(program, file));
  return found;
}

function laxOptions(
  program: Program,
  call: ts.CallExpression,
  name: string,
): CodeFinding[] {
  const finding = (message: string, about: string): CodeFinding => ({
    node: call,
    about: `${name} ${about}`,
    message: `${name} ${message}`,
  });
  const [, keys, given] = call.arguments;
  const found: CodeFinding[] = [];
  if (keys !== undefined && takenFromToken(keys)) {
    found.push(
      finding('takes its keys from where the token itself says.', 'keys'),
    );
  }
  const options =
    given === undefined
      ? undefined
      : valueSources(program, given).find(ts.isObjectLiteralExpression);
  if (options === undefined) {
    found.push(
      finding(
        'is not told what to ask for: every signed token passes.',
        'options',
      ),
    );
    return found;
  }
  const value = (option: string) => propertyValue(program, options, option);
  for (const [option, meaning] of Object.entries(ASKED)) {
    if (isNothing(value(option))) {
      found.push(finding(`does not ask ${meaning} (${option}).`, option));
    }
  }
  const required = list(program, value('requiredClaims'));
  for (const claim of ['exp', 'sub']) {
    if (!required.includes(claim)) {
      found.push(finding(`lets a token without ${claim} through.`, claim));
    }
  }
  for (const algorithm of list(program, value('algorithms'))) {
    if (WEAK_ALGORITHM.test(algorithm)) {
      found.push(finding(`allows the algorithm ${algorithm}.`, algorithm));
    }
  }
  for (const [option, longest] of [
    ['clockTolerance', LONGEST_TOLERANCE_SECONDS],
    ['maxTokenAge', LONGEST_LIFETIME_SECONDS],
  ] as const) {
    const limit = value(option);
    const length = seconds(limit && constantText(program.checker, limit));
    if (length !== undefined && length > longest) {
      found.push(
        finding(`has a ${option} of ${length} seconds.`, `${option} length`),
      );
    }
  }
  return found;
}

function isNothing(value: ts.Expression | undefined): boolean {
  if (value === undefined) return true;
  const inner = bare(value);
  return (
    (ts.isIdentifier(inner) && inner.text === 'undefined') ||
    (ts.isArrayLiteralExpression(inner) && inner.elements.length === 0)
  );
}

function list(
  program: Program,
  value: ts.Expression | undefined,
): readonly string[] {
  if (value === undefined) return [];
  return valueSources(program, value).flatMap(source =>
    ts.isArrayLiteralExpression(source)
      ? source.elements.flatMap(
          element => constantText(program.checker, element) ?? [],
        )
      : [],
  );
}

/** Keys that are fetched from the issuer that an unverified token names. */
function takenFromToken(keys: ts.Expression): boolean {
  for (const node of nodesOf(keys)) {
    if (
      ts.isPropertyAccessExpression(node) &&
      ['iss', 'jku', 'x5u', 'jwk'].includes(node.name.text)
    ) {
      return true;
    }
  }
  return false;
}

/** `JSON.parse(Buffer.from(token.split('.')[1], 'base64url'))`. */
function decodedByHand(file: CodeFile): CodeFinding[] {
  const found: CodeFinding[] = [];
  for (const node of nodesOf(file.source)) {
    if (
      !ts.isCallExpression(node) ||
      node.expression.getText() !== 'JSON.parse'
    ) {
      continue;
    }
    let scope: ts.Node = node;
    while (scope.parent !== undefined && !isFunctionWithBody(scope)) {
      scope = scope.parent;
    }
    let decodes = false;
    let splits = false;
    for (const inner of nodesOf(scope)) {
      if (!ts.isCallExpression(inner)) continue;
      const text = inner.expression.getText();
      const last = inner.arguments.at(-1);
      decodes ||=
        /(^|\.)atob$/.test(text) ||
        (last !== undefined &&
          ts.isStringLiteralLike(last) &&
          /^base64(url)?$/.test(last.text));
      splits ||=
        text.endsWith('.split') &&
        last !== undefined &&
        ts.isStringLiteralLike(last) &&
        last.text === '.';
    }
    if (decodes && splits) {
      found.push({
        node,
        about: 'decoded by hand',
        message: 'A token is taken apart here, and nobody has verified it.',
      });
    }
  }
  return found;
}

/** `iss.startsWith(…)`. */
function loosenedIssuers(program: Program, file: CodeFile): CodeFinding[] {
  const found: CodeFinding[] = [];
  for (const node of nodesOf(file.source)) {
    if (
      !ts.isCallExpression(node) ||
      !ts.isPropertyAccessExpression(node.expression) ||
      !/^(startsWith|endsWith|includes|indexOf|match|search)$/.test(
        node.expression.name.text,
      )
    ) {
      continue;
    }
    const receiver = bare(node.expression.expression);
    const name = lastName(receiver);
    const type = program.checker.getTypeAtLocation(receiver);
    if (
      /^(iss|issuer|aud|audience)$/.test(name) &&
      !program.checker.isArrayType(type)
    ) {
      found.push({
        node,
        about: `${name} by part`,
        message: `${receiver.getText()} is compared by a part of it: whoever registers a longer name passes.`,
      });
    }
  }
  return found;
}
