/**
 * Ends the process with an explanation on a Node that Backstage does not
 * support; SQLite's native module would otherwise crash without a word.
 *
 * @param version - for example `22.15.0`.
 */
export function refuseUnsupportedNode(version: string): void {
  const major = Number(version.split('.')[0]);
  if (major === 22 || major === 24) return;
  process.stderr.write(
    `The backend needs Node 22 or 24; this is Node ${version}. Start it by "npm start", which brings the right one.\n`,
  );
  process.exit(1);
}
