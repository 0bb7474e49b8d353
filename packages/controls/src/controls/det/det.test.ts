import { describeFamily } from '../../testing/family';

describeFamily('DET');
