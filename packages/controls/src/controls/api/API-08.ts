import type { Finding } from '../../control/control';
import { defineControl } from '../../control/control';
import { fieldName, inputFields } from './input-fields';
import { methodName } from './method-findings';

const CONTEXT = 'ameide.common.v1.RequestContext';
const TENANT = new Set(['tenant', 'tenantid', 'realm', 'realmid']);
const ORGANIZATION = new Set([
  'organization',
  'organizationid',
  'organisation',
  'organisationid',
  'orgid',
]);

export default defineControl({
  id: 'API-08',
  title:
    'A request says nowhere for which tenant it is; the server fills its context',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.1', '§4.1', '§6'],
    standards: ['OWASP API Security 2023 API1', 'OWASP API Security 2023 API3'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A tenant in the body is sooner or later believed. The context is overwritten by the server, and is the one place where handlers and tests look.',
  remediation: `Give each request a field context of ${CONTEXT}, and take fields for tenant and organisation out.`,
  needs: ['contracts'],
  evaluate: ({ contracts }) => {
    if (contracts.methods.length === 0) {
      return { notApplicable: 'No contract has a method.' };
    }
    const found: Finding[] = [];
    const inputs = new Set<string>();
    for (const method of contracts.methods) {
      const input = contracts.messages.get(method.input);
      if (inputs.has(method.input)) continue;
      inputs.add(method.input);
      const context = input?.fields.find(({ name }) => name === 'context');
      if (
        context === undefined ||
        context.type.name !== CONTEXT ||
        context.shape !== 'single'
      ) {
        found.push({
          file: input?.file ?? method.file,
          line: input?.line ?? method.line,
          message: `${method.input} of ${methodName(
            method,
          )} has no context that the server fills.`,
          subject: `${method.input} context`,
        });
      }
    }
    for (const input of inputFields(contracts)) {
      const name = input.field.name.replaceAll('_', '').toLowerCase();
      const isAcross = input.methods.every(({ auth }) => auth?.tenantWide);
      if (TENANT.has(name) || (ORGANIZATION.has(name) && !isAcross)) {
        found.push({
          file: input.field.file,
          line: input.field.line,
          message: `${fieldName(input)} lets a caller say for whom it asks.`,
          subject: fieldName(input),
        });
      }
    }
    return found;
  },
});
