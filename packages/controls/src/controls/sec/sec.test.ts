import { describeFamily } from '../../testing/family';

describeFamily('SEC');
