import type { UiSchema } from '@rjsf/utils';

const fieldOrder = [
  'name',
  'type',
  'required',
  'unique',
  'classification',
  'target',
  'values',
  'minLength',
  'maxLength',
  'pattern',
  'min',
  'max',
  'precision',
  'scale',
  'currency',
  'description',
];

/** How the properties of a description are laid out in the form. */
export const formLayout: Readonly<Record<string, UiSchema>> = {
  description: { 'ui:widget': 'textarea' },
  proto: { 'ui:widget': 'textarea', 'ui:options': { rows: 16 } },
  // The choice among the alternatives says it already.
  origin: { type: { 'ui:widget': 'hidden' } },
  databasePlans: { 'ui:widget': 'checkboxes' },
  aggregates: {
    items: {
      'ui:order': ['name', 'plural', 'description', 'fields', '*'],
      fields: { items: { 'ui:order': [...fieldOrder, '*'] } },
    },
  },
};
