/*
 * Bounds of a process. They are far beyond what a person can follow, and small
 * enough that nothing that is computed from a description can get out of hand.
 */

/** Steps in all. */
export const MOST_STEPS = 200;
/** Steps in one list. */
export const MOST_STEPS_OF_LIST = 50;
/** Lists of steps within each other. */
export const DEEPEST_STEPS = 8;
/** Branches of a parallel, cases of a choice. */
export const MOST_BRANCHES = 10;
/** Variables of a process. */
export const MOST_VARIABLES = 40;
/** Fields that one step gives or takes. */
export const MOST_FIELDS = 30;
/** Characters of a BPMN file. */
export const LONGEST_BPMN = 1_000_000;
