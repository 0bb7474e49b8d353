// The portal that run.mjs started for all test files.
if (!process.env.AMEIDE_E2E_PORTAL) {
  throw new Error('Run the end-to-end tests by: yarn test:e2e');
}

/** `url` and the folders `state`, `repositories` and `workspaces`. */
export const portal = JSON.parse(process.env.AMEIDE_E2E_PORTAL);
