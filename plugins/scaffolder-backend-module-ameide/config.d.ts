export interface Config {
  /** The Ameide platform factory. Unknown keys are refused at start. */
  ameide: {
    /** Local repositories, one bare Git repository for each component. */
    repositories: {
      /**
       * Folder, relative to the backend's working directory.
       * @visibility backend
       */
      directory: string;
    };
    /** Template releases, as `yarn build:releases` makes them. */
    releases: {
      /**
       * Folder, relative to the backend's working directory.
       * @visibility backend
       */
      directory: string;
    };
    /** Controls that hold for every published service, beside the catalogue. */
    controls?: {
      /**
       * Packages that export `controls` or `severities`. Nothing of a service
       * chooses by what it is evaluated.
       * @visibility backend
       */
      packages?: string[];
    };
  };
}
