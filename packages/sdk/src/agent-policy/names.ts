/*
 * Names are ASCII and compared with ===. So a name that only looks like another
 * (other case, blanks, letters of another script) is either no name at all or
 * simply a different one.
 */

const TOOL_NAME = /^[a-z][A-Za-z0-9]*(?:[._:-][A-Za-z0-9]+)*$/;
const MAX_TOOL_NAME = 64;
const AGENT_ID = /^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$/;
/** A DNS label, as the names of services in a cluster are. */
const SERVICE_ID = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Ids of other systems: no blanks, no control or invisible characters, no wildcard. */
const FOREIGN_ID = /^[^\s\p{C}*]{1,200}$/u;

/** `orders.find`, `getOrder`, `ameide:controller:generate`: at most 64 letters, digits and single `.`, `_`, `:`, `-`. */
export function isToolName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= MAX_TOOL_NAME &&
    TOOL_NAME.test(value)
  );
}

/** Lower-case letters, digits and inner `.`, `_`, `-`; at most 100. A UUID is one. */
export function isAgentId(value: unknown): value is string {
  return typeof value === 'string' && AGENT_ID.test(value);
}

/** Name of a service. */
export function isServiceId(value: unknown): value is string {
  return typeof value === 'string' && SERVICE_ID.test(value);
}

/** Id of a tenant, an organisation or a person. */
export function isForeignId(value: unknown): value is string {
  return typeof value === 'string' && FOREIGN_ID.test(value);
}

/** What two tool names share that a person, or a model, may take for each other. */
export function lookOf(toolName: string): string {
  return toolName.toLowerCase().replace(/[._:-]/g, '');
}
