import { describeFamily } from '../../testing/family';

describeFamily('API');
