import { argumentReasons } from '../agent-policy/argument-context.js';
import type { AgentTool } from './agent-tool.js';
import type { CallIdentity } from './call-record.js';
import type { RefusalReason } from './tool-result.js';

/** What a tool is run with, or why it is not. */
export type ReadArguments = {
  /** Length of the arguments as JSON text; 0 where there is none. */
  readonly characters: number;
} & (
  | { readonly arguments: unknown }
  | { readonly reasons: readonly RefusalReason[] }
);

/**
 * Makes a frozen copy of what a model wrote, as the tool's schema takes it: what
 * is decided on is what the tool gets, whoever else holds the original.
 */
export function readArguments(
  tool: AgentTool,
  given: unknown,
  bounds: { readonly identity: CallIdentity; readonly maxCharacters: number },
): ReadArguments {
  const text = safely(() => JSON.stringify(given ?? {}));
  const characters = text?.length ?? 0;
  if (text === undefined || characters > bounds.maxCharacters) {
    return {
      characters,
      reasons: [
        {
          code: 'ARGUMENTS_UNREADABLE',
          message: `the arguments are not JSON data of up to ${bounds.maxCharacters} characters.`,
        },
      ],
    };
  }
  const copy: unknown = JSON.parse(text);
  // Before the schema drops what it does not know: an attempt is an attempt.
  const claims = argumentReasons(copy, bounds.identity);
  if (claims.length > 0) return { characters, reasons: claims };
  const parsed = safely(() => tool.inputSchema.safeParse(copy));
  if (parsed?.success) {
    return { characters, arguments: deepFreeze(parsed.data) };
  }
  const where = (parsed?.error.issues ?? [])
    .slice(0, 10)
    .map(({ path, message }) =>
      `${path.map(String).join('.')}: ${message}`.slice(0, 200),
    );
  return {
    characters,
    reasons: [
      {
        code: 'ARGUMENTS_INVALID',
        message: `the tool does not take these arguments: ${where.join('; ')}`,
      },
    ],
  };
}

function safely<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
