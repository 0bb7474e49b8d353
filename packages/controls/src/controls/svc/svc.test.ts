import { describeFamily } from '../../testing/family';

describeFamily('SVC');
