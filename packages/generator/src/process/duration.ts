/*
 * Years and months are left out, because they have no length of their own:
 * P1M from 31 January is no day on which all engines agree.
 */
const DURATION =
  /^P(?:(\d{1,5})W|(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,5})M)?(?:(\d{1,7})S)?)?)$/;

const SECONDS = [604_800, 86_400, 3_600, 60, 1] as const;

/**
 * Seconds of an ISO 8601 duration of weeks, days, hours, minutes and seconds
 * (`P3D`, `PT1H30M`); undefined when it is none, or no time at all.
 */
export function durationSeconds(text: string): number | undefined {
  const parts = DURATION.exec(text)?.slice(1);
  if (parts === undefined) return undefined;
  const seconds = SECONDS.reduce(
    (sum, unit, index) => sum + unit * Number(parts[index] ?? 0),
    0,
  );
  return seconds > 0 ? seconds : undefined;
}

/** What to do about a text that is no duration. */
export const NOT_A_DURATION =
  'is not a duration; write it like P3D or PT1H30M, in weeks, days, hours, minutes and seconds (months and years have no fixed length)';
