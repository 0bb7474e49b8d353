import { useEffect, useMemo, useState } from 'react';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { FieldValidation } from '@rjsf/utils';
import type {
  FieldExtensionComponentProps,
  FieldExtensionOptions,
} from '@backstage/plugin-scaffolder-react';
import { DRAWINGS } from './drawings';
import { problemsOf } from './input-problems';

/** `property` is the name of the property, once more for the validation. */
type Options = { readonly property?: string };

/**
 * One property of a controller's description. What may stand in it is decided by
 * the generator alone, so the template's parameters carry no constraints of
 * their own: form, API and command line refuse with one and the same message.
 */
function ControllerInput(
  props: FieldExtensionComponentProps<JsonValue, Options>,
) {
  const { name, onChange, formData } = props;
  const rawErrors: readonly string[] = props.rawErrors ?? [];
  const whole = (props.formContext as { formData?: JsonObject } | undefined)
    ?.formData;
  const isUnknown = whole !== undefined && !(name in whole);
  useEffect(() => {
    // The form validates only properties it has heard of; one that was never
    // touched is announced as not given, so that its absence is reported too.
    if (isUnknown) onChange(formData);
  }, [isUnknown, whole, onChange, formData]);

  const [isLeft, setLeft] = useState(formData !== undefined);
  const errors = rawErrors.join('\n');
  const refusal = useMemo(() => (errors ? { errors } : undefined), [errors]);
  const problems = whole ? problemsOf(name, whole) : [];

  const Drawing = DRAWINGS[name];
  if (!Drawing) throw new Error(`Nothing draws the property ${name}.`);
  return (
    <Drawing
      property={name}
      title={props.schema.title ?? name}
      value={formData}
      onChange={onChange}
      problems={isLeft || refusal || name === 'aggregates' ? problems : []}
      onLeave={() => setLeft(true)}
      formData={whole ?? {}}
      refusal={refusal}
    />
  );
}

/** The field that every parameter of a controller's template uses. */
export const controllerInputField: FieldExtensionOptions<JsonValue, Options> = {
  name: 'AmeideControllerInput',
  component: ControllerInput,
  validation: (_value: JsonValue, field: FieldValidation, context: unknown) => {
    const { formData, uiSchema } = context as {
      formData: JsonObject;
      uiSchema?: { 'ui:options'?: Options };
    };
    const property = uiSchema?.['ui:options']?.property;
    if (!property) {
      throw new Error(
        'AmeideControllerInput needs ui:options.property: the name of the property it stands for.',
      );
    }
    for (const problem of problemsOf(property, formData)) {
      field.addError(`${problem.path}: ${problem.message}`);
    }
  },
};
