import { describeFamily } from '../../testing/family';

describeFamily('OBS');
