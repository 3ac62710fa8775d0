/** ORACLE: who may run the commands about Permission Sets (A14, A16 to A18, U1 and the table of section 7). */
import {
  isDelegated,
  managesSetUsers,
  mayGive,
  mayOnSets,
  mentioning,
  type Named,
  setsOn,
} from './perm-sets.ts';
import { canonicalList, covers, isPermission, permissionOf, printed } from './permissions.ts';
import {
  type Authority,
  type AuthorityRules,
  allOf,
  operator,
  type Question,
  text,
  texts,
  userNamed,
  yes,
} from './question.ts';
import { folded, nameOf } from './rows.ts';
import { find, type PermSet } from './world.ts';

function onSet(rule: (question: Question, set: PermSet) => Authority) {
  return (question: Question): Authority => {
    const set = find(question.scene.world.permSets, text(question.input.set));
    return set ? rule(question, set) : 'UNKNOWN';
  };
}

const sees = ({ scene, actor }: Question, set: PermSet): Authority => {
  if (mayOnSets(scene, actor, set.instanceId, 'read', set)) return 'YES';
  // Whoever holds a set sees it, too.
  return scene.grants.some(({ subject, target }) => subject === actor && target === set.id) ? 'EITHER' : 'NO';
};

const edits = (question: Question, set: PermSet): Authority => {
  const { scene, actor } = question;
  return allOf(yes(mayOnSets(scene, actor, set.instanceId, 'edit', set)), sees(question, set));
};

/** Bringing permissions into a set: one's own, and what was delegated (A18). */
function brings(
  { scene, actor }: Question,
  instance: string,
  permissions: readonly string[],
  more?: Named,
): Authority {
  if (!permissions.every(isPermission)) return 'UNKNOWN';
  return yes(mayGive(scene, actor, instance, permissions, more));
}

/** What a permission says that others do not cover. */
function beyond(others: readonly string[], permission: string): string[] {
  const { feature, action, values } = permissionOf(permission);
  if (values === null) return covers(others, permission) ? [] : [permission];
  const left = values.filter((value) => !covers(others, printed({ feature, action, values: [value] })));
  return left.length > 0 ? [printed({ feature, action, values: left })] : [];
}

/** A new set on an Instance: `permset=edit` there without limits, or the first one, by an operator (U1). */
function creates(question: Question, instance: string, permissions: readonly string[]): Authority {
  const { scene, actor } = question;
  if (!find(scene.world.instances, instance)) return 'UNKNOWN';
  if (operator(question)) return 'YES';
  const edit = mayOnSets(scene, actor, instance, 'edit');
  return allOf(yes(edit), brings(question, instance, permissions));
}

/** Whom the command names: anybody by email, and by id whoever may be known of, which is another's question. */
function knows(question: Question): Authority {
  return allOf(
    ...texts(question.input.users).map((each): Authority => {
      const user = userNamed(question, each);
      if (!user) return 'UNKNOWN';
      return operator(question) || user.id === question.actor || user.id !== each ? 'YES' : 'EITHER';
    }),
  );
}

/** Assigning: `users=edit`, the set visible, and all that it holds one's own unless it was delegated (A18). */
const assigns = onSet((question, set) => {
  const { scene, actor, input } = question;
  const users = texts(input.users).map((each) => userNamed(question, each));
  const known = knows(question);
  if (operator(question)) return known;
  if (!managesSetUsers(scene, actor, set.instanceId)) return 'NO';
  if (!mayOnSets(scene, actor, set.instanceId, 'read', set)) return 'NO';
  const own = mayGive(scene, actor, set.instanceId, set.permissions);
  const toSelf = users.some((user) => user?.id === actor);
  if (!own && (toSelf || !isDelegated(scene, actor, set))) return 'NO';
  return known;
});

const unassigns = onSet((question, set) => {
  const { scene, actor } = question;
  const managed = managesSetUsers(scene, actor, set.instanceId);
  const visible = mayOnSets(scene, actor, set.instanceId, 'read', set);
  return allOf(yes(operator(question) || (managed && visible)), knows(question));
});

/** The items of a file that a command imports. */
interface Item {
  readonly name: string;
  readonly permissions: readonly string[];
}

function imports(question: Question): Authority {
  const { scene, actor, input } = question;
  const instance = text(input.instance);
  if (!find(scene.world.instances, instance)) return 'UNKNOWN';
  if (!mayOnSets(scene, actor, instance, 'edit')) return 'NO';
  const items = (input.file as { permissionSets: readonly Item[] }).permissionSets;
  if (!items.flatMap(({ permissions }) => texts(permissions)).every(isPermission)) return 'UNKNOWN';
  const taken = setsOn(scene, instance).map(({ name }) => folded(name));
  const keys = [...taken, ...items.map(({ name }) => folded(name))];
  // What is skipped is not brought.
  const brought = items.filter(({ name }) => input.onClash !== 'SKIP' || !taken.includes(folded(name)));
  // What does not come into being, for whatever reason, bears no name for the others.
  const fresh = items.filter(({ name }) => keys.filter((key) => key === folded(name)).length === 1);
  const more = new Map(fresh.map(({ name, permissions }) => [nameOf(name), texts(permissions)]));
  return allOf(...brought.map(({ permissions }) => brings(question, instance, texts(permissions), more)));
}

export const SET_AUTHORITY: AuthorityRules = {
  createPermSet: ({ input, ...rest }) =>
    creates({ input, ...rest }, text(input.instance), texts(input.permissions)),
  renamePermSet: onSet((question, set) => {
    const { scene, actor, input } = question;
    const may = edits(question, set);
    if (may === 'NO') return 'NO';
    const name = nameOf(text(input.name));
    // A name that others mention is taken by whoever could assign what comes to bear it (A16).
    const taken = name !== set.name && mentioning(scene, set.instanceId, name).length > 0;
    if (taken && !mayGive(scene, actor, set.instanceId, set.permissions)) {
      return isDelegated(scene, actor, set) ? 'EITHER' : 'NO';
    }
    const referring = input.updateReferences === true ? mentioning(scene, set.instanceId, set.name) : [];
    const all = referring.every((one) => mayOnSets(scene, actor, set.instanceId, 'edit', one));
    return allOf(may, all ? 'YES' : 'EITHER');
  }),
  editPermSet: onSet((question, set) => {
    const may = edits(question, set);
    const wanted = texts(question.input.permissions);
    if (may === 'NO' || !wanted.every(isPermission)) return allOf(may, 'UNKNOWN');
    const added = canonicalList(wanted).filter((one) => !set.permissions.includes(one));
    if (brings(question, set.instanceId, added) === 'YES') return may;
    // Of a longer list, only what is new in it is brought.
    const news = added.flatMap((one) => beyond(set.permissions, one));
    return allOf(may, brings(question, set.instanceId, news) === 'YES' ? 'EITHER' : 'NO');
  }),
  enablePermSet: onSet(edits),
  disablePermSet: onSet(edits),
  duplicatePermSet: onSet((question, set) => {
    const { scene, actor } = question;
    const edit = yes(mayOnSets(scene, actor, set.instanceId, 'edit'));
    return allOf(edit, sees(question, set), brings(question, set.instanceId, set.permissions));
  }),
  deletePermSet: onSet((question, set) => {
    const may = mayOnSets(question.scene, question.actor, set.instanceId, 'delete', set);
    return allOf(yes(may), sees(question, set));
  }),
  importPermSets: imports,
  assignPermSet: assigns,
  unassignPermSet: unassigns,
};
