/** One file of a skeleton, with its path below the skeleton's folder. */
export interface SkeletonFile {
  /** `/`-separated, for example `src/[aggregate]/store.ts.hbs`. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
}

/** The SDK that a release vendors into every tree. */
export interface ReleaseSdk {
  /** `@ameideio/ameide-sdk-ts`. */
  readonly name: string;
  readonly version: string;
  /** The npm package. */
  readonly tarball: Uint8Array;
  /** `sha512-…` of the tarball, as npm writes it. */
  readonly integrity: string;
  /** FileDescriptorSet of every .proto that a service can import. */
  readonly descriptors: Uint8Array;
}

/**
 * A template release: everything that generation depends on besides the input.
 * It is immutable and known by its digest.
 */
export interface TemplateRelease {
  /** `domain-controller`. */
  readonly template: string;
  readonly version: string;
  /** `sha256:…` over the names and contents of everything in the release. */
  readonly digest: string;
  readonly skeleton: readonly SkeletonFile[];
  /** Partials by name. */
  readonly partials: ReadonlyMap<string, string>;
  readonly sdk: ReleaseSdk;
}
