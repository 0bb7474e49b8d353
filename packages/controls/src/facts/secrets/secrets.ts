/** What a secret was recognised as. */
export const SECRET_KINDS = [
  /** A private key, in text or as DER. */
  'private-key',
  /** A token whose form tells who issued it. */
  'issued-token',
  /** An address with a password in it. */
  'password-in-address',
  /** A credential written into configuration, a script, SQL or a document. */
  'configured-credential',
  /** A credential written into code. */
  'credential-in-code',
  /** What code takes where a secret is missing. */
  'fallback',
  /** Any of the above that is encoded or put together from pieces. */
  'encoded',
  /** What a password is compared with: it can be guessed against. */
  'password-hash',
  /** A file whose purpose is to hold credentials. */
  'credential-file',
  /** A file that nothing can be looked for in. */
  'opaque-file',
] as const;
export type SecretKind = (typeof SECRET_KINDS)[number];

/** A secret that was found. It never holds the value. */
export interface FoundSecret {
  readonly kind: SecretKind;
  /** Which rule recognised it, as `jwt` or `@secretlint/secretlint-rule-slack`. */
  readonly rule: string;
  /** What it is, in words. */
  readonly what: string;
  readonly file: string;
  /** Where in the file, both from 1, the column in UTF-16 code units; absent where it is the file as a whole. */
  readonly position?: { readonly line: number; readonly column: number };
  /** Name that it is given, as `clientSecret`; absent where it has none. */
  readonly name?: string;
  /** From 1: which one of its rule and name in the file. */
  readonly ordinal: number;
}

/** What was found in all files of a tree. */
export interface Secrets {
  readonly found: readonly FoundSecret[];
}

/** A secret at a position of a text, before it is known in which file it lies. */
export interface Match {
  readonly kind: SecretKind;
  readonly rule: string;
  readonly what: string;
  readonly name?: string;
  /** Offsets in the text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}
