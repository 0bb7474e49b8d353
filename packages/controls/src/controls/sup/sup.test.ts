import { describeFamily } from '../../testing/family';

describeFamily('SUP');
