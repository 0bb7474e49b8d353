import { describeFamily } from '../../testing/family';

describeFamily('ART');
