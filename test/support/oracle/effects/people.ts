/** ORACLE: what the events about people do, their tokens and identities. */
import { commitmentOf, subjectOf, textOf, textOrNull } from '../stored-event.ts';
import { alter, Contradiction, create, current, type Effects, end } from './effect.ts';

export const PEOPLE: Effects = {
  UserRegistered(world, event) {
    const [email, name] = [commitmentOf(event, 'email'), commitmentOf(event, 'name')];
    if (email === undefined || name === undefined) throw new Contradiction(event, 'has no email or no name');
    const homePartnerId = textOrNull(event, 'homePartnerId');
    if (homePartnerId !== null) current(world.partners, event, homePartnerId);
    create(world.users, event, { email, name, homePartnerId });
  },
  UserProfileChanged(world, event) {
    const [email, name] = [commitmentOf(event, 'email'), commitmentOf(event, 'name')];
    alter(world.users, event, {
      ...(email === undefined ? {} : { email }),
      ...(name === undefined ? {} : { name }),
    });
  },
  UserDeleted(world, event) {
    end(current(world.users, event), event);
  },
  ApiTokenIssued(world, event) {
    current(world.users, event, subjectOf(event));
    const provisional = event.data.provisional === true;
    const expiresAt = textOrNull(event, 'expiresAt');
    create(world.tokens, event, { userId: subjectOf(event), expiresAt, provisional });
  },
  ApiTokenRevoked(world, event) {
    end(current(world.tokens, event), event);
  },
  IdentityLinked(world, event) {
    const identity = commitmentOf(event, 'identity');
    if (identity === undefined) throw new Contradiction(event, 'does not say who');
    if (event.actor !== subjectOf(event)) throw new Contradiction(event, 'is nobody else to say');
    current(world.users, event, subjectOf(event));
    create(world.identities, event, { userId: subjectOf(event), issuer: textOf(event, 'issuer'), identity });
  },
  IdentityUnlinked(world, event) {
    end(current(world.identities, event), event);
  },
};
