import { describeFamily } from '../../testing/family';

describeFamily('ISO');
