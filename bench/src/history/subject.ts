/** Whom the long histories are about. */
import { FULL_SIZE, organization } from '../dataset/dataset.ts';

/** The one organization of these histories. */
export const SUBJECT = organization(FULL_SIZE, 0);
/** One of its users, whose grants are among those that change most. */
export const USER = SUBJECT.projectUsers[0]?.user ?? SUBJECT.owner;
