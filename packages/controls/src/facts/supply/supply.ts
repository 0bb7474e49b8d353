/** A text of a file, with the line that it stands on, from 1. */
export interface PlacedText {
  readonly text: string;
  readonly line: number;
}

/** A name with its value, as `env:` and `with:` of a workflow hold them. */
export interface PlacedEntry extends PlacedText {
  readonly name: string;
}

/** A dependency as a package.json names it. */
export interface Dependency {
  readonly name: string;
  /** As `^1.2.3` or `file:vendor/a.tgz`. */
  readonly wanted: string;
  readonly line: number;
  /** Whether what runs in production needs it. */
  readonly production: boolean;
}

/** A package.json. */
export interface PackageManifest {
  readonly file: string;
  /** Folder that it lies in; empty for the root. */
  readonly folder: string;
  readonly dependencies: readonly Dependency[];
  /** Versions that are forced on dependencies of dependencies. */
  readonly overrides: readonly Dependency[];
  readonly scripts: readonly PlacedEntry[];
  /** Whether folders below it are packages of the same lockfile. */
  readonly isWorkspaceRoot: boolean;
}

/** One package of a lockfile. */
export interface LockedPackage {
  /** As `node_modules/a/node_modules/b`; empty for the package itself. */
  readonly path: string;
  readonly line: number;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly isLink: boolean;
  readonly hasInstallScript: boolean;
  /** Names with what is wanted of them. */
  readonly dependencies: ReadonlyMap<string, string>;
}

/** A package-lock.json or npm-shrinkwrap.json of version 2 or later. */
export interface Lockfile {
  readonly file: string;
  readonly folder: string;
  readonly packages: ReadonlyMap<string, LockedPackage>;
}

/** An .npmrc: its settings in order. */
export interface NpmSettings {
  readonly file: string;
  readonly folder: string;
  readonly settings: readonly PlacedEntry[];
}

/** One instruction of a Dockerfile. */
export interface DockerInstruction {
  /** In upper case, as `RUN`. */
  readonly keyword: string;
  /** What follows the keyword, lines joined. */
  readonly text: string;
  readonly words: readonly string[];
  readonly line: number;
}

/** One stage of a Dockerfile. */
export interface DockerStage {
  readonly name?: string;
  /** What it is built from, variables replaced by their defaults where they have one. */
  readonly image: string;
  readonly line: number;
  readonly instructions: readonly DockerInstruction[];
}

/** A Dockerfile. */
export interface Dockerfile {
  readonly file: string;
  /** Arguments that stand before the first stage, with their default. */
  readonly globals: ReadonlyMap<string, string | undefined>;
  readonly stages: readonly DockerStage[];
}

/** What a token may do: everything, or scopes with `read`, `write` or `none`. */
export interface Permissions {
  readonly line: number;
  readonly all?: string;
  readonly scopes: readonly PlacedEntry[];
}

/** One step of a job. */
export interface WorkflowStep {
  readonly line: number;
  readonly name?: string;
  readonly condition?: PlacedText;
  readonly uses?: PlacedText;
  readonly run?: PlacedText;
  /** What runs the script, where the step, its job or the workflow says so. */
  readonly shell?: PlacedText;
  readonly inputs: readonly PlacedEntry[];
  readonly env: readonly PlacedEntry[];
  readonly continueOnError?: PlacedText;
}

/** One job of a workflow. */
export interface WorkflowJob {
  readonly id: string;
  readonly line: number;
  readonly condition?: PlacedText;
  readonly needs: readonly string[];
  readonly permissions?: Permissions;
  readonly runsOn: readonly PlacedText[];
  readonly images: readonly PlacedText[];
  /** A reusable workflow that it calls. */
  readonly uses?: PlacedText;
  readonly secrets?: PlacedText;
  readonly env: readonly PlacedEntry[];
  readonly continueOnError?: PlacedText;
  readonly steps: readonly WorkflowStep[];
}

/** An event that starts a workflow. */
export interface WorkflowTrigger {
  readonly event: string;
  readonly line: number;
  /** Names of what narrows it, as `paths`. */
  readonly filters: readonly PlacedEntry[];
}

/** A workflow of GitHub Actions, or a composite action as one job without triggers. */
export interface Workflow {
  readonly file: string;
  readonly isAction: boolean;
  readonly triggers: readonly WorkflowTrigger[];
  readonly permissions?: Permissions;
  readonly env: readonly PlacedEntry[];
  readonly jobs: readonly WorkflowJob[];
}

/** A rule of a CODEOWNERS file. */
export interface OwnerRule {
  readonly pattern: string;
  readonly owners: readonly string[];
  readonly line: number;
}

/** A file that could not be understood, and why. */
export interface SupplyProblem {
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** An option of the compiler that is switched on or off. */
export interface CompilerSwitch {
  /** As `strictNullChecks`. */
  readonly name: string;
  readonly isOn: boolean;
  readonly line: number;
}

/** A tsconfig.json. */
export interface CompilerSettings {
  readonly file: string;
  /** In the order of the file; of two with one name the last counts. */
  readonly switches: readonly CompilerSwitch[];
  /** Settings that it takes over first, as it names them, the last with precedence. */
  readonly extended: readonly string[];
}

/** What a tree is built from, and what builds it. */
export interface Supply {
  readonly compilerSettings: readonly CompilerSettings[];
  readonly packages: readonly PackageManifest[];
  readonly lockfiles: readonly Lockfile[];
  /** Lockfiles of other package managers. */
  readonly otherLockfiles: readonly string[];
  readonly npmSettings: readonly NpmSettings[];
  readonly dockerfiles: readonly Dockerfile[];
  readonly workflows: readonly Workflow[];
  readonly codeowners?: {
    readonly file: string;
    readonly rules: readonly OwnerRule[];
  };
  readonly problems: readonly SupplyProblem[];
}
