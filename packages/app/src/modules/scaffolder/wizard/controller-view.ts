import type { ComponentType } from 'react';
import type { JsonObject } from '@backstage/types';

/** What a preview or a review of a controller gets. */
export interface ControllerViewProps {
  /** The template, such as `template:default/domain-controller`. */
  readonly templateRef: string;
  /** What is described, as far as it is filled in. */
  readonly formData: JsonObject;
}

/** The parts of the wizard that differ from template to template. */
export interface ControllerView {
  /** Stands below the page that has this property. */
  readonly previewAfter: string;
  readonly Preview: ComponentType<ControllerViewProps>;
  /** What is shown before a service is made. */
  readonly Review: ComponentType<ControllerViewProps>;
}
