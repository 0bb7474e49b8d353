/** From this number to that one, both included. */
type Numbers = readonly [first: number, last: number];

/**
 * The controls that hold in every tree of the template of a domain controller. The
 * generator knows no controls: a test of the template harness holds this list to
 * the catalogue and to the rendered cases.
 */
const DOMAIN: Readonly<Record<string, readonly Numbers[]>> = {
  SVC: [[1, 8]],
  TEN: [
    [1, 28],
    [60, 68],
  ],
  DBR: [[1, 17]],
  API: [
    [1, 13],
    [20, 37],
  ],
  EVT: [[1, 5]],
  IDP: [[1, 11]],
  DET: [[1, 2]],
  OBS: [[1, 9]],
  AGT: [[1, 5]],
  // 14 asks for the digest of an image, which is there when it is built.
  POD: [
    [1, 13],
    [15, 26],
  ],
  NET: [[1, 13]],
  ISO: [[1, 7]],
  SEC: [
    [1, 11],
    [20, 27],
  ],
  SUP: [[1, 31]],
  ART: [[1, 4]],
};

/** Ids of the controls that a domain controller is promised to keep, as `TEN-03`. */
export function domainControls(): string[] {
  return Object.entries(DOMAIN).flatMap(([family, ranges]) =>
    ranges.flatMap(([first, last]) =>
      Array.from(
        { length: last - first + 1 },
        (_, index) => `${family}-${String(first + index).padStart(2, '0')}`,
      ),
    ),
  );
}
