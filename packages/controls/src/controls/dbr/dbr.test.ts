import { describeFamily } from '../../testing/family';

describeFamily('DBR');
