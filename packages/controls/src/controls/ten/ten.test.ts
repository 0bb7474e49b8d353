import { describeFamily } from '../../testing/family';

describeFamily('TEN');
