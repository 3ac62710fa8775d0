/** The part of the nested views that is about Permission Sets: how it is asked for, and its answers in the oracle's shape. */
import { grant, inOrder, type Json, nodes } from './answer-shapes.ts';

export const SET_FRAGMENTS = `
  fragment OfSets on User {
    permissionSets { edges { node { instance { id name } permissions { permission givenBy { id } }
      sets { edges { node { set { id name } grant { ...Granted } } } } } } }
  }
  fragment WholeSet on PermSet {
    id name description enabled permissions instance { id } mentionedBy { edges { node { id } } }
    holders { edges { node { user { id email name } grant { ...Granted } } } }
  }`;

const idOf = (thing: unknown): unknown => (thing as Json).id;

/** An answer with the fragment OfSets, in the oracle's shape. */
export function setsAnswer(user: Json): Json[] {
  return nodes(
    user.permissionSets,
    ({ instance }) => idOf(instance),
    ({ instance, permissions, sets }) => ({
      instance,
      sets: inOrder(sets, ({ set, grant: held }) => ({ set, grant: grant(held) })),
      permissions: (permissions as readonly Json[]).map(({ permission, givenBy }) => ({
        permission,
        givenBy: (givenBy as readonly Json[]).map(idOf),
      })),
    }),
  );
}

/** An answer with the fragment WholeSet, in the oracle's shape. */
export function setAnswer(set: Json): Json {
  return {
    ...set,
    mentionedBy: inOrder(set.mentionedBy, idOf),
    holders: nodes(
      set.holders,
      ({ user }) => idOf(user),
      ({ user, grant: held }) => ({ user, grant: grant(held) }),
    ),
  };
}
