import { describeFamily } from '../../testing/family';

describeFamily('IDP');
