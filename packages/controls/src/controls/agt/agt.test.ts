import { describeFamily } from '../../testing/family';

describeFamily('AGT');
