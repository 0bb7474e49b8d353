import { describeFamily } from '../../testing/family';

describeFamily('POD');
