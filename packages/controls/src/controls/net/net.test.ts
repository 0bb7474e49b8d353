import { describeFamily } from '../../testing/family';

describeFamily('NET');
