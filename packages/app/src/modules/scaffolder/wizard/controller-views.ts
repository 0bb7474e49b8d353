import { DomainPreview } from '../preview/DomainPreview';
import { DomainReview } from '../review/DomainReview';
import type { ControllerView } from './controller-view';

/** The templates that have a wizard of ours, by their names. */
export const CONTROLLER_VIEWS: Readonly<Record<string, ControllerView>> = {
  'domain-controller': {
    previewAfter: 'aggregates',
    Preview: DomainPreview,
    Review: DomainReview,
  },
};
