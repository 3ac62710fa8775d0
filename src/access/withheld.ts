/** READ: what stands in place of a value that the viewer may not see, although they may see the thing that has it. */
import { Refusal } from '../kernel/refusal.ts';

/**
 * As the value of a property it makes the field null, with the refusal at its path: GraphQL takes an Error for a
 * field that failed. So a withheld field costs no resolver.
 */
class Withheld extends Error {
  override readonly name = 'Withheld';
  readonly extensions: { readonly refusal: Refusal };

  constructor(what: string, remedy: string) {
    super(what);
    this.extensions = { refusal: new Refusal('FORBIDDEN', what, { remedy }) };
  }
}

/** The same in a place that is typed by its value: what may be withheld is nullable, so null is what it says it is. */
function withheld(what: string, remedy: string): null {
  return new Withheld(what, remedy) as unknown as null;
}

/** Whether a list stands there as withheld, or is not there at all. */
export function isWithheld<Value>(value: Value | null): value is null {
  return value === null || value instanceof Error;
}

/** What stands where something was not loaded, since the query did not seem to ask for it: a fault of ours. */
export const NOT_LOADED = new Error('This was not loaded with its edge') as unknown as null;

export const EMAIL_WITHHELD = withheld(
  'You may not read the email of this user.',
  'It is read by the user, by owners and `members` holders of a shared organization, by admins of a shared project, by those with access to the Partner that the user is at home with, and by those who may change what access the user has to an Instance or a Partner.',
);
export const NAME_WITHHELD = withheld(
  'You may not read the name of this user.',
  'It is read by those who share an organization that they manage, or a project, with the user, by those with access to the Partner that the user is at home with, and by those who may modify an Instance or a Partner that the user has access to.',
);
export const PERMISSIONS_WITHHELD = withheld(
  'You may not read the permissions of this member.',
  'They are read by the member, and by the owner and the `members` holders of the organization.',
);
export const ROLE_WITHHELD = withheld(
  'You may not read the roles of this user on this project.',
  'They are read by the user, by admins of the project and by the owner and the `members` holders of the organization.',
);
export const ENVIRONMENTS_WITHHELD = withheld(
  'You may not read the environments of this project.',
  'They are read by those who are on the project.',
);
export const PROJECT_USERS_WITHHELD = withheld(
  'You may not read who is on this project.',
  'It is read by those who are on it, and by the owner and the `members` holders of the organization.',
);
export const MEMBERS_WITHHELD = withheld(
  'You may not read who is a member of this organization.',
  'Members see those whom they share a project with; the owner and the `members` holders see all.',
);
export const OWNER_WITHHELD = withheld(
  'You may not read who owns this organization.',
  'It is read by its `members` holders, and by members who are on one of its projects.',
);
export const PLATFORM_ROLES_WITHHELD = withheld(
  'You may not read the platform roles of this user.',
  'They are read by the user and by an OPERATOR.',
);
export const CREDENTIALS_WITHHELD = withheld(
  'You may not read what this user signs in with.',
  'They are read by the user and by an OPERATOR.',
);
export const RIGHTS_WITHHELD = withheld(
  'You may not read what this user holds there.',
  'It is read by the user, by the owner and the `members` holders of the organization, on a project by its admins, and on an Instance or a Partner by those who may modify it.',
);
export const INVITATIONS_WITHHELD = withheld(
  'You may not read who is invited.',
  'It is read by the owner and the `members` holders of the organization, and on a project by its admins.',
);
export const ACCESSES_WITHHELD = withheld(
  'You may not read who has access to it.',
  'It is read by holders of WRITE on it.',
);
export const AT_HOME_WITHHELD = withheld(
  'You may not read who is at home with this Partner.',
  'It is read by holders of WRITE on it.',
);
export const HOME_WITHHELD = withheld(
  'You may not read which Partner this user is at home with.',
  'It is read by the user, by those with access to that Partner and by an OPERATOR.',
);
export const CREATE_INSTANCES_WITHHELD = withheld(
  'You may not read whether this user may create Instances.',
  'It is read by the user, by those with access to the Partner that the user is at home with and by an OPERATOR.',
);
export const HOLDERS_WITHHELD = withheld(
  'You may not read who holds this Permission Set.',
  'It is read by those whose `permset=read` on the Instance shows them the set.',
);
export const PERMISSIONS_ON_INSTANCE_WITHHELD = withheld(
  'You may not read what this user may do on the Instance.',
  'It is read by the user, and by holders of `permset=read` without a list on the Instance.',
);
