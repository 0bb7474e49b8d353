import { useEffect, useMemo, type ComponentType } from 'react';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { FieldValidation } from '@rjsf/utils';
import type { FieldExtensionComponentProps } from '@backstage/plugin-scaffolder-react';
import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import { enteredValue } from './entered-value';
import { formLayout } from './form-layout';
import { formSchema } from './form-schema';
import { problemsOf } from './input-problems';

/** `property` is the name of the property, once more for the validation. */
type Options = { readonly property?: string };

/**
 * One property of a controller's description. What it looks like comes from the
 * generator's own schema, so the template's parameters carry no constraints of
 * their own: form, API and command line refuse with one and the same message.
 */
function ControllerInput(
  props: FieldExtensionComponentProps<JsonValue, Options>,
) {
  const { name, onChange, formData } = props;
  const { SchemaField } = props.registry.fields as {
    SchemaField: ComponentType<typeof props>;
  };
  const schema: JsonObject = useMemo(
    () => ({ ...formSchema(name), title: props.schema.title ?? name }),
    [name, props.schema.title],
  );
  const known = (props.formContext as { formData?: JsonObject } | undefined)
    ?.formData;
  const isUnknown = known !== undefined && !(name in known);
  useEffect(() => {
    // The form validates only properties it has heard of; one that was never
    // touched is announced as not given, so that its absence is reported too.
    if (isUnknown) onChange(formData);
  }, [isUnknown, known, onChange, formData]);

  return (
    <SchemaField
      {...props}
      schema={schema}
      formData={formData ?? (schema.default as JsonValue)}
      uiSchema={formLayout[name] ?? {}}
      onChange={(value, ...rest) =>
        onChange(enteredValue(value, name === 'databasePlans'), ...rest)
      }
    />
  );
}

/** The field that every parameter of a controller's template uses. */
export const controllerInputField = createFormField({
  name: 'AmeideControllerInput',
  component: ControllerInput,
  validation: (
    _value: JsonValue,
    field: FieldValidation,
    { formData, uiSchema }: { formData: JsonObject; uiSchema?: unknown },
  ) => {
    const property = (uiSchema as { 'ui:options'?: Options } | undefined)?.[
      'ui:options'
    ]?.property;
    if (!property) {
      throw new Error(
        'AmeideControllerInput needs ui:options.property: the name of the property it stands for.',
      );
    }
    for (const problem of problemsOf(property, formData)) {
      field.addError(`${problem.path}: ${problem.message}`);
    }
  },
});
