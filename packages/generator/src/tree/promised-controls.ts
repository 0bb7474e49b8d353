/**
 * Numbers by family of the controls that hold in every tree of the template of a
 * domain controller. The generator knows no controls: a test of the template
 * harness holds this list to the catalogue and to the rendered cases.
 */
const DOMAIN: Readonly<Record<string, readonly number[]>> = {
  SVC: [1, 2, 3, 4, 5, 6, 7],
};

/** Ids of the controls that a domain controller is promised to keep, as `TEN-03`. */
export function domainControls(): string[] {
  return Object.entries(DOMAIN).flatMap(([family, numbers]) =>
    numbers.map(number => `${family}-${String(number).padStart(2, '0')}`),
  );
}
