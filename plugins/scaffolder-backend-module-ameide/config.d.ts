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
  };
}
