/** QUERY: a user as the arguments of a field name them. */
import { entityOfType, userByEmail } from '../../access/entities.ts';
import type { Read } from '../../access/read.ts';
import type { UserView } from '../../access/views/entity-views.ts';
import { invalid } from '../../kernel/refusal.ts';
import { readId } from './ids.ts';

/** The user of that id or of that email, exactly one of which is given; null when the caller may not know of them. */
export function userNamed(
  read: Read,
  field: string,
  { id, email }: { readonly id?: string | null; readonly email?: string | null },
): Promise<UserView | null> {
  if (id != null && email == null) return entityOfType(read, 'User', readId('id', id));
  if (email != null && id == null) return userByEmail(read, email);
  throw invalid('id', `\`${field}\` takes exactly one of \`id\` and \`email\`.`);
}
