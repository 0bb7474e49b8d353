import type { Mutant } from './mutant';

/** A definition as it should be, with one part of it put in another's place. */
function definition(part: string, instead: string): string {
  const whole = `kind: AgentDefinition
name: order-helper
scope: READ_ONLY
risk_tier: LOW
sponsor: user:default/ada
default: false
tenants: [tenant-1]
limits: { max_steps: 20, max_tokens: 20000, timeout_ms: 60000 }
tools:
  - name: orders.get
    class: read
    input: { type: object, properties: { id: { type: string } }, additionalProperties: false }
`;
  if (!whole.includes(part)) throw new Error(`the definition has no ${part}`);
  return whole.replace(part, instead);
}

const file = 'agents/order-helper.yaml';

/** Agents that a service brings along, with more than they should have. */
export const agtMutants: readonly Mutant[] = [
  {
    id: 'agent-without-a-tier',
    title: 'an agent has no risk tier',
    caseName: 'orders',
    edits: { [file]: definition('risk_tier: LOW\n', '') },
    caughtBy: { control: 'AGT-01' },
  },
  {
    id: 'agent-of-all-tenants',
    title: 'an agent works for every tenant',
    caseName: 'orders',
    edits: { [file]: definition('[tenant-1]', "['*']") },
    caughtBy: { control: 'AGT-01' },
  },
  {
    id: 'agent-with-every-tool',
    title: 'an agent is granted everything',
    caseName: 'orders',
    edits: { [file]: definition('name: orders.get', "name: 'orders.*'") },
    caughtBy: { control: 'AGT-02' },
  },
  {
    id: 'reader-that-writes',
    title: 'a read-only agent has a tool that writes',
    caseName: 'orders',
    edits: { [file]: definition('class: read', 'class: write') },
    caughtBy: { control: 'AGT-02' },
  },
  {
    id: 'shell-for-a-low-tier',
    title: 'an agent of the low tier has a shell',
    caseName: 'orders',
    edits: { [file]: definition('class: read', 'class: shell') },
    caughtBy: { control: 'AGT-03' },
  },
  {
    id: 'arguments-of-its-own',
    title: 'an agent may call a tool with anything',
    caseName: 'orders',
    edits: { [file]: definition(', additionalProperties: false', '') },
    caughtBy: { control: 'AGT-04' },
  },
  {
    id: 'agent-without-an-end',
    title: 'an agent may go on for ever',
    caseName: 'orders',
    edits: { [file]: definition('max_steps: 20, ', '') },
    caughtBy: { control: 'AGT-05' },
  },
];
