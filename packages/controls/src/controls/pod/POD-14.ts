import { defineControl } from '../../control/control';
import type { ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { imagesOf, type ImageUse } from './images';
import { NO_WORKLOADS } from './in-each-workload';

const DIGEST = /@sha256:[0-9a-f]{64}$/;
const EMPTY_DIGEST = /@sha256:0{64}$/;

function* problemsOf({
  subject,
  image,
  pullPolicy,
  place,
  notBuilt,
}: ImageUse): Generator<ManifestProblem> {
  if (notBuilt) return;
  const pinned =
    image !== undefined && DIGEST.test(image) && !EMPTY_DIGEST.test(image);
  const tag = /:([^/@:]+)$/.exec(image ?? '')?.[1] ?? 'latest';
  if (!pinned) {
    yield {
      place,
      subject: `${subject} ${tag === 'latest' ? 'moving tag' : 'digest'}`,
      message:
        image === undefined
          ? `${subject} names no image`
          : `${subject} runs ${image}, which can become another image any time`,
    };
  }
  if (image === undefined) return;
  if (pullPolicy === 'Never' || (!pinned && pullPolicy !== 'Always')) {
    yield {
      place,
      subject: `${subject} pull policy`,
      message: `${subject} runs whatever image of that name lies on the machine (pull policy ${
        pullPolicy ?? 'not set'
      })`,
    };
  }
}

function problemsOfSet(set: ManifestSet): readonly ManifestProblem[] {
  return imagesOf(set).flatMap(image => [...problemsOf(image)]);
}

export default defineControl({
  id: 'POD-14',
  title: 'Every image is named by its digest',
  layer: 'infra',
  severity: 'high',
  source: {
    sections: ['§3.1', '§8.2'],
    standards: ['SLSA v1.0 Build L1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A tag can be pointed at another image after review, and every new pod then runs it.',
  remediation:
    'Name images as name@sha256:…; CI writes the digest that it has built into the overlay.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const images = manifests.sets.flatMap(imagesOf);
    if (images.length === 0) return NO_WORKLOADS;
    const findings = inEachSet(manifests, problemsOfSet);
    return findings.length === 0 && images.some(({ notBuilt }) => notBuilt)
      ? { notEvaluated: 'not built' }
      : findings;
  },
});
