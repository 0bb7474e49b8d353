import type { FieldTemplateProps } from '@rjsf/utils';

/** A field without label and errors around it: ours have their own, at the very control. */
export function PlainField(props: FieldTemplateProps) {
  return <>{props.children}</>;
}
