import { describeFamily } from '../../testing/family';

describeFamily('EVT');
